"""Move an account to another county: its work stays, its roles in the old county end."""

from __future__ import annotations

from portal.features.accounts.models import Account
from portal.features.accounts.rules import Scope
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.closing import keep_former
from portal.features.accounts.services.sessions import renew_sessions
from portal.features.regions.queries import find_county
from portal.foundation.clock import now
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people


def transfer_account(account: Account, *, to_fips: str, actor_id: int | None) -> None:
    """Let a person belong to another county from now on. Roles held for other places are nothing of the old county's.

    Both counties have a line in the audit.
    """
    if account.closed_at is not None:
        raise Conflict("This account is closed; it cannot be transferred.")
    if find_county(to_fips) is None:
        raise Invalid("There is no such county.")
    if account.county_fips == to_fips:
        raise Conflict("The person belongs to that county already.")
    before, at = account.county_fips, now()
    local = [row for row in account.grants if row.scope == Scope.COUNTY and row.key == before]
    for row in local:
        keep_former(row, ended_at=at, actor_id=actor_id)
        account.grants.remove(row)
    account.county_fips = to_fips
    advance_people()
    if local:
        renew_sessions(account.id)
    if before:
        subject = f"account {account.id}"
        ended = ", ".join(row.role for row in local)
        record("transferred away", subject=subject, actor_id=actor_id, county=before, to=to_fips, roles_ended=ended)
    record_of(account, "transferred here", actor_id=actor_id, before=before)
