"""Whom a county's directory reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.rules import Grant, Role, Scope

if TYPE_CHECKING:
    from collections.abc import Collection

OWN_ROLES = frozenset({Role.WORKER, Role.SUPERVISOR})


def is_within_reach(county_fips: str, *, home: str | None, grants: Collection[Grant]) -> bool:
    """Say whether a person is one of the county's own staff, who looks after nobody and holds no role elsewhere.

    Roles count on every day they are held: one that begins next month is not for a directory to end.
    """
    return home == county_fips and all(
        grant.role in OWN_ROLES and grant.scope is Scope.COUNTY and grant.key == county_fips for grant in grants
    )
