"""A session over a plugin's own tables, bound to one region.

Reads see that region's rows, in whichever part of a statement a table stands (`tables`); updates and deletions are
narrowed to it, new rows are given it, and a row can neither come from another region nor go to one. Whatever does not
go through the plugin's models is refused. This guards against mistakes, not against malice: code that takes a raw
connection from elsewhere can still read everything.
"""

from __future__ import annotations

from threading import Lock, Timer
from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import Column, ColumnClause, Delete, Engine, TableClause, TextClause, Update, event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.base import NO_VALUE
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import UpdateBase

from portal.foundation.errors import Conflict
from portal.foundation.transaction import begin_to_write, wait_for_turn
from portal.plugin_host.data.models import PluginModel
from portal.plugin_host.data.tables import RegionTable, owner_of, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Result
    from sqlalchemy.orm import SessionTransaction, UOWTransaction

HARMLESS = ("*", "1")  # what SQLAlchemy itself writes for counting rows and asking whether there are any
LONGEST_TURN = 4.0  # seconds; others who want to write give up after five
TOO_LONG = (
    f"It kept others from writing for more than {LONGEST_TURN:g} seconds, so what it wrote since was undone; "
    "fetch and reckon first, then write."
)
OVERTAKEN = "Somebody else changed this meanwhile. Nothing was saved; look at it again."
THROUGH_MODELS = "Plugins read and write through their own PluginModel classes, with select, update, delete and add"


class RegionFault(Exception):
    """A plugin reached beyond its tables or its region; the message says what to do instead."""


class RegionSession(Session):
    """A session of one plugin in one region; `is_writing` says whether it may change anything. Closed, it is done for.

    It reads without keeping anybody waiting. Its turn to write comes with the first change, or with a `select` that is
    made `with_for_update`: what is read from then on cannot change before it is written. Who holds the turn for longer
    than LONGEST_TURN loses it, and what was written. The portal's own hand reaches past the bounds with
    `connection_of`.
    """

    def __init__(self, bind: Engine | Connection, plugin_id: str, region_id: str, *, writing: bool) -> None:
        if not region_id:
            raise RegionFault("A plugin's tables are read and written for one region; none was named.")
        super().__init__(expire_on_commit=False, join_transaction_mode="create_savepoint", close_resets_only=False)
        self.plugin_id, self.region_id, self.is_writing = plugin_id, region_id, writing
        self.is_overdue = False
        self._place = bind
        self._turn: SessionTransaction | None = None
        self._watch: Timer | None = None
        self._changing = Lock()
        self._read: dict[str, Any] = {}

    def take_turn(self) -> Connection:
        """Wait until nobody else writes, if that did not happen in this transaction yet; return the connection."""
        if self.is_overdue:
            raise RegionFault(TOO_LONG)
        if not self.is_writing:
            refuse_writing()
        connection = connection_of(self)
        if self._turn is not None:
            return connection
        if isinstance(self._place, Engine):
            begin_to_write(connection)
            self._watch = Timer(LONGEST_TURN, self._lose_turn, (self.get_transaction(),))
            self._watch.daemon = True
            self._watch.start()
        else:
            wait_for_turn(connection)
        self._turn = self.get_transaction()
        return connection

    def remember(self, key: str, held: Any) -> None:
        """Note what the store held when it was read before the turn: it may be changed until the turn comes."""
        if self.is_writing and self._turn is None:
            self._read[key] = held

    def forget(self, key: str) -> list[Any]:
        """Return what the store held by this key when it was read before the turn, if it was."""
        return [self._read.pop(key)] if key in self._read else []

    def _lose_turn(self, turn: SessionTransaction | None) -> None:
        """Undo what was written in a turn that has not ended, and let others write."""
        with self._changing:
            if self._turn is not turn:
                return
            self.is_overdue = True
        self.invalidate()

    def end_turn(self, transaction: SessionTransaction) -> None:
        """Note that a transaction is over, and with it the turn that was taken in it."""
        with self._changing:
            if transaction is not self._turn:
                return
            self._turn, watch, self._watch = None, self._watch, None
        if watch is not None:
            watch.cancel()

    def begin_nested(self) -> SessionTransaction:
        """Begin a part of the work that can be undone by itself; who does that is about to write."""
        if self.is_writing:
            self.take_turn()
        return super().begin_nested()

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        """Return where SQLAlchemy itself sends a model's statement; whoever names none is refused."""
        if not given and not named:
            refuse_raw()
        return self._place

    def connection(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: a connection knows nothing of regions."""
        refuse_raw()

    def bulk_save_objects(self, *given: Any, **named: Any) -> NoReturn:
        """Refuse: these ways in go past the checks of rows."""
        refuse_raw()

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects

    def delete(self, instance: object) -> None:
        """Take a row away with the next flush; refuse where only reading is allowed."""
        if not self.is_writing:
            refuse_writing()
        super().delete(instance)

    def flush(self, objects: Sequence[Any] | None = None) -> None:
        """Write what was added and changed; what rows are computed from is read for this region."""
        with within(self.region_id):
            super().flush(objects)


def open_session(engine: Engine | Connection, plugin_id: str, region_id: str, *, writing: bool) -> RegionSession:
    """Return a new session. One that writes takes its turn with its first change, and again after each commit."""
    return RegionSession(engine, plugin_id, region_id, writing=writing)


def connection_of(session: Session) -> Connection:
    """Return the connection of any session's transaction, for the portal's own tables."""
    if isinstance(session, RegionSession):
        return Session.connection(session, bind_arguments={"bind": session.get_bind(PluginModel)})
    return session.connection()


def refuse_raw() -> NoReturn:
    """Refuse a way around the models."""
    raise RegionFault(f"{THROUGH_MODELS}; a raw connection or a bulk method cannot be had.")


@event.listens_for(RegionSession, "after_transaction_end")
def end_turn(session: RegionSession, transaction: SessionTransaction) -> None:
    """Let others write as soon as a transaction is over."""
    session.end_turn(transaction)


@event.listens_for(RegionSession, "do_orm_execute")
def execute_within(state: ORMExecuteState) -> Result[Any]:
    """Check a statement, narrow it if it changes rows, and let it read this region's rows."""
    session: Any = state.session
    statement: Any = state.statement
    if not state.is_orm_statement or state.is_insert:
        raise RegionFault(f"{THROUGH_MODELS}; this statement goes another way.")
    check_parts(session, statement)
    if state.is_update or state.is_delete:
        check_change(session, statement, state.parameters)
        session.take_turn()
        state.statement = statement.where(statement.table.c.region_id == session.region_id)
    elif session.is_writing and getattr(statement, "_for_update_arg", None) is not None:
        session.take_turn()
    with within(session.region_id):
        return state.invoke_statement()


def check_parts(session: RegionSession, statement: ClauseElement) -> None:
    """Refuse a statement that has text in it, or any table but the plugin's own."""
    for part in parts_of(statement):
        if isinstance(part, TextClause) or is_text_column(part):
            raise RegionFault(f"{THROUGH_MODELS}; a statement with text in it cannot be narrowed to a region.")
        if isinstance(part, UpdateBase) and part is not statement:
            raise RegionFault("A statement that changes rows cannot stand inside another one; execute it by itself.")
        if isinstance(part, TableClause) and not (
            isinstance(part, RegionTable) and owner_of(part.name) == session.plugin_id
        ):
            raise RegionFault(f"{THROUGH_MODELS}; “{part.name}” is not a table of theirs.")


def is_text_column(part: ClauseElement) -> bool:
    """Say whether something is written into the statement as it stands."""
    return isinstance(part, ColumnClause) and part.is_literal and part.name not in HARMLESS


def parts_of(statement: ClauseElement) -> Iterator[ClauseElement]:
    """Give everything a statement is made of, each once; the table of a column is a part too."""
    seen: dict[int, ClauseElement] = {}
    waiting = [statement]
    while waiting:
        part = waiting.pop()
        if id(part) in seen:
            continue
        seen[id(part)] = part
        yield part
        waiting += part.get_children()
        if isinstance(part, ColumnClause) and part.table is not None:
            waiting.append(part.table)


def check_change(session: RegionSession, statement: Update | Delete, given: Any) -> None:
    """Refuse an update or deletion in a session that only reads, and one that moves rows to another region."""
    if not session.is_writing:
        refuse_writing()
    if isinstance(given, list):
        raise RegionFault("Rows are updated by one condition, or one by one as objects; not by a list.")
    named = {part.name for part in statement.get_children() if isinstance(part, Column)} | set(given or ())
    if isinstance(statement, Update) and "region_id" in named:
        raise RegionFault("A row's region cannot be changed; leave “region_id” to the session.")


def refuse_writing() -> NoReturn:
    """Refuse a change where only reading is allowed."""
    raise RegionFault("Nothing can be written while a page is only read; write in a form's view, a job or an event.")


@event.listens_for(RegionSession, "before_attach")
def check_new(session: RegionSession, row: object) -> None:
    """Refuse rows of others' tables, and rows that were read by another session."""
    if not session.is_writing:
        refuse_writing()
    if not isinstance(row, PluginModel) or row.plugin_id != session.plugin_id:
        raise RegionFault(f"{THROUGH_MODELS}; {type(row).__name__} is not one of theirs.")
    if inspect(row).key is not None:
        raise RegionFault("A row read elsewhere cannot be put into this session; read it here.")


@event.listens_for(RegionSession, "before_flush")
def check_rows(session: RegionSession, work: UOWTransaction, rows: Sequence[Any] | None) -> None:
    """Give new rows the region; refuse everything when one of them is another region's, or the session only reads."""
    if not session.is_writing:
        refuse_writing()
    for row in [*session.new, *session.dirty]:
        for value in vars(row).values():
            if isinstance(value, ClauseElement):
                check_parts(session, value)
        check_region(session, row)
    connection = session.take_turn()
    for row in [*session.dirty, *session.deleted]:
        if row in session.deleted or session.is_modified(row):
            refuse_overtaken(connection, row)


def refuse_overtaken(connection: Connection, row: PluginModel) -> None:
    """Refuse to change a row that somebody else changed after it was read, before the turn to write came."""
    state: Any = inspect(row)
    columns = {attribute.key: attribute.columns[0] for attribute in state.mapper.column_attrs}
    read = {key: state.committed_state.get(key, state.dict.get(key, NO_VALUE)) for key in columns}
    known = {key: value for key, value in read.items() if value is not NO_VALUE}
    asked = select(*[columns[key] for key in known]).where(columns["id"] == state.key[1][0])
    held = connection.execute(asked).one_or_none()
    if held is not None and tuple(held) != tuple(known.values()):
        raise Conflict(OVERTAKEN)


def check_region(session: RegionSession, row: PluginModel) -> None:
    """Give a new row the region; refuse one that has another, or had its region changed."""
    if row in session.new and vars(row).get("region_id") is None:
        row.region_id = session.region_id
    history = inspect(row).attrs.region_id.history
    if history.deleted or any(not isinstance(value, str) or value != session.region_id for value in history.added):
        raise RegionFault(f"This session writes rows of {session.region_id} only; leave “region_id” to it.")
