"""Decide who may do what where, which password is good enough, and how long a guesser waits. Values only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.foundation.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

SHORTEST_PASSWORD, LONGEST_PASSWORD = 15, 1024
FIRST_WAIT = timedelta(seconds=30)


class Scope(StrEnum):
    """How far a role reaches."""

    COUNTY = "county"
    REGION = "region"
    STATE = "state"


class Role(StrEnum):
    """What a person is to the portal."""

    WORKER = "worker"
    SUPERVISOR = "supervisor"
    COUNTY_LIAISON = "county-liaison"
    REGIONAL_EDITOR = "regional-editor"
    REVIEWER = "reviewer"
    REGIONAL_ADMINISTRATOR = "regional-administrator"
    STATEWIDE_EDITOR = "statewide-editor"
    STATEWIDE_ADMINISTRATOR = "statewide-administrator"
    OPERATOR = "operator"


ROLE_LABELS = {
    Role.WORKER: "County worker",
    Role.SUPERVISOR: "Supervisor or coach",
    Role.COUNTY_LIAISON: "County liaison",
    Role.REGIONAL_EDITOR: "Regional editor",
    Role.REVIEWER: "Reviewer",
    Role.REGIONAL_ADMINISTRATOR: "Regional administrator",
    Role.STATEWIDE_EDITOR: "Statewide editor",
    Role.STATEWIDE_ADMINISTRATOR: "Statewide administrator",
    Role.OPERATOR: "Operator",
}
ROLE_SCOPES = {
    Role.WORKER: (Scope.COUNTY,),
    Role.SUPERVISOR: (Scope.COUNTY,),
    Role.COUNTY_LIAISON: (Scope.COUNTY,),
    Role.REGIONAL_EDITOR: (Scope.REGION,),
    Role.REVIEWER: (Scope.REGION, Scope.STATE),
    Role.REGIONAL_ADMINISTRATOR: (Scope.REGION,),
    Role.STATEWIDE_EDITOR: (Scope.STATE,),
    Role.STATEWIDE_ADMINISTRATOR: (Scope.STATE,),
    Role.OPERATOR: (Scope.STATE,),
}
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.WORKER: frozenset(),
    Role.SUPERVISOR: frozenset(),
    Role.COUNTY_LIAISON: frozenset(),
    Role.REGIONAL_EDITOR: frozenset({permissions.ITEMS_EDIT}),
    Role.REVIEWER: frozenset(),
    Role.REGIONAL_ADMINISTRATOR: frozenset(
        {
            permissions.PLUGINS_VIEW,
            permissions.PLUGINS_SWITCH,
            permissions.PACKS_APPLY,
            permissions.ITEMS_EDIT,
            permissions.AUDIT_VIEW,
        }
    ),
    Role.STATEWIDE_EDITOR: frozenset({permissions.REGIONS_VIEW_ALL}),
    Role.STATEWIDE_ADMINISTRATOR: frozenset(permissions.LABELS),
    Role.OPERATOR: frozenset({permissions.PLUGINS_VIEW}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a place: `key` is a county's FIPS code, a region's key, or empty for the whole state."""

    role: Role
    scope: Scope
    key: str = ""


def permissions_of(grants: Collection[Grant]) -> frozenset[str]:
    """Return everything the grants allow in the whole state."""
    return frozenset().union(*(ROLE_PERMISSIONS[grant.role] for grant in grants if grant.scope is Scope.STATE))


def powers_of(grants: Collection[Grant]) -> frozenset[tuple[str, str]]:
    """Return what the grants allow in one region: each permission with the region's key."""
    return frozenset(
        (permission, grant.key)
        for grant in grants
        if grant.scope is Scope.REGION
        for permission in ROLE_PERMISSIONS[grant.role]
    )


def chief_role(grants: Collection[Grant]) -> Role | None:
    """Return the role that says most about a person: the one with the widest reach."""
    order = list(Role)
    return max((grant.role for grant in grants), key=order.index, default=None)


def check_grant(grant: Grant) -> None:
    """Refuse a role at a scope it is not made for, or without a place."""
    if grant.scope not in ROLE_SCOPES[grant.role]:
        scopes = " or ".join(SCOPE_WORDS[scope] for scope in ROLE_SCOPES[grant.role])
        raise Invalid(f"The role “{ROLE_LABELS[grant.role]}” is granted for {scopes}.")
    if (grant.scope is Scope.STATE) == bool(grant.key):
        raise Invalid("A role for a county or region needs to say which one; a statewide role names none.")


SCOPE_WORDS = {Scope.COUNTY: "a county", Scope.REGION: "a region", Scope.STATE: "the whole state"}


def refuse_above_own(grant: Grant, *, held: frozenset[str]) -> None:
    """Refuse a grant that would allow more than the giver may: nobody gives what they do not hold."""
    if not ROLE_PERMISSIONS[grant.role] <= held:
        raise Forbidden("You can grant only what you hold yourself.")


def check_password(password: str, *, about: Sequence[str], is_common: bool) -> None:
    """Refuse a password that is too short, too long or easily guessed (NIST SP 800-63B-4, section 3.1.1.2).

    `about` holds words about the person and the portal; there are no rules on kinds of characters, and none expire.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(f"Use at least {SHORTEST_PASSWORD} characters. Several words in a row are easy to remember.")
    if len(password) > LONGEST_PASSWORD:
        raise Invalid(f"Use at most {LONGEST_PASSWORD} characters.")
    words = {word for text in about for word in re.findall(r"\w{4,}", text.casefold())}
    left = "".join(password.casefold().split())
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    if len(left) < SHORTEST_PASSWORD // 2 or len(set(password)) < SHORTEST_PASSWORD // 3 or is_common:
        raise Invalid("That password is easy to guess. Choose words that have nothing to do with you or this site.")


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries are free within a window, and how long the longest wait beyond them is."""

    free: int
    window: timedelta
    longest: timedelta


FROM_ONE_PLACE = Limit(free=5, window=timedelta(minutes=15), longest=timedelta(minutes=15))
ON_ONE_ACCOUNT = Limit(free=50, window=timedelta(days=1), longest=timedelta(hours=1))
BY_ONE_ADDRESS = Limit(free=30, window=timedelta(minutes=15), longest=timedelta(minutes=15))


def wait_after(failures: Sequence[datetime], *, at: datetime, limit: Limit) -> timedelta:
    """Return how long the next try must wait: nothing within the free tries, then doubling up to the longest wait."""
    recent = sorted(moment for moment in failures if at - moment < limit.window)
    beyond = len(recent) - limit.free
    if beyond < 0:
        return timedelta()
    wait = min(FIRST_WAIT * (1 << min(beyond, 10)), limit.longest)
    return min(max(recent[-1] + wait - at, timedelta()), wait)  # a clock set back keeps nobody out for longer


def network_of(address: str) -> str:
    """Return the network whose tries are counted together: one IPv4 address, or the 64 bits an IPv6 site is given."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((int(found) >> 64 << 64, 64)))
    return str(found)
