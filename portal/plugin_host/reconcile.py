"""Make a table of contributed rows agree with what plugins declare, and with what people changed here."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.slugs import LONGEST
from portal.plugin_host import merging
from portal.plugin_host.declarations import Remark
from portal.plugin_host.items import (
    Derive,
    columns_of,
    derive_nothing,
    new_row,
    read_item,
    record_with,
    values_of,
    write_item,
)
from portal.plugin_host.specs import RECORD_TYPES

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.declarations import Declared
    from portal.plugin_host.merging import Item
    from portal.plugin_host.models import Contributed

Place = tuple[str, str | None, str]


def reconcile(
    model: type[Contributed],
    declared: tuple[Declared, ...],
    hook: str,
    *,
    regions: frozenset[str],
    derive: Derive = derive_nothing,
) -> list[Remark]:
    """Merge every record of a hook into its row, once per region; drop rows that are no longer declared.

    `regions` are those that exist, `derive` gives the columns that follow from a record. Only rows of plugins that are
    declared here, in the regions they are taken in for, are touched. A key that another item has in a region stays
    with that; the later one gets a number behind its own, and a remark.
    """
    table = Table(model, hook, derive)
    wanted: dict[Place, Any] = {
        (one.source.plugin, region_id, record.id): record
        for one in declared
        for record in one.of(hook)
        for region_id in one.regions_of(record)
        if region_id in regions
    }
    touched = {(one.source.plugin, region_id) for one in declared for region_id in one.regions}
    for place, row in list(table.rows.items()):
        if place not in wanted and place[:2] in touched:
            table.drop(row)
    db.session.flush()
    remarks = [remark for place, record in wanted.items() for remark in table.take_in(place, record)]
    db.session.flush()
    return remarks


class Table:
    """The rows of one kind in all regions, by plugin, region and the record's own id."""

    def __init__(self, model: type[Contributed], hook: str, derive: Derive) -> None:
        self.model, self.derive = model, derive
        self.record_type: type[Contribution] = RECORD_TYPES[hook][0]
        found = db.session.scalars(select(model).where(model.region_id.is_not(None)))
        self.rows = {(row.plugin_id, row.region_id, row.shipped_key or row.key): row for row in found}
        self.taken = {(row.region_id, row.key): row.plugin_id for row in self.rows.values()}

    def drop(self, row: Contributed) -> None:
        """Note that a row is no longer shipped; one that has been gone for long is deleted."""
        item = merging.dropped(read_item(row, self.record_type), now())
        if merging.may_be_forgotten(item, now()):
            db.session.delete(row)
            del self.rows[row.plugin_id, row.region_id, row.shipped_key or row.key]
            del self.taken[row.region_id, row.key]
        elif not row.is_dropped:
            self.write(row, item)

    def take_in(self, place: Place, record: Contribution) -> list[Remark]:
        """Merge a record into its row, or a new one; say so when it could not have its own key."""
        values, row = values_of(record), self.rows.get(place)
        if row is not None:
            self.write(row, merging.shipped_again(read_item(row, self.record_type), values))
            return []
        plugin_id, region_id, own = place
        key = free_key(own, {key for region, key in self.taken if region == region_id})
        shipped_key = "" if key == own else own
        columns = columns_of(record) | self.derive(record) | {"shipped": values, "shipped_key": shipped_key}
        self.rows[place] = new_row(self.model, {"plugin_id": plugin_id, "region_id": region_id, "key": key, **columns})
        owner = self.taken.get((region_id, own), "")
        self.taken[region_id, key] = plugin_id
        if key == own:
            return []
        return [Remark(plugin_id, f"Its “{own}” is “{key}” in {region_id}: {owner} has one of that name there.")]

    def write(self, row: Contributed, item: Item) -> None:
        """Write an item into its row."""
        record = record_with(self.record_type, row.key, item.local)
        write_item(row, item, columns_of(record) | self.derive(record))


def free_key(key: str, taken: Collection[str]) -> str:
    """Return a key, or if it is taken the first one with a number behind it that is not."""
    if key not in taken:
        return key
    for number in count(2):
        ending = f"-{number}"
        if (numbered := key[: LONGEST - len(ending)].rstrip("-") + ending) not in taken:
            return numbered
    raise AssertionError  # pragma: no cover - numbers do not end
