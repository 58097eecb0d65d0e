"""What the pages show of a person, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from portal.features.accounts.queries import get_account, grant_of, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Grant, Scope
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import queries
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer


def row_of(account: Account, viewer: Viewer) -> dict[str, Any]:
    """Return what a list shows of a person; of roles out of the reader's sight, only that there are some."""
    status, status_label = queries.status_of(account)
    seen = queries.roles_in_sight(viewer, account)
    return {
        "id": account.id,
        "name": account.name,
        "email": account.email,
        "county_name": account.county.name if account.county else None,
        "role_labels": list(dict.fromkeys(role_words(grant_of(grant)) for grant in seen)),
        "is_elsewhere": len(seen) < len(account.grants),
        "status": status,
        "status_label": status_label,
        "url": url_for("people.show_person", account_id=account.id),
        "is_demo": account.is_demo,
        "since": account.created_at,
        "seen_at": account.seen_at,
    }


def role_words(grant: Grant) -> str:
    """Return a role with the place it is held for; a statewide role says so itself."""
    label = ROLE_LABELS[grant.role]
    return label if grant.scope is Scope.STATE else f"{label}, {scope_label(grant)}"


def person_here(account_id: int, permission: str = "") -> Account:
    """Return an account that this reader may see, and with a permission may change; note whoever reaches further."""
    viewer = viewer_here()
    account = queries.find_person(viewer, account_id)
    if account is None or (permission and not queries.may_change(viewer, account, permission)):
        refuse_reach(f"account {account_id}")
    return account


def person_now(account_id: int, permission: str) -> Account:
    """Return an account within the transaction around us, if this reader may change it still.

    Roles may have been granted since `person_here` looked: then it is somebody else's to change.
    """
    account = get_account(account_id)
    if not queries.may_change(viewer_here(), account, permission):
        raise NotFound
    return account
