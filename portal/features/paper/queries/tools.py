"""Regions' tools as rows of their kind: the feature that shows them is not known here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.foundation.database import db
from portal.plugin_host.host import get_host
from portal.plugin_host.visibility import for_strangers, in_region

if TYPE_CHECKING:
    from portal.plugin_host.items import ItemKind


def tool_kind() -> ItemKind:
    """Return the kind of shipped item that regions' tools are."""
    return get_host().item_kinds()["portal_tools"]


def region_tools(region_id: str) -> Mapping[str, Any]:
    """Return the rows of the tools that are on a region's pages, by key."""
    model: Any = tool_kind().model
    return {row.key: row for row in db.session.scalars(select(model).where(in_region(model, region_id)))}


def mailboxes_of(region_id: str) -> tuple[tuple[str, str], ...]:
    """Return the mail addresses of a region's contacts that anybody may see, each with the contact's name."""
    model: Any = get_host().item_kinds()["portal_contacts"].model
    rows = db.session.scalars(
        select(model)
        .where(for_strangers(model, regions=frozenset({region_id})), model.region_id == region_id, model.email != "")
        .order_by(model.order, model.key)
    )
    return tuple((row.name, row.email) for row in rows)
