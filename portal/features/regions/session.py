"""Which region this request is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g, request

from portal.features.regions.queries import get_region

if TYPE_CHECKING:
    from portal.features.regions.queries import RegionView


def enter_region() -> None:
    """Find the region an address names; an unknown one is no page."""
    region_id = (request.view_args or {}).get("region_id")
    g.region = get_region(region_id) if region_id else None


def current_region() -> RegionView | None:
    """Return the region of this request's address, if it names one."""
    region: RegionView | None = g.get("region")
    return region


def region_here() -> RegionView:
    """Return the region of this request; only for addresses that name one."""
    region = current_region()
    if region is None:
        raise RuntimeError("this address names no region")
    return region
