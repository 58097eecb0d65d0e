"""Who holds a role or a permission."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.rules import ROLE_PERMISSIONS, Scope
from portal.foundation.clock import today
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement

    from portal.features.accounts.rules import Role


def holders_of(role: Role, key: str) -> Sequence[Account]:
    """Return the people who hold a role in a place today, and can sign in."""
    return who_hold(RoleGrant.role == role.value, RoleGrant.key == key)


def permitted_everywhere(permission: str) -> Sequence[Account]:
    """Return the people who have a permission in the whole state today, and can sign in."""
    roles = [role.value for role, held in ROLE_PERMISSIONS.items() if permission in held]
    return who_hold(RoleGrant.role.in_(roles), RoleGrant.scope == Scope.STATE.value)


def who_hold(*conditions: ColumnElement[bool]) -> Sequence[Account]:
    """Return the people with such a grant today, who can sign in."""
    held = select(RoleGrant.account_id).where(*conditions, holds_today())
    able = (Account.closed_at.is_(None), Account.password_hash.is_not(None))
    return db.session.scalars(select(Account).where(Account.id.in_(held), *able).order_by(Account.id)).all()


def holds_today() -> ColumnElement[bool]:
    """Return the condition for grants whose days have begun and not ended."""
    on = today()
    return and_(
        or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= on),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
