"""Steps of a plugin's schema: what one may do, which are pending, and how they are applied, undone and erased.

A list of steps only grows at its end. Each is recorded with a mark of its source, so that one edited after it was
applied is refused by name; what a step calls beside itself is not part of the mark. Steps shape tables; what is in them
is moved by the plugin's portal_on_upgrade, region by region.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING, NoReturn

from sqlalchemy import (
    CheckConstraint,
    Column,
    Connection,
    Engine,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    delete,
    insert,
    inspect,
    select,
    table,
    text,
)

from portal.foundation.clock import now
from portal.foundation.database import NAMING, WRITING
from portal.foundation.schema import LOCK
from portal.plugin_host.data.marks import mark_of
from portal.plugin_host.data.models import REFERABLE, SUPPLIED
from portal.plugin_host.data.tables import list_tables, owner_of, prefix_of
from portal.plugin_host.models import PluginItem, PluginSetting, PluginStep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sqlalchemy.schema import SchemaItem

LONGEST_ID = 80
ALLOWED = (Column, UniqueConstraint, CheckConstraint, ForeignKeyConstraint)
WHEN_GONE = ("CASCADE", "SET NULL")


class StepFault(Exception):
    """A step does what it may not, has failed, or does not fit those applied; the message names it."""


class Steps:
    """What a step works with: changes of the plugin's own tables, by their full names. Nothing else can be done."""

    def __init__(self, connection: Connection, plugin_id: str) -> None:
        from alembic.migration import MigrationContext  # noqa: PLC0415 - 8 MB that few processes need
        from alembic.operations import Operations  # noqa: PLC0415 - as above

        self._connection, self._plugin_id = connection, plugin_id
        options = {"target_metadata": MetaData(naming_convention=NAMING)}
        self._operations = Operations(MigrationContext.configure(connection, opts=options))

    def __getattr__(self, name: str) -> NoReturn:
        there = ", ".join(name for name in vars(Steps) if not name.startswith("_"))
        raise StepFault(f"A step cannot do “{name}”; there is {there}.")

    def create_table(self, table: str, *items: SchemaItem) -> None:
        """Make a table of columns and constraints; it has `id` and `region_id` by itself."""
        self._check_table(table)
        for item in items:
            self._check_item(item)
        region = ForeignKey("region.id", ondelete="CASCADE")
        self._operations.create_table(
            table,
            Column("id", Integer(), primary_key=True),
            Column("region_id", String(60), region, nullable=False, index=True),
            *items,
        )

    def drop_table(self, table: str) -> None:
        """Take a table away with everything in it."""
        self._check_table(table)
        self._operations.drop_table(table)

    def rename_table(self, table: str, new_name: str) -> None:
        """Give a table another name, which is the plugin's own as well."""
        self._check_table(table)
        self._check_table(new_name)
        self._operations.rename_table(table, new_name)

    def add_column(self, table: str, column: Column[object]) -> None:
        """Add a column that may be empty, or has a server_default for the rows there are."""
        self._check_table(table)
        self._check_item(column)
        if column.foreign_keys or column.unique or column.primary_key:
            raise StepFault(f"The added column “{column.name}” can be neither a reference, nor unique, nor a key.")
        if not column.nullable and column.server_default is None:
            raise StepFault(f"The added column “{column.name}” needs a server_default, for the rows there are.")
        self._operations.add_column(table, column)

    def drop_column(self, table: str, column: str) -> None:
        """Take a column away with everything in it; an index on it has to go first."""
        self._check_table(table)
        self._check_name(column)
        self._operations.drop_column(table, column)

    def rename_column(self, table: str, column: str, new_name: str) -> None:
        """Give a column another name."""
        self._check_table(table)
        self._check_name(column)
        self._check_name(new_name)
        self._operations.alter_column(table, column, new_column_name=new_name)

    def create_index(self, table: str, columns: Sequence[str], *, unique: bool = False) -> None:
        """Index columns of a table. What must be unique is mostly so within a region: name `region_id` first."""
        self._check_table(table)
        self._operations.create_index(None, table, list(columns), unique=unique)

    def drop_index(self, table: str, columns: Sequence[str]) -> None:
        """Take away the index on exactly these columns."""
        self._check_table(table)
        for index in inspect(self._connection).get_indexes(table):
            if index["column_names"] == list(columns) and index["name"]:
                self._operations.drop_index(index["name"], table)
                return
        raise StepFault(f"“{table}” has no index on {', '.join(columns)}.")

    def _check_table(self, table: str) -> None:
        if owner_of(table) != self._plugin_id:
            begin = prefix_of(self._plugin_id)
            raise StepFault(f"“{table}” is not a table of the plugin; the names of its tables begin with “{begin}”.")

    def _check_name(self, column: str) -> None:
        if column in SUPPLIED:
            raise StepFault(f"Every table of a plugin has “{column}” by itself; leave it as it is.")

    def _check_item(self, item: SchemaItem) -> None:
        if not isinstance(item, ALLOWED):
            raise StepFault(f"A table is made of columns and constraints; {type(item).__name__} is neither.")
        if isinstance(item, Column):
            self._check_name(item.name)
            if isinstance(item.type, Enum) and item.type.native_enum:
                raise StepFault(f"The column “{item.name}” cannot be an Enum of the database; use a String.")
        keys = item.foreign_keys if isinstance(item, Column) else getattr(item, "elements", ())
        for key in keys:
            self._check_reference(key)

    def _check_reference(self, key: ForeignKey) -> None:
        target = key.target_fullname
        if target in REFERABLE:
            if (key.ondelete or "").upper() not in WHEN_GONE:
                raise StepFault(f"A reference to “{target}” needs an ondelete: {' or '.join(WHEN_GONE)}.")
        else:
            self._check_table(target.partition(".")[0])


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: `up` takes it, `down` undoes it, unless it is irreversible. An applied one stays as it is."""

    id: str
    up: Callable[[Steps], None]
    down: Callable[[Steps], None] | None = None
    irreversible: bool = False

    @property
    def digest(self) -> str:
        """A mark of what the step does."""
        return mark_of(self.up, self.down)


def pending(bind: Engine | Connection, plugin_id: str, migrations: Sequence[Migration]) -> list[str]:
    """Return the ids of the steps still to be taken, in order; raise StepFault when they do not fit those applied."""
    if isinstance(bind, Connection):
        return [step.id for step in missing(bind, plugin_id, migrations)]
    with bind.connect() as connection:
        return [step.id for step in missing(connection, plugin_id, migrations)]


def apply_steps(
    bind: Engine | Connection,
    plugin_id: str,
    migrations: Sequence[Migration],
    *,
    tell: Callable[[str], None] | None = None,
) -> list[str]:
    """Take every pending step, each whole or not at all with its record; return their ids.

    Two who do this at once wait for each other, and the second finds nothing to do. When a step fails, those before it
    stand and StepFault names it. `tell` is told of each as it begins.
    """
    taken: list[str] = []
    failure: StepFault | None = None
    with alone(bind) as connection:
        position = len(migrations)
        steps = missing(connection, plugin_id, migrations)
        for number, step in enumerate(steps, position - len(steps)):
            if tell is not None:
                tell(step.id)
            try:
                with connection.begin_nested():
                    step.up(Steps(connection, plugin_id))
                    remember(connection, plugin_id, number, step)
            except Exception as error:  # noqa: BLE001 - a step is a plugin's code
                failure = StepFault(f"Step “{step.id}” has failed: {error}")
                failure.__cause__ = error
                break
            taken.append(step.id)
    if failure:
        raise failure
    return taken


def undo_last(bind: Engine | Connection, plugin_id: str, migrations: Sequence[Migration]) -> str:
    """Undo the newest applied step; return its id, or nothing when there is none. Raise StepFault when it cannot be."""
    with alone(bind) as connection:
        count = len(migrations) - len(missing(connection, plugin_id, migrations))
        if count == 0:
            return ""
        step = migrations[count - 1]
        if step.irreversible or step.down is None:
            raise StepFault(f"Step “{step.id}” cannot be undone.")
        step.down(Steps(connection, plugin_id))
        is_it = (PluginStep.plugin_id == plugin_id, PluginStep.step == step.id)
        connection.execute(delete(PluginStep).where(*is_it))
        return step.id


def erase(bind: Engine | Connection, plugin_id: str) -> list[str]:
    """Drop every table of a plugin, and what is recorded and kept for it, so that it can begin anew.

    The tables are those the database has: the plugin's code is not needed. Return their names.
    """
    with alone(bind) as connection:
        tables = list_tables(connection, plugin_id)
        quote = connection.dialect.identifier_preparer.quote
        if connection.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))  # rows may refer to each other in a circle
            for name in tables:
                connection.execute(delete(table(name)))
            for name in tables:
                connection.execute(text(f"DROP TABLE {quote(name)}"))
        elif tables:
            connection.execute(text(f"DROP TABLE {', '.join(map(quote, tables))}"))
        for kind in (PluginStep, PluginItem, PluginSetting):
            connection.execute(delete(kind).where(kind.plugin_id == plugin_id))
        return tables


@contextmanager
def alone(bind: Engine | Connection) -> Iterator[Connection]:
    """Give a connection in a transaction, or a part of one, in which nobody else changes the schema."""
    if isinstance(bind, Connection):
        with bind.begin_nested():
            lock(bind)
            yield bind
        return
    with bind.execution_options(**{WRITING: True}).begin() as connection:
        lock(connection)
        yield connection


def lock(connection: Connection) -> None:
    """Wait until nobody else changes the schema; on SQLite, beginning to write has done so."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = 0"))  # a step may take its time
        connection.execute(text("SET LOCAL lock_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})


def missing(connection: Connection, plugin_id: str, migrations: Sequence[Migration]) -> Sequence[Migration]:
    """Return the steps not applied yet; raise StepFault when those applied do not stand before them as they were."""
    ids = [step.id for step in migrations]
    for step in migrations:
        if not 0 < len(step.id) <= LONGEST_ID or ids.count(step.id) > 1:
            raise StepFault(f"The id “{step.id}” of a step must have 1 to {LONGEST_ID} characters and be there once.")
        if not isinstance(step.up, FunctionType) or not isinstance(step.down, FunctionType | None):
            raise StepFault(f"Step “{step.id}” must be made of functions that stand in the plugin's source.")
    applied = connection.execute(
        select(PluginStep.step, PluginStep.digest)
        .where(PluginStep.plugin_id == plugin_id)
        .order_by(PluginStep.position)
    ).all()
    for number, (step_id, digest) in enumerate(applied):
        if step_id not in ids:
            raise StepFault(f"Step “{step_id}” was applied and is not there any more; put it back.")
        if ids[number] != step_id:
            raise StepFault(f"Step “{ids[number]}” stands before “{step_id}”, which was applied; put it at the end.")
        if migrations[number].digest != digest:
            raise StepFault(f"Step “{step_id}” was applied and has been edited since; write a new step instead.")
    return migrations[len(applied) :]


def remember(connection: Connection, plugin_id: str, position: int, step: Migration) -> None:
    """Record that a step was applied."""
    row = {"plugin_id": plugin_id, "step": step.id, "position": position, "digest": step.digest, "applied_at": now()}
    connection.execute(insert(PluginStep), [row])
