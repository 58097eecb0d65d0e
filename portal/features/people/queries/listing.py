"""The list of people: whose, searched, narrowed and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, RoleGrant

if TYPE_CHECKING:
    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer


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
