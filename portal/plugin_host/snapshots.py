"""Everything a region holds, row by row: what a change did to it, and the way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Date, and_, delete, insert, select, update

from portal.foundation.database import UtcDateTime, db
from portal.plugin_host.models import PluginActivation, PluginRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Column, ColumnElement, Table

REGION = "region"
Row = dict[str, Any]
Snapshot = dict[str, dict[str, Row]]


def take(plugin_id: str, region_id: str) -> Snapshot:
    """Return every row of a region and of what is written down of a plugin there, by table and key, fit for JSON."""
    db.session.flush()
    return {table.name: rows_of(table, condition) for table, condition in places(plugin_id, region_id)}


def places(plugin_id: str, region_id: str) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    """Give each table with the condition for its rows, those that rest on others behind these.

    The region's own are found by what refers to it: its row, every table with its key, and every table below those.
    """
    records, activations = table_named(PluginRecord.__tablename__), table_named(PluginActivation.__tablename__)
    yield records, records.c.id == plugin_id
    yield activations, and_(activations.c.plugin_id == plugin_id, activations.c.region_id == region_id)
    found: dict[str, ColumnElement[bool]] = {REGION: table_named(REGION).c.id == region_id}
    yield table_named(REGION), found[REGION]
    for table in db.metadata.sorted_tables:
        if table.name not in found and (condition := condition_below(table, found)) is not None:
            found[table.name] = condition
            yield table, condition


def condition_below(table: Table, found: Mapping[str, ColumnElement[bool]]) -> ColumnElement[bool] | None:
    """Return the condition for a table's rows that go when a row found so far goes; None where none do."""
    for column in table.columns:
        for key in column.foreign_keys:
            above = key.column.table
            if above.name in found and key.ondelete == "CASCADE":
                return column.in_(select(key.column).where(found[above.name]))
    return None


def table_named(name: str) -> Table:
    """Return a table of the portal's."""
    return db.metadata.tables[name]


def rows_of(table: Table, condition: ColumnElement[bool]) -> dict[str, Row]:
    """Return rows by their keys, in the order of those."""
    found = db.session.execute(select(table).where(condition).order_by(*table.primary_key))
    rows = [{name: plain(value) for name, value in row._mapping.items()} for row in found]  # noqa: SLF001 - its public name
    return {key_of(table, row): row for row in rows}


def key_of(table: Table, row: Row) -> str:
    """Return by what a row is known in its table."""
    return "\0".join(str(row[column.name]) for column in table.primary_key)


def plain(value: object) -> object:
    """Return a value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date | datetime) else value


def stored(column: Column[Any], value: Any) -> Any:
    """Return a value as its column takes it."""
    if isinstance(value, str) and isinstance(column.type, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, Date):
        return date.fromisoformat(value)
    return value


def change_between(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """Return what is needed to go back: the rows that are gone or differ as they were, and those that are new.

    How the differing ones were written is kept too, so that it is known who changed them since.
    """
    return {
        "old": {
            table: [row for key, row in rows.items() if after[table].get(key) != row]
            for table, rows in before.items()
        },
        "new": {
            table: [row for key, row in rows.items() if key not in before[table]] for table, rows in after.items()
        },
        "written": {
            table: [row for key, row in rows.items() if before[table].get(key, row) != row]
            for table, rows in after.items()
        },
    }  # fmt: skip


def changed_since(change: Mapping[str, Any], table: Table, names: Collection[str]) -> list[Row]:
    """Return the rows of a table as they are now that say something else in these columns than the change wrote."""
    written = [*change["new"].get(table.name, []), *change.get("written", {}).get(table.name, [])]
    there = [(row, now) for row in written for now in rows_of(table, is_row(table, row)).values()]
    return [now for row, now in there if any(now[name] != row[name] for name in names if name in row)]


def go_back(change: Mapping[str, Any]) -> None:
    """Undo a change, inside the transaction around us. Rows that others wrote since are left alone."""
    names = [PluginRecord.__tablename__, PluginActivation.__tablename__]
    names += [table.name for table in db.metadata.sorted_tables if table.name not in names]
    for name in reversed(names):
        remove(table_named(name), change["new"].get(name, []))
    for name in names:
        for row in change["old"].get(name, []):
            put_back(table_named(name), row)
    db.session.expire_all()


def is_row(table: Table, row: Row) -> ColumnElement[bool]:
    """Return the condition for a kept row."""
    return and_(*(key == stored(key, row[key.name]) for key in table.primary_key))


def remove(table: Table, rows: list[Row]) -> None:
    """Delete rows, and with them what hangs on them."""
    for row in rows:
        db.session.execute(delete(table).where(is_row(table, row)))


def put_back(table: Table, row: Row) -> None:
    """Write a row as it was, whether it is there in another way or gone; columns that came since are left alone."""
    values = {column.name: stored(column, row[column.name]) for column in table.columns if column.name in row}
    if db.session.execute(select(*table.primary_key).where(is_row(table, row))).first() is None:
        db.session.execute(insert(table).values(values))
    else:
        db.session.execute(update(table).where(is_row(table, row)).values(values))
