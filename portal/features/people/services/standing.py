"""What an account is like at a moment, and how it is made so again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from portal.features.accounts.models import FormerGrant, JoinLink, RoleGrant
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.services import end_join_links
from portal.foundation.database import db

if TYPE_CHECKING:
    from portal.features.accounts.models import Account


def picture_of(account: Account) -> dict[str, Any]:
    """Return what an action may change of an account, and whose it is, as plain values to be compared and kept."""
    db.session.flush()
    links = db.session.scalars(select(JoinLink).where(*unused_links(account)).order_by(JoinLink.id))
    rows = db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id).order_by(RoleGrant.id))
    former = select(FormerGrant.id).where(FormerGrant.account_id == account.id).order_by(FormerGrant.id)
    return {
        "county": account.county_fips,
        "address": hash_token(account.email),
        "closed_at": account.closed_at.isoformat() if account.closed_at else None,
        "has_joined": account.password_hash is not None,
        "roles": sorted((role_values(row) for row in rows), key=str),
        "links": [[link.token_hash, link.expires_at.isoformat(), link.made_by_id] for link in links],
        "former": list(db.session.scalars(former)),
    }


def role_values(row: RoleGrant) -> list[Any]:
    """Return a role that is held, as plain values."""
    days = [day.isoformat() if day else None for day in (row.starts_on, row.ends_on)]
    return [row.role, row.scope, row.key, row.granted_at.isoformat(), row.granted_by_id, *days]


def role_row(account: Account, values: list[Any]) -> RoleGrant:
    """Return a role as it was held."""
    role, scope, key, granted_at, granted_by_id, starts_on, ends_on = values
    return RoleGrant(
        account_id=account.id,
        role=role,
        scope=scope,
        key=key,
        granted_at=datetime.fromisoformat(granted_at),
        granted_by_id=granted_by_id,
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
    )


def make_so_again(account: Account, before: dict[str, Any]) -> None:
    """Make an account what it was: open or closed, with the same roles since the same days, and the same links."""
    account.closed_at = datetime.fromisoformat(before["closed_at"]) if before["closed_at"] else None
    for row in db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id)).all():
        if role_values(row) not in before["roles"]:
            db.session.delete(row)
    db.session.flush()
    held = [role_values(row) for row in db.session.scalars(select(RoleGrant).where(RoleGrant.account_id == account.id))]
    db.session.add_all(role_row(account, values) for values in before["roles"] if values not in held)
    end_join_links(account)
    db.session.add_all(
        JoinLink(
            account_id=account.id,
            token_hash=token_hash,
            expires_at=datetime.fromisoformat(expires_at),
            made_by_id=made_by_id,
        )
        for token_hash, expires_at, made_by_id in before["links"]
    )
    gone = FormerGrant.id.not_in(before["former"])
    db.session.execute(delete(FormerGrant).where(FormerGrant.account_id == account.id, gone))
    db.session.flush()


def unused_links(account: Account) -> tuple[Any, Any]:
    """Return what finds the links to join that nobody has used."""
    return JoinLink.account_id == account.id, JoinLink.used_at.is_(None)
