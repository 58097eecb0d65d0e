"""Which page an address means to this request's reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.regions.queries import find_region
from portal.features.saved import queries, rules
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from portal.features.saved.queries import Thing


def region_in(where: str) -> str:
    """Return the key of the region that an address names; nothing for the toolkit."""
    return "" if where == rules.TOOLKIT else where


def thing_here(where: str, key: str) -> Thing:
    """Return the page an address means; one this reader may not see answers as if there were none."""
    thing = queries.find_thing(viewer_here(), region_in(where), key)
    if thing is None:
        region = find_region(region_in(where))
        if region is not None and not viewer_here().may_enter(region):
            refuse_reach(f"{where}/{key}")
        raise NotFound
    return thing
