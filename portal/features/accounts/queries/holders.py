"""Who holds a role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portal.features.accounts.models import Account, RoleGrant
from portal.foundation.clock import today
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.rules import Role


def holders_of(role: Role, key: str) -> Sequence[Account]:
    """Return the people who hold a role in a place today, and can sign in."""
    on = today()
    held = select(RoleGrant.account_id).where(
        RoleGrant.role == role.value,
        RoleGrant.key == key,
        or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= on),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
    )
    able = (Account.closed_at.is_(None), Account.password_hash.is_not(None))
    return db.session.scalars(select(Account).where(Account.id.in_(held), *able).order_by(Account.id)).all()
