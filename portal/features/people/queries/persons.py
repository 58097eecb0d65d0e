"""One person, as those who look after people see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions, rules
from portal.features.accounts.queries import get_account, grant_of, main_regions
from portal.features.people.rules.deeds import PERMISSIONS, Standing
from portal.foundation.clock import today
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from portal.features.accounts.models import Account, RoleGrant
    from portal.features.accounts.queries import Viewer
    from portal.features.accounts.rules import Grant
    from portal.features.people.queries.importers import Importer
    from portal.features.people.rules.deeds import Kind


def find_person(viewer: Viewer, account_id: int) -> Account | None:
    """Return an account that somebody may see; None for one out of sight, exactly as for one that is not there."""
    try:
        account = get_account(account_id)
    except NotFound:
        return None
    return account if is_in_sight(viewer, account) else None


def is_in_sight(viewer: Viewer | Importer, account: Account) -> bool:
    """Say whether an account is one of a county or region whose people somebody may see, or holds a role there."""
    return viewer.may(permissions.PEOPLE_VIEW, account.county_fips or "") or bool(roles_in_sight(viewer, account))


def roles_in_sight(viewer: Viewer | Importer, account: Account) -> list[RoleGrant]:
    """Return the roles a person holds in places whose people somebody may see; roles elsewhere are not told of."""
    return [row for row in account.grants if viewer.may(permissions.PEOPLE_VIEW, row.key)]


def may_change(viewer: Viewer | Importer, account: Account, permission: str) -> bool:
    """Say whether somebody may do this to an account: in its county, or else wherever it holds roles.

    Nobody changes the account of somebody who may do more than they do, or who holds a role where they may not do it.
    """
    homes = [account.county_fips] if account.county_fips else [row.key for row in account.grants] or [""]
    grants = [grant_of(row) for row in account.grants]
    is_theirs = all(viewer.may(permission, key) for key in homes)
    return is_theirs and rules.outranks(viewer.grants, grants, main_regions(), permission=permission, on=today())


def status_of(account: Account) -> tuple[str, str]:
    """Return an account's state: its key and its words."""
    if account.closed_at:
        return "closed", "Closed"
    if account.password_hash is None:
        return "invited", "Has not signed in yet"
    return "active", "Active"


def is_same_role(held: Grant, asked: Grant) -> bool:
    """Say whether two grants are the same role in the same place, whatever their days."""
    return (held.role, held.scope, held.key) == (asked.role, asked.scope, asked.key)


def standing_of(viewer: Viewer, account: Account, kind: Kind, grant: Grant | None) -> Standing:
    """Return what an account is to an action, for the rule that decides on it."""
    is_theirs = may_change(viewer, account, PERMISSIONS[kind]) if grant is None else is_in_sight(viewer, account)
    return Standing(
        is_self=account.id == viewer.account_id,
        is_theirs=is_theirs,
        is_closed=account.closed_at is not None,
        has_joined=account.password_hash is not None,
        holds_role=grant is not None and any(is_same_role(grant_of(row), grant) for row in account.grants),
    )
