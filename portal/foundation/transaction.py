"""One commit, at the edge of a request or command, and what follows it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import text

from portal.foundation.database import WRITING, db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

ONE_WRITER = 58_000_002
AFTER = "portal_after_commit"


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or nothing of it; then run what was announced with `after_commit`.

    What was read before belongs to an earlier transaction: a write must not rest on an old snapshot, so that one ends
    first. The new one waits for its turn to write at once, on SQLite by its lock and on PostgreSQL by an advisory one:
    what a rule decides on cannot change before it is written. So it is kept short: no hashing, no rendering inside.
    """
    if AFTER in db.session.info:
        raise RuntimeError("a transaction within a transaction would commit the outer one")
    db.session.commit()
    wait_for_turn(db.session.connection(execution_options={WRITING: True}))
    db.session.info[AFTER] = []
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop(AFTER, None)
        raise
    for announce in db.session.info.pop(AFTER, []):
        announce()


@contextmanager
def undone() -> Iterator[None]:
    """Undo what happens inside, however it ends, and announce nothing: for looking at what a change would do.

    It waits for its turn like any transaction: for as long as it lasts nobody else writes.
    """
    if AFTER in db.session.info:
        raise RuntimeError("a transaction within a transaction would undo the outer one")
    db.session.commit()
    wait_for_turn(db.session.connection(execution_options={WRITING: True}))
    db.session.info[AFTER] = []
    try:
        yield
    finally:
        db.session.rollback()
        db.session.info.pop(AFTER, None)


def wait_for_turn(connection: Connection) -> None:
    """Wait until nobody else writes, on PostgreSQL; on SQLite, a connection opened for WRITING has waited already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ONE_WRITER})


def begin_to_write(connection: Connection) -> None:
    """Let a transaction that only read so far wait for its turn, and write from then on.

    SQLite lets none write that has read what is old by now. So the reading ends, and a transaction that writes begins
    in its place; none of what was read is known to hold still.
    """
    if connection.dialect.name == "sqlite":
        connection.connection.rollback()  # also where an earlier wait was in vain, and no transaction is there
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    wait_for_turn(connection)


def after_commit(announce: Callable[[], None]) -> None:
    """Run this once the transaction around us has been committed; never if it is undone."""
    db.session.info[AFTER].append(announce)
