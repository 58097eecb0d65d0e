"""Grant and end roles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.closing import keep_former, refuse_without_administrator
from portal.features.accounts.services.joining import end_join_links
from portal.features.accounts.services.sessions import renew_sessions
from portal.features.regions.queries import find_county, find_region
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime


def grant_role(account: Account, grant: Grant, *, actor_id: int | None, giver: Collection[Grant]) -> RoleGrant:
    """Grant a role in a place; `giver` are the grants of whoever does it, and nobody gives more than they hold.

    A link to join that was made before ends: whoever has it was not meant to get this role with it.
    """
    rules.check_giving(grant, queries.place_of(grant), giver=giver, on=today())
    if account.closed_at is not None:
        raise Conflict("This account is closed; roles cannot be granted to it.")
    if (grant.scope is Scope.COUNTY and find_county(grant.key) is None) or (
        grant.scope is Scope.REGION and find_region(grant.key) is None
    ):
        raise Invalid("There is no such county or region.")
    known = select(RoleGrant).where(
        RoleGrant.account_id == account.id,
        RoleGrant.role == grant.role.value,
        RoleGrant.scope == grant.scope.value,
        RoleGrant.key == grant.key,
    )
    if db.session.scalar(known):
        raise Conflict("The person holds that role there already.")
    row = role_row(account, grant, at=now(), actor_id=actor_id)
    db.session.add(row)
    if account.password_hash is None:
        end_join_links(account)
    renew_sessions(account.id)
    advance_people()
    record_of(account, "role granted", actor_id=actor_id, grant=grant)
    return row


def role_row(account: Account, grant: Grant, *, at: datetime, actor_id: int | None) -> RoleGrant:
    """Return the row of a role that is granted now."""
    return RoleGrant(
        account_id=account.id,
        role=grant.role.value,
        scope=grant.scope.value,
        key=grant.key,
        granted_at=at,
        granted_by_id=actor_id,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
    )


def end_role(account: Account, grant_id: int, *, actor_id: int, giver: Collection[Grant]) -> Grant:
    """Take a role away; the last statewide administrator keeps it."""
    known = select(RoleGrant).where(RoleGrant.id == grant_id, RoleGrant.account_id == account.id)
    row = db.session.scalar(known) if grant_id <= queries.LARGEST_ID else None
    if row is None:
        raise NotFound
    grant = queries.grant_of(row)
    rules.refuse_above_own(grant, queries.place_of(grant), giver=giver, on=today())
    if grant.role is Role.STATEWIDE_ADMINISTRATOR:
        refuse_without_administrator(account)
    keep_former(row, ended_at=now(), actor_id=actor_id)
    db.session.delete(row)
    renew_sessions(account.id)
    advance_people()
    record_of(account, "role ended", actor_id=actor_id, grant=grant)
    return grant
