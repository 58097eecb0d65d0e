"""The tables of plugins: what they are called, whose they are, and how one reads as a single region's part of it.

A table is called `plg_<plugin>__<name>`, with two underscores between: ids may hold underscores themselves, and with
one only, the tables of `north` and `north_east` could not be told apart. Names have no double underscore, so the last
one always parts the two.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, bindparam, inspect
from sqlalchemy.ext.compiler import compiles

from portal.plugin_host.manifest import PLUGIN_ID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

BEGINNING = "plg_"
OWNED = re.compile(rf"plg_(?P<plugin>{PLUGIN_ID.pattern})__(?P<name>[a-z][a-z0-9]*(_[a-z0-9]+)*)")
LONGEST_NAME = 26

_region: ContextVar[str] = ContextVar("region_of_call")


def prefix_of(plugin_id: str) -> str:
    """Return what the names of all of a plugin's tables begin with."""
    return f"{BEGINNING}{plugin_id}__"


def owner_of(table: str) -> str:
    """Return the plugin whose table this is by its name; empty when it is nobody's."""
    match = OWNED.fullmatch(table)
    return match["plugin"] if match and len(match["name"]) <= LONGEST_NAME else ""


def list_tables(connection: Connection, plugin_id: str) -> list[str]:
    """Return the names of the tables a plugin has in the database; its code is not needed."""
    return sorted(name for name in inspect(connection).get_table_names() if owner_of(name) == plugin_id)


@contextmanager
def within(region_id: str) -> Iterator[None]:
    """Let tables of plugins read as this region's part of them."""
    token = _region.set(region_id)
    try:
        yield
    finally:
        _region.reset(token)


def region_of_call() -> str:
    """Return the region whose rows are read; raise LookupError where none was chosen."""
    try:
        return _region.get()
    except LookupError:
        raise LookupError("Tables of plugins are read for one region, through a RegionSession.") from None


class RegionTable(Table):
    """A table of a plugin. Whatever reads from it, in whichever part of a statement, sees one region's rows."""

    inherit_cache = True


@compiles(RegionTable)
def part_of_table(table: RegionTable, compiler: Any, **given: Any) -> str:
    """Write a table that is read as its region's part of it; one that is written to keeps its plain name."""
    name: str = compiler.visit_table(table, **given)
    if not given.get("asfrom") or given.get("iscrud"):
        return name
    region = bindparam(None, type_=table.c.region_id.type, callable_=region_of_call)
    part = f"(SELECT * FROM {name} WHERE {compiler.process(table.c.region_id == region)})"  # noqa: S608 - both are the compiler's
    alias = given.get("enclosing_alias")
    return part if alias is not None and alias.element is table else f"{part} AS {name}"
