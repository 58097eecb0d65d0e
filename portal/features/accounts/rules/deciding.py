"""Decide whether a person may do this to that: one rule over grants, and its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.rules.roles import ROLE_PERMISSIONS, Grant, Scope, check_grant
from portal.foundation.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


@dataclass(frozen=True, slots=True)
class Place:
    """What a deed concerns: a region, a county with its main region, or (both empty) the whole state."""

    region: str = ""
    county: str = ""


WHOLE_STATE = Place()


@dataclass(frozen=True, slots=True)
class Reason:
    """Whether one grant allows a deed, and the sentence that says why."""

    grant: Grant
    allows: bool
    sentence: str


def may(grants: Collection[Grant], permission: str, place: Place, *, on: date) -> bool:
    """Say whether somebody who holds these grants may do this in that place on a day."""
    return any(allows(grant, permission, place, on=on) for grant in grants)


def allows(grant: Grant, permission: str, place: Place, *, on: date) -> bool:
    """Say whether a grant by itself allows it."""
    return permission in ROLE_PERMISSIONS[grant.role] and reaches(grant, place) and grant.holds_on(on)


def reaches(grant: Grant, place: Place) -> bool:
    """Say whether a place lies in what a grant is for. A county lies in the region that is its main one."""
    if grant.scope is Scope.STATE:
        return True
    if grant.scope is Scope.REGION:
        return grant.key == place.region
    return grant.key == place.county


def reasons(grants: Collection[Grant], permission: str, place: Place, *, on: date) -> list[Reason]:
    """Return for each grant whether it allows the deed, and why, in the order given."""
    return [
        Reason(grant, allows(grant, permission, place, on=on), why(grant, permission, place, on)) for grant in grants
    ]


def why(grant: Grant, permission: str, place: Place, on: date) -> str:
    """Return the first thing that keeps a grant from allowing a deed, or that nothing does."""
    if permission not in ROLE_PERMISSIONS[grant.role]:
        return "The role does not have this right."
    if not reaches(grant, place):
        return "The role has this right, but is held for another place."
    if not grant.holds_on(on):
        return "The role has this right here, but does not hold today."
    return "The role has this right, and holds here today."


def place_of(grant: Grant, main_region: Mapping[str, str]) -> Place:
    """Return the place a grant is for; `main_region` gives each county's main region by its FIPS code."""
    if grant.scope is Scope.REGION:
        return Place(region=grant.key)
    if grant.scope is Scope.COUNTY:
        return Place(region=main_region.get(grant.key, ""), county=grant.key)
    return WHOLE_STATE


def permissions_of(grants: Collection[Grant], *, on: date) -> frozenset[str]:
    """Return everything the grants allow in the whole state on a day."""
    held = [grant for grant in grants if grant.scope is Scope.STATE and grant.holds_on(on)]
    return frozenset().union(*(ROLE_PERMISSIONS[grant.role] for grant in held))


def powers_of(grants: Collection[Grant], main_region: Mapping[str, str], *, on: date) -> frozenset[tuple[str, str]]:
    """Return what the grants allow in single regions and counties on a day: each permission with a key.

    Regions' keys are words and counties' are numbers, so that they cannot be confused. With a region come the
    counties it is the main one of.
    """
    held = [grant for grant in grants if grant.scope is not Scope.STATE and grant.holds_on(on)]
    keys = [(grant, grant.key) for grant in held]
    keys += [
        (grant, county)
        for grant in held
        for county, region in main_region.items()
        if grant.scope is Scope.REGION and region == grant.key
    ]
    return frozenset((permission, key) for grant, key in keys for permission in ROLE_PERMISSIONS[grant.role])


def check_giving(grant: Grant, place: Place, *, giver: Collection[Grant], on: date) -> None:
    """Refuse a grant that is none, or that allows or lasts more than its giver holds in that place."""
    check_grant(grant)
    refuse_above_own(grant, place, giver=giver, on=on)
    refuse_beyond_own(grant, place, giver=giver, on=on)


def refuse_above_own(grant: Grant, place: Place, *, giver: Collection[Grant], on: date) -> None:
    """Refuse a grant that would allow more than the giver may in that place: nobody gives what they do not hold."""
    if not may_give(grant, place, giver=giver, on=on):
        raise Forbidden("You can grant only what you hold yourself.")


def refuse_beyond_own(grant: Grant, place: Place, *, giver: Collection[Grant], on: date) -> None:
    """Refuse a grant that would begin or end on a day on which the giver may not grant it.

    One without an end is for whoever holds theirs without one.
    """
    first, last = max(grant.starts_on or on, on), max(grant.ends_on or date.max, on)
    if not all(may_give(grant, place, giver=giver, on=day) for day in (first, last)):
        raise Forbidden("Your own role ends: give this one a last day on which you still hold yours.")


def may_give(grant: Grant, place: Place, *, giver: Collection[Grant], on: date) -> bool:
    """Say whether somebody may grant roles in a place and do there all that a grant allows, on a day."""
    needed = ROLE_PERMISSIONS[grant.role] | {permissions.PEOPLE_GRANT}
    return all(may(giver, permission, place, on=on) for permission in needed)


def outranks(
    giver: Collection[Grant], others: Collection[Grant], main_region: Mapping[str, str], *, permission: str, on: date
) -> bool:
    """Say whether somebody may do this, and everything another person may, wherever that person holds a role.

    Only then is that account theirs to change: a role that allows nothing is still a role of that place.
    """
    return all(
        may(giver, needed, place_of(grant, main_region), on=on)
        for grant in others
        for needed in ROLE_PERMISSIONS[grant.role] | {permission}
    )
