"""Roles: what they are called, for which places they are granted, and what they allow there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.foundation.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Collection


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
PEOPLE = frozenset(
    {
        permissions.PEOPLE_VIEW,
        permissions.PEOPLE_CREATE,
        permissions.PEOPLE_GRANT,
        permissions.PEOPLE_CLOSE,
        permissions.PEOPLE_RECOVER,
    }
)
ROLE_PERMISSIONS: dict[Role, frozenset[str]] = {
    Role.WORKER: frozenset(),
    Role.SUPERVISOR: frozenset(),
    Role.COUNTY_LIAISON: PEOPLE,
    Role.REGIONAL_EDITOR: frozenset(
        {permissions.ITEMS_EDIT, permissions.NOTES_EDIT, permissions.UPKEEP_VIEW, permissions.ANSWERS_VIEW}
    ),
    Role.REVIEWER: frozenset({permissions.TOOLKIT_REVIEW}),
    Role.REGIONAL_ADMINISTRATOR: PEOPLE
    | {
        permissions.JOINING_SET,
        permissions.PLUGINS_VIEW,
        permissions.PLUGINS_SWITCH,
        permissions.PACKS_APPLY,
        permissions.ITEMS_EDIT,
        permissions.NOTES_EDIT,
        permissions.UPKEEP_VIEW,
        permissions.ANSWERS_VIEW,
        permissions.AUDIT_VIEW,
        permissions.DIRECTORIES_CONNECT,
    },
    Role.STATEWIDE_EDITOR: frozenset(
        {
            permissions.UPKEEP_VIEW,
            permissions.ANSWERS_VIEW,
            permissions.REGIONS_VIEW_ALL,
            permissions.TOOLKIT_EDIT,
            permissions.TOOLKIT_REVIEW,
            permissions.TOOLKIT_RECALL,
        }
    ),
    Role.STATEWIDE_ADMINISTRATOR: frozenset(permissions.LABELS),
    Role.OPERATOR: frozenset({permissions.PLUGINS_VIEW}),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in a place: `key` is a county's FIPS code, a region's key, or empty for the whole state.

    It holds from the day it starts to the day it ends, both in; without them, from ever and for good.
    """

    role: Role
    scope: Scope
    key: str = ""
    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Say whether the role is held on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


def chief_role(grants: Collection[Grant]) -> Role | None:
    """Return the role that says most about a person: the one with the widest reach."""
    order = list(Role)
    return max((grant.role for grant in grants), key=order.index, default=None)


PORTAL_ITSELF = (Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE),)  # whoever has the terminal may do everything
SCOPE_WORDS = {Scope.COUNTY: "a county", Scope.REGION: "a region", Scope.STATE: "the whole state"}


def check_grant(grant: Grant) -> None:
    """Refuse a role at a scope it is not made for, or without a place."""
    if grant.scope not in ROLE_SCOPES[grant.role]:
        scopes = " or ".join(SCOPE_WORDS[scope] for scope in ROLE_SCOPES[grant.role])
        raise Invalid(f"The role “{ROLE_LABELS[grant.role]}” is granted for {scopes}.")
    if (grant.scope is Scope.STATE) == bool(grant.key):
        raise Invalid("A role for a county or region needs to say which one; a statewide role names none.")
    if grant.starts_on and grant.ends_on and grant.ends_on < grant.starts_on:
        raise Invalid("A role cannot end before it starts.")
