"""Whom a reading list can be for: the places a person belongs to, and who belongs to a place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, exists, false, or_

from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.queries import holds_today
from portal.features.accounts.rules import Scope
from portal.features.regions.queries import find_county, find_region
from portal.features.saved import rules
from portal.features.saved.models import ReadingList

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.regions.queries import RegionView


def audiences_of(viewer: Viewer) -> tuple[rules.Audience, ...]:
    """Return whom a person can make a list for: itself, its county and its regions, the narrowest first."""
    county = (rules.Audience(rules.COUNTY, viewer.county_fips),) if viewer.county_fips else ()
    return (rules.Audience(), *county, *(rules.Audience(rules.REGION, region.id) for region in viewer.regions))


def label_of(audience: rules.Audience) -> str:
    """Return in words who sees a list."""
    if audience.reach == rules.COUNTY:
        county = find_county(audience.key)
        return f"People of {county.name} County" if county else "Only you"
    region = find_region(audience.key) if audience.reach == rules.REGION else None
    return f"People of {region.name}" if region else "Only you"


def regions_open_to(audience: rules.Audience) -> frozenset[str] | None:
    """Return the regions whose own tools everybody of an audience sees; None where it is one person, who sees its own.

    People of a county see those of every region that serves it.
    """
    if audience.reach == rules.COUNTY:
        county = find_county(audience.key)
        return frozenset(region.id for region in county.regions) if county else frozenset()
    return frozenset({audience.key}) if audience.is_shared else None


def is_shared_with(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for others' lists that are for a place a person belongs to, as their owners still do.

    Wants the owner's account in the question. Whoever looks at the portal as a role is nobody of that place.
    """
    if viewer.viewed_as:
        return false()
    ways = [is_for_region(region) for region in viewer.regions]
    if viewer.county_fips:
        ways.append(
            and_(
                ReadingList.reach == rules.COUNTY,
                ReadingList.reach_key == viewer.county_fips,
                Account.county_fips == viewer.county_fips,
            )
        )
    return and_(ReadingList.account_id != viewer.account_id, Account.closed_at.is_(None), or_(false(), *ways))


def is_for_region(region: RegionView) -> ColumnElement[bool]:
    """Return the condition for lists that are for a region and whose owner belongs to it."""
    return and_(ReadingList.reach == rules.REGION, ReadingList.reach_key == region.id, belongs_to(region))


def belongs_to(region: RegionView) -> ColumnElement[bool]:
    """Return the condition for accounts of a region: by their county, or by a role held there today."""
    counties = [county.fips for county in region.counties]
    held = exists().where(
        RoleGrant.account_id == Account.id,
        holds_today(),
        or_(
            and_(RoleGrant.scope == Scope.REGION.value, RoleGrant.key == region.id),
            and_(RoleGrant.scope == Scope.COUNTY.value, RoleGrant.key.in_(counties)),
        ),
    )
    return or_(Account.county_fips.in_(counties), held)
