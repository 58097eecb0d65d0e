"""Which roles somebody may grant where, and what a person may do in a place, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.accounts import permissions, rules
from portal.features.accounts.queries import grant_of, main_regions, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Grant, Role, Scope
from portal.features.people.queries.persons import roles_in_sight
from portal.features.regions.queries import CountyServed, list_counties, list_regions
from portal.foundation.clock import today

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer


def scope_choices(viewer: Viewer, permission: str) -> list[tuple[str, str]]:
    """Return every place in which somebody has a permission, as "scope:key" and words."""
    state = [("state:", "Statewide")] if viewer.may(permission) else []
    regions = [(f"region:{one.id}", one.name) for one in list_regions() if viewer.may(permission, one.id)]
    counties = [(f"county:{one.fips}", f"{one.name} County") for one in counties_with(viewer, permission)]
    return [*state, *regions, *counties]


def counties_with(viewer: Viewer, permission: str) -> list[CountyServed]:
    """Return the counties in which somebody has a permission, in the order of the alphabet."""
    return [county for county in list_counties() if viewer.may(permission, county.fips)]


def grantable(viewer: Viewer, role: Role) -> list[Grant]:
    """Return the grants of a role that somebody may give, one a place."""
    places = [value.partition(":") for value, _ in scope_choices(viewer, permissions.PEOPLE_GRANT)]
    grants = [Grant(role, Scope(scope), key) for scope, _, key in places if Scope(scope) in rules.ROLE_SCOPES[role]]
    needed = rules.ROLE_PERMISSIONS[role]
    return [grant for grant in grants if all(viewer.may(permission, grant.key) for permission in needed)]


@dataclass(frozen=True, slots=True)
class Right:
    """A permission in words, whether a person has it in a place, and what each of their roles has to do with it."""

    label: str
    is_held: bool
    reasons: tuple[tuple[str, str], ...]


def list_rights(viewer: Viewer, account: Account, place: str) -> list[Right]:
    """Return every permission with whether and why a person has it in a place ("scope:key"), by the roles in sight."""
    scope, _, key = place.partition(":")
    asked = rules.place_of(Grant(Role.WORKER, Scope(scope), key), main_regions())
    grants = [grant_of(row) for row in roles_in_sight(viewer, account)]
    on = today()
    return [
        Right(
            label,
            account.closed_at is None and rules.may(grants, permission, asked, on=on),
            tuple(
                (f"{ROLE_LABELS[one.grant.role]}, {scope_label(one.grant)}", one.sentence)
                for one in rules.reasons(grants, permission, asked, on=on)
            ),
        )
        for permission, label in permissions.LABELS.items()
    ]
