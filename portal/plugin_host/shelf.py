"""A region's items by kind: what there is, how each stands, and where updates wait for a decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, cast, func, select, tuple_

from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.plugin_host.host import get_host, live_pairs
from portal.plugin_host.items import read_item

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

    from portal.plugin_host.items import ItemKind
    from portal.plugin_host.merging import Item
    from portal.plugin_host.models import Contributed

NOTHING = "{}"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A row with its kind, as the rules of merging see it, and whether its plugin is on."""

    kind: ItemKind
    row: Contributed
    item: Item
    is_on: bool

    @property
    def title(self) -> str:
        """By which words it is known."""
        return self.kind.title_of(self.row)


def list_kinds() -> dict[str, ItemKind]:
    """Return the kinds of items by their names in addresses."""
    return {kind.key: kind for kind in get_host().item_kinds().values()}


def list_items(region_id: str, kind: ItemKind) -> list[Shelved]:
    """Return a region's items of a kind in their order, also those off the pages."""
    rows = db.session.scalars(items_of(region_id, kind).order_by(kind.model.order, kind.model.key))
    return [shelved(kind, row) for row in rows]


def count_items(region_id: str) -> dict[str, int]:
    """Return how many items of each kind a region has, by the kind's name in addresses."""
    return {
        key: db.session.scalar(select(func.count()).select_from(items_of(region_id, kind).subquery())) or 0
        for key, kind in list_kinds().items()
    }


def get_item(region_id: str, kind_key: str, key: str) -> Shelved:
    """Return one item of a region as it is in the database now, or refuse."""
    kind = list_kinds().get(kind_key)
    if kind is None:
        raise NotFound
    mine = items_of(region_id, kind).where(kind.model.key == key).order_by(kind.model.id)
    row = db.session.scalars(mine.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound
    return shelved(kind, row)


def list_updates(region_id: str) -> list[Shelved]:
    """Return a region's items of which newer words of the plugin wait for a decision."""
    found: list[Shelved] = []
    for kind in list_kinds().values():
        rows = db.session.scalars(items_of(region_id, kind).where(is_waiting(kind.model)).order_by(kind.model.key))
        found += [shelved(kind, row) for row in rows]
    return found


def items_of(region_id: str, kind: ItemKind) -> Select[Any]:
    """Return the statement for a region's items of a kind."""
    return select(kind.model).where(kind.model.region_id == region_id)


def is_waiting(model: type[Contributed]) -> ColumnElement[bool]:
    """Return the condition for items that are not hidden, of plugins that are on, with an update waiting."""
    is_on = tuple_(model.plugin_id, model.region_id).in_(list(live_pairs()))
    return (cast(model.waiting, String) != NOTHING) & ~model.is_hidden & is_on


def shelved(kind: ItemKind, row: Contributed) -> Shelved:
    """Return a row with how it stands."""
    return Shelved(kind, row, read_item(row, kind.record_type), (row.plugin_id, row.region_id) in live_pairs())
