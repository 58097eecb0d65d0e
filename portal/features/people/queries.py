"""Which people somebody looks after, what may be done to them, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.queries import get_account, grant_of, main_regions, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Grant, Role, Scope
from portal.features.regions.queries import (
    CountyServed,
    list_counties,
    list_regions,
)
from portal.foundation.clock import today
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer


def find_person(viewer: Viewer, account_id: int) -> Account | None:
    """Return an account that somebody may see; None for one out of sight, exactly as for one that is not there."""
    try:
        account = get_account(account_id)
    except NotFound:
        return None
    return account if is_in_sight(viewer, account) else None


def is_in_sight(viewer: Viewer, account: Account) -> bool:
    """Say whether an account is one of a county or region whose people somebody may see, or holds a role there."""
    return viewer.may(permissions.PEOPLE_VIEW, account.county_fips or "") or bool(roles_in_sight(viewer, account))


def roles_in_sight(viewer: Viewer, account: Account) -> list[RoleGrant]:
    """Return the roles a person holds in places whose people somebody may see; roles elsewhere are not told of."""
    return [row for row in account.grants if viewer.may(permissions.PEOPLE_VIEW, row.key)]


def may_change(viewer: Viewer, account: Account, permission: str) -> bool:
    """Say whether somebody may do this to an account: in its county, or else wherever it holds roles.

    Nobody changes the account of somebody who may do more than they do, or who holds a role where they may not do it.
    """
    homes = [account.county_fips] if account.county_fips else [row.key for row in account.grants] or [""]
    grants = [grant_of(row) for row in account.grants]
    is_theirs = all(viewer.may(permission, key) for key in homes)
    return is_theirs and rules.outranks(viewer.grants, grants, main_regions(), permission=permission, on=today())


def keys_in_sight(viewer: Viewer) -> frozenset[str] | None:
    """Return the regions and counties whose people somebody may see; None for everybody's."""
    if viewer.may(permissions.PEOPLE_VIEW):
        return None
    return frozenset(key for permission, key in viewer.powers if permission == permissions.PEOPLE_VIEW)


def select_people(
    *, words: str, county: str, role: str, status: str, keys: frozenset[str] | None = None
) -> Select[Account]:
    """Return the statement for people whose name or mail address has the words, narrowed by filters; empty for any.

    `keys` are the regions and counties whose people are looked for; None for everybody.
    """
    statement = select(Account).order_by(Account.name, Account.id)
    if keys is not None:
        held = select(RoleGrant.account_id).where(RoleGrant.key.in_(keys))
        statement = statement.where(or_(Account.county_fips.in_(keys), Account.id.in_(held)))
    if words:
        pattern, as_written = f"%{escape_like(words.casefold())}%", f"%{escape_like(words)}%"
        statement = statement.where(
            or_(
                func.lower(Account.name).like(pattern, escape="\\"),
                Account.name.like(as_written, escape="\\"),  # not every database knows Á as the capital of á
                Account.email.like(pattern, escape="\\"),
            )
        )
    if county:
        statement = statement.where(Account.county_fips == county)
    if role:
        holding = select(RoleGrant.account_id).where(RoleGrant.role == role)
        statement = statement.where(Account.id.in_(holding if keys is None else holding.where(RoleGrant.key.in_(keys))))
    if status == "closed":
        statement = statement.where(Account.closed_at.is_not(None))
    elif status == "invited":
        statement = statement.where(Account.closed_at.is_(None), Account.password_hash.is_(None))
    elif status == "active":
        statement = statement.where(Account.closed_at.is_(None), Account.password_hash.is_not(None))
    return statement.options(joinedload(Account.county), selectinload(Account.grants))


def escape_like(text: str) -> str:
    """Return the text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def status_of(account: Account) -> tuple[str, str]:
    """Return an account's state: its key and its words."""
    if account.closed_at:
        return "closed", "Closed"
    if account.password_hash is None:
        return "invited", "Has not signed in yet"
    return "active", "Active"


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
