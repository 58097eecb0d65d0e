"""A session over a plugin's own tables, bound to one region.

Reads see that region's rows, in whichever part of a statement a table stands (`tables`); updates and deletions are
narrowed to it, new rows are given it, and a row can neither come from another region nor go to one. Whatever does not
go through the plugin's models is refused. This guards against mistakes, not against malice: code that takes a raw
connection from elsewhere can still read everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from sqlalchemy import Column, ColumnClause, Delete, Engine, TableClause, TextClause, Update, event, inspect
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.dml import UpdateBase

from portal.foundation.database import WRITING
from portal.foundation.transaction import wait_for_turn
from portal.plugin_host.data.models import PluginModel
from portal.plugin_host.data.tables import RegionTable, owner_of, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Result
    from sqlalchemy.orm import SessionTransaction, UOWTransaction

HARMLESS = ("*", "1")  # what SQLAlchemy itself writes for counting rows and asking whether there are any
THROUGH_MODELS = "Plugins read and write through their own PluginModel classes, with select, update, delete and add"


class RegionFault(Exception):
    """A plugin reached beyond its tables or its region; the message says what to do instead."""


class RegionSession(Session):
    """A session of one plugin in one region; `is_writing` says whether it may change anything. Closed, it is done for.

    The portal's own hand reaches past the bounds with `connection_of`.
    """

    def __init__(self, bind: Engine | Connection, plugin_id: str, region_id: str, *, writing: bool) -> None:
        if not region_id:
            raise RegionFault("A plugin's tables are read and written for one region; none was named.")
        super().__init__(expire_on_commit=False, join_transaction_mode="create_savepoint", close_resets_only=False)
        self.plugin_id, self.region_id, self.is_writing = plugin_id, region_id, writing
        self._place = bind.execution_options(**{WRITING: True}) if writing and isinstance(bind, Engine) else bind

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
    """Return a new session. One that writes takes its turn to write at once, and again after each commit."""
    session = RegionSession(engine, plugin_id, region_id, writing=writing)
    if writing:
        connection_of(session)
    return session


def connection_of(session: Session) -> Connection:
    """Return the connection of any session's transaction, for the portal's own tables."""
    if isinstance(session, RegionSession):
        return Session.connection(session, bind_arguments={"bind": session.get_bind(PluginModel)})
    return session.connection()


def refuse_raw() -> NoReturn:
    """Refuse a way around the models."""
    raise RegionFault(f"{THROUGH_MODELS}; a raw connection or a bulk method cannot be had.")


@event.listens_for(RegionSession, "after_begin")
def take_turn(session: RegionSession, transaction: SessionTransaction, connection: Connection) -> None:
    """Let one that writes wait until nobody else does."""
    if session.is_writing and not transaction.nested:
        wait_for_turn(connection)


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
        state.statement = statement.where(statement.table.c.region_id == session.region_id)
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


def check_region(session: RegionSession, row: PluginModel) -> None:
    """Give a new row the region; refuse one that has another, or had its region changed."""
    if row in session.new and vars(row).get("region_id") is None:
        row.region_id = session.region_id
    history = inspect(row).attrs.region_id.history
    if history.deleted or any(not isinstance(value, str) or value != session.region_id for value in history.added):
        raise RegionFault(f"This session writes rows of {session.region_id} only; leave “region_id” to it.")
