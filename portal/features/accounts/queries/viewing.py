"""The portal as somebody with another role in another place would see it, and no more than its viewer may see."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.features.accounts import permissions, rules
from portal.features.accounts.queries.viewers import Viewer, main_regions, regions_of, scope_label
from portal.features.accounts.rules import ROLE_LABELS, ROLE_PERMISSIONS, Grant, Scope
from portal.features.regions.queries import find_county
from portal.foundation.clock import today

if TYPE_CHECKING:
    from datetime import datetime


def may_view_as(viewer: Viewer, grant: Grant) -> bool:
    """Say whether somebody may look at the portal as a role in a place: one they may grant, in a region they enter."""
    needed = ROLE_PERMISSIONS[grant.role] | {permissions.PEOPLE_GRANT}
    regions, _ = regions_of(None, [grant])
    enters = any(viewer.may_enter(region) for region in regions) or not regions
    return enters and all(viewer.may(permission, grant.key) for permission in needed)


def viewed_as(viewer: Viewer, grant: Grant, *, until: datetime) -> Viewer:
    """Return a viewer with one role and nothing else; regions that the real one may not enter are left out."""
    county = find_county(grant.key) if grant.scope is Scope.COUNTY else None
    regions, home = regions_of(None, [grant])
    regions = tuple(region for region in regions if viewer.may_enter(region))
    words = f"{ROLE_LABELS[grant.role]}, {scope_label(grant)}"
    return replace(
        viewer,
        name=words,
        email="",
        role=grant.role,
        county_fips=county.fips if county else None,
        county_name=county.name if county else None,
        home_region=home if home in regions else None,
        regions=regions,
        permissions=rules.permissions_of([grant], on=today()),
        powers=rules.powers_of([grant], main_regions(), on=today()),
        grants=(grant,),
        viewed_as=words,
        viewed_until=until,
    )
