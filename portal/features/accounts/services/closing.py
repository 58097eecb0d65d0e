"""Close accounts; never that of the last who administers the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import queries
from portal.features.accounts.models import Account, FormerGrant
from portal.features.accounts.rules import Role
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.factors import end_factors
from portal.features.accounts.services.joining import end_join_links
from portal.features.accounts.services.recovering import end_recoveries
from portal.features.accounts.services.sessions import end_sessions
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.epoch import advance_people
from portal.infrastructure.mail.outbox import drop_for

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.accounts.models import RoleGrant


def close_account(account: Account, *, actor_id: int | None) -> None:
    """Close an account: nobody signs in with it, its sessions, links and roles end, its name stays in the audit."""
    if account.closed_at is not None:
        raise Conflict("This account is closed already.")
    if any(row.role == Role.STATEWIDE_ADMINISTRATOR for row in account.grants):
        refuse_without_administrator(account)
    account.closed_at = now()
    end_sessions(account.id)
    end_recoveries(account.id)
    drop_for(account.id)
    end_factors(account.id)
    ended = ", ".join(f"{row.role} {row.key}".strip() for row in account.grants)
    for row in account.grants:
        keep_former(row, ended_at=account.closed_at, actor_id=actor_id)
    account.grants.clear()
    end_join_links(account)
    advance_people()
    record_of(account, "account closed", actor_id=actor_id, roles_ended=ended)


def reopen_account(account: Account, *, actor_id: int | None) -> None:
    """Open a closed account again: the same person, without roles and without any former way to sign in.

    Its password ended with it; a link to join, or the county's directory, lets its owner in.
    """
    if account.closed_at is None:
        raise Conflict("This account is open already.")
    account.closed_at = account.password_hash = None
    advance_people()
    record_of(account, "account opened again", actor_id=actor_id)


def keep_former(row: RoleGrant, *, ended_at: datetime, actor_id: int | None) -> None:
    """Remember a role that ends."""
    db.session.add(
        FormerGrant(
            account_id=row.account_id,
            role=row.role,
            scope=row.scope,
            key=row.key,
            granted_at=row.granted_at,
            ended_at=ended_at,
            ended_by_id=actor_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
    )


def refuse_without_administrator(account: Account) -> None:
    """Refuse what would leave the portal without anybody who administers it."""
    if queries.count_other_administrators(excluding=account.id) == 0:
        raise Conflict("This is the last statewide administrator. Grant the role to somebody else first.")
