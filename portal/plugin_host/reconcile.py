"""Make a table of contributed rows agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import select

from portal.foundation.database import db
from portal.plugin_host.declarations import Remark
from portal.plugin_host.models import Contributed

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.plugin_host.declarations import Declared

Row = TypeVar("Row", bound=Contributed)


def reconcile(
    model: type[Row],
    declared: tuple[Declared, ...],
    hook: str,
    facts_of: Callable[[Any], dict[str, Any]],
    *,
    regions: frozenset[str],
) -> list[Remark]:
    """Write every record of a hook into its row, once per region, and remove rows no longer declared.

    `regions` are those that exist. Rows of plugins that are missing or failed are left as they are. A key that another
    plugin used first in a region stays its own; the later record is turned down with a remark.
    """
    present = {one.source.plugin for one in declared}
    everything = list(db.session.scalars(select(model).where(model.region_id.is_not(None))))
    rows = {place_of(row): row for row in everything if row.plugin_id in present}
    wanted = {
        (one.source.plugin, region_id, record.id): record
        for one in declared
        for record in one.of(hook)
        for region_id in one.regions_of(record)
        if region_id in regions
    }
    for place, row in rows.items():
        if place not in wanted:
            db.session.delete(row)
    db.session.flush()
    staying = [row for row in everything if row.plugin_id not in present or place_of(row) in wanted]
    owners = {(row.region_id, row.key): row.plugin_id for row in staying}
    remarks = []
    for (plugin_id, region_id, key), record in wanted.items():
        owner = owners.setdefault((region_id, key), plugin_id)
        if owner == plugin_id:
            place = (plugin_id, region_id, key)
            keep_row(model, rows.get(place), place, facts_of(record) | {"order": record.order})
        else:
            sentence = f"Its “{key}” was not taken in: {owner} has one of that name in {region_id}."
            remarks.append(Remark(plugin_id, sentence))
    db.session.flush()
    return remarks


def place_of(row: Contributed) -> tuple[str, str | None, str]:
    """Return what makes a row the one it is: plugin, region, and the record's id."""
    return row.plugin_id, row.region_id, row.key


def keep_row(model: type[Row], row: Row | None, place: tuple[str, str | None, str], facts: dict[str, Any]) -> None:
    """Write facts into a row, a new one if there is none."""
    if row is None:
        plugin_id, region_id, key = place
        db.session.add(model(plugin_id=plugin_id, region_id=region_id, key=key, **facts))
        return
    for name, value in facts.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
