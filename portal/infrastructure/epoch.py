"""The site's epoch: one number that moves with every change of shared content, and values kept until it does.

Every worker reads the number once per request (a primary-key read), so a change made in one is seen by all of them at
their next request, while everything that has not changed costs nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from flask import current_app, has_request_context, request
from sqlalchemy import Connection, Engine, event, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Mapped, Session, mapped_column

from portal.foundation.clock import today
from portal.foundation.database import Model, db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.pool import PoolProxiedConnection

NUMBERS = "SELECT number, people, plugins FROM site_epoch WHERE id = 1"
SEEN, APART = "portal.epoch", "portal.kept_apart"
MOVED = "portal_epoch_moved"
VALUES_AT_MOST = 4096
Numbers = tuple[int, int, int]
P = ParamSpec("P")
R = TypeVar("R")


class SiteEpoch(Model):
    """The single row that holds the numbers: of shared content, of people with roles and sessions, and of plugins."""

    __tablename__ = "site_epoch"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    number: Mapped[int] = mapped_column(default=0)
    people: Mapped[int] = mapped_column(default=0)
    plugins: Mapped[int] = mapped_column(default=0)


def current_epoch() -> int:
    """Return the number of shared content as of this request's start."""
    return current_numbers()[0]


def current_people() -> int:
    """Return the number of people as of this request's start; it moves with their roles and sessions."""
    return current_numbers()[1]


def current_plugins() -> int:
    """Return the number of plugins as of this request's start; it moves when one is switched, found or broken."""
    return current_numbers()[2]


def current_numbers() -> Numbers:
    """Return the numbers as of this request's start."""
    if not has_request_context():
        return read_numbers(db.engine)
    numbers: Numbers | None = request.environ.get(SEEN)
    if numbers is None:
        request.environ[SEEN] = numbers = read_numbers(db.engine)
    return numbers


def read_numbers(bind: Engine | Connection) -> Numbers:
    """Read the numbers by the driver's own means: every request does, and it is all many of them need."""
    try:
        if isinstance(bind, Connection):
            return ask(bind.connection)
        return ask_alone(bind)
    except bind.dialect.loaded_dbapi.Error as error:
        raise OperationalError(NUMBERS, None, error) from error


def ask_alone(engine: Engine) -> Numbers:
    """Return what the row holds, by a connection for this question only; no transaction is opened around it.

    SQLite opens none by itself. PostgreSQL's driver would, which costs each request two more ways to the server.
    """
    raw = engine.raw_connection()
    driver: Any = raw.driver_connection
    opens = engine.dialect.name == "postgresql"
    try:
        if opens:
            driver.autocommit = True
        return ask(raw)
    finally:
        if opens and not driver.closed:
            driver.autocommit = False
        raw.close()


def ask(raw: PoolProxiedConnection) -> Numbers:
    """Return what the row holds, by a connection of the driver's."""
    cursor = raw.cursor()
    cursor.execute(NUMBERS)
    row = cursor.fetchone()
    cursor.close()
    return (int(row[0]), int(row[1]), int(row[2])) if row else (0, 0, 0)


def advance_epoch(session: Session | None = None) -> None:
    """Move the number in the transaction around us, or in another session's: shared content changes with its commit."""
    session = session or db.session()
    session.execute(update(SiteEpoch).where(SiteEpoch.id == 1).values(number=SiteEpoch.number + 1))
    session.info[MOVED] = True
    if has_request_context():
        request.environ.pop(SEEN, None)


def advance_people() -> None:
    """Move the number of people in the transaction around us: nobody is taken for who they were before."""
    db.session.execute(update(SiteEpoch).where(SiteEpoch.id == 1).values(people=SiteEpoch.people + 1))
    if has_request_context():
        request.environ.pop(SEEN, None)


def advance_plugins(session: Session | None = None) -> None:
    """Move the number of plugins as `advance_epoch` does that of content, which moves too: what is on is shown."""
    session = session or db.session()
    session.execute(update(SiteEpoch).where(SiteEpoch.id == 1).values(plugins=SiteEpoch.plugins + 1))
    advance_epoch(session)


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def forget_move(session: Session) -> None:
    """Once the change stands or is undone, values may be kept again."""
    if not session.in_nested_transaction():
        session.info.pop(MOVED, None)


class Kept:
    """Values by key, each good for one epoch and one day. Beyond the largest weight the longest unused ones leave."""

    def __init__(self, largest: int = VALUES_AT_MOST) -> None:
        self._largest = largest
        self._weight = 0
        self._values: OrderedDict[tuple[Any, ...], tuple[tuple[Any, ...], Any, int]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: tuple[Any, ...], stamp: tuple[Any, ...]) -> tuple[bool, Any]:
        """Return whether a value is kept for this stamp, and the value."""
        with self._lock:
            kept = self._values.get(key)
            if kept is None or kept[0] != stamp:
                return False, None
            self._values.move_to_end(key)
            return True, kept[1]

    def put(self, key: tuple[Any, ...], stamp: tuple[Any, ...], value: Any, *, weight: int = 1) -> None:
        """Keep a value of some weight (a count, or bytes)."""
        with self._lock:
            replaced = self._values.pop(key, None)
            self._weight += weight - (replaced[2] if replaced else 0)
            self._values[key] = (stamp, value, weight)
            while self._weight > self._largest:
                _, (_, _, gone) = self._values.popitem(last=False)
                self._weight -= gone


@contextmanager
def apart(numbers: Numbers) -> Iterator[None]:
    """Keep what this request reads inside for nobody else: for looking at a change that is undone again.

    The numbers stay what they were before the change, so that what was read once inside is not read again.
    """
    request.environ[SEEN], request.environ[APART] = numbers, {}
    db.session.info.pop(MOVED, None)
    try:
        yield
    finally:
        del request.environ[APART]
        request.environ.pop(SEEN, None)


def stand_apart() -> None:
    """Keep what this request reads from now on for nobody else: it is shown other things than other people."""
    request.environ[APART] = {}


def stand_among_others() -> None:
    """Let this request read and keep what all do again."""
    request.environ.pop(APART, None)


def kept(name: str = "values", largest: int = VALUES_AT_MOST) -> Kept:
    """Return one of this application's stores, made on first use; a request that stands apart has its own."""
    own: dict[str, Any] | None = request.environ.get(APART) if has_request_context() else None
    stores = current_app.extensions if own is None else own
    store = stores.setdefault(f"portal.kept.{name}", Kept(largest))
    if not isinstance(store, Kept):  # pragma: no cover - nobody else uses the name
        raise TypeError(f"portal.kept.{name} holds something else")
    return store


def kept_per_epoch(read: Callable[P, R]) -> Callable[P, R]:
    """Keep what a reading function returns until the epoch moves or the day ends. It must return frozen values."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        if db.session.info.get(MOVED):
            return read(*args, **kwargs)
        key = (read.__module__, read.__qualname__, args, tuple(sorted(kwargs.items())))
        stamp = (current_epoch(), today())
        found, value = kept().find(key, stamp)
        if not found:
            value = read(*args, **kwargs)
            kept().put(key, stamp, value)
        return value  # type: ignore[no-any-return]  # the store is keyed by the function that made it

    return reading
