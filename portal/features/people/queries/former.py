"""Roles that people held before, for whoever may give them again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import permissions
from portal.features.accounts.models import FormerGrant
from portal.features.accounts.rules import Grant, Role, Scope
from portal.foundation.database import db

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer


def list_former(viewer: Viewer, account: Account) -> list[tuple[Grant, FormerGrant]]:
    """Return the roles a person held and holds no longer, in places in sight, the last one to end first; each once."""
    held = {(row.role, row.scope, row.key) for row in account.grants}
    known = select(FormerGrant).where(FormerGrant.account_id == account.id)
    found: dict[tuple[str, str, str], FormerGrant] = {}
    for row in db.session.scalars(known.order_by(FormerGrant.ended_at.desc(), FormerGrant.id)):
        place = (row.role, row.scope, row.key)
        if place not in held and place not in found and viewer.may(permissions.PEOPLE_VIEW, row.key):
            found[place] = row
    return [(Grant(Role(row.role), Scope(row.scope), row.key), row) for row in found.values()]
