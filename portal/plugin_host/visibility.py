"""Which contributed rows a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_, tuple_

from portal.plugin_host.host import live_pairs

if TYPE_CHECKING:
    from portal.plugin_host.models import Contributed

CORE = ""


def is_seen(model: type[Contributed]) -> ColumnElement[bool]:
    """Return the condition for rows that nobody took off the pages: not hidden here, not dropped by the plugin."""
    return and_(~model.is_hidden, or_(~model.is_dropped, model.is_adopted))


def in_region(model: type[Contributed], region_id: str) -> ColumnElement[bool]:
    """Return the condition for rows of one region whose plugin is live, and that are on the pages."""
    live = [plugin_id for plugin_id, region in live_pairs() if region == region_id]
    return and_(model.region_id == region_id, model.plugin_id.in_(live), is_seen(model))


def for_strangers(model: type[Contributed], *, regions: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition for rows anybody may see: statewide ones, and what live plugins marked for everyone.

    `regions` are the live ones: a row of a live plugin stays unseen while its region's own plugin is away.
    """
    live = [pair for pair in live_pairs() if pair[1] in regions]
    return or_(
        and_(model.plugin_id == CORE, model.region_id.is_(None)),
        and_(model.for_everyone, tuple_(model.plugin_id, model.region_id).in_(live), is_seen(model)),
    )
