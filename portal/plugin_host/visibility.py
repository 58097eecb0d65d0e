"""Which contributed rows a reader sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, or_

from portal.plugin_host.host import live_plugins

if TYPE_CHECKING:
    from portal.plugin_host.models import Contributed

CORE = ""


def in_region(model: type[Contributed], region_id: str) -> ColumnElement[bool]:
    """Return the condition for rows of one region whose plugin is live."""
    return and_(model.region_id == region_id, model.plugin_id.in_(live_plugins()))


def for_strangers(model: type[Contributed], *, regions: frozenset[str]) -> ColumnElement[bool]:
    """Return the condition for rows anybody may see: statewide ones, and what live plugins marked for everyone.

    `regions` are the live ones: a row of a live plugin stays unseen while its region's own plugin is away.
    """
    return or_(
        and_(model.plugin_id == CORE, model.region_id.is_(None)),
        and_(model.for_everyone, model.region_id.in_(regions), model.plugin_id.in_(live_plugins())),
    )
