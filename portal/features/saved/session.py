"""Which page or list an address means to this request's reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.regions.queries import find_region
from portal.features.saved import queries, rules
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from portal.features.saved.queries import ListView, Thing


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


def list_here(list_key: str) -> ListView:
    """Return the list an address means, if this reader may see it; any other answers as if there were none.

    It is not noted as a reach for something of another place: a list that is shared no more is asked for in good faith.
    """
    found = queries.find_list(viewer_here(), list_key)
    if found is None:
        raise NotFound
    return found


def own_list_here(list_key: str) -> ListView:
    """Return the list of this reader's own that an address means."""
    found = list_here(list_key)
    if not found.is_own:
        raise NotFound
    return found
