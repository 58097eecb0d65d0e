"""Decide who joins, and how the people of a county may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, AccountRequest, CountyDomain, CountyIdentity, JoiningSwitch
from portal.features.accounts.queries.joining import APPROVED, DECLINED, WAITING
from portal.features.accounts.rules import Grant, Role, Scope, Switch
from portal.features.accounts.services import create_account, end_join_links, grant_role, record_of, record_request
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record
from portal.infrastructure.mail.outbox import drop_for

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer

DECIDED = "Somebody has decided on this request already."


def approve(request: AccountRequest, role: Role, *, viewer: Viewer, nobodys_hash: str) -> Account:
    """Make the account somebody asked for, with a role in the county.

    Whom the county's own sign-in has named goes on signing in that way, and gets a password that nobody knows.
    """
    if request.state != WAITING:
        raise Conflict(DECIDED)
    account = create_account(
        name=request.name, email=request.email, county_fips=request.county_fips, actor_id=viewer.account_id
    )
    grant = Grant(role, Scope.COUNTY, request.county_fips)
    grant_role(account, grant, actor_id=viewer.account_id, giver=viewer.grants)
    if request.issuer:
        account.password_hash = nobodys_hash
        identity = CountyIdentity(
            account_id=account.id, issuer=request.issuer, subject=request.subject, joined_at=now()
        )
        db.session.add(identity)
    decide(request, APPROVED, viewer=viewer)
    record_request(request, "account request approved", actor_id=viewer.account_id, account=f"account {account.id}")
    return account


def decline(request: AccountRequest, reason: str, *, viewer: Viewer) -> None:
    """Turn a request down, with a reason that goes to its sender."""
    if request.state != WAITING:
        raise Conflict(DECIDED)
    request.reason = reason
    decide(request, DECLINED, viewer=viewer)
    record_request(request, "account request declined", actor_id=viewer.account_id)


def decide(request: AccountRequest, state: str, *, viewer: Viewer) -> None:
    """Note who decided and when."""
    request.state, request.changed_at, request.decided_by_id = state, now(), viewer.account_id
    db.session.flush()


def withdraw_invitation(account: Account, *, viewer: Viewer) -> None:
    """End the link with which somebody may join, also one that is still on its way by mail."""
    if account.closed_at is not None or account.password_hash is not None:
        raise Conflict("This person has joined already, or the account is closed.")
    end_join_links(account)
    drop_for(account.id)
    record_of(account, "invitation withdrawn", actor_id=viewer.account_id)


def switch(which: Switch, *, is_on: bool, viewer: Viewer) -> None:
    """Switch a way to join on or off, in the whole portal."""
    was_on = not queries.is_switched_off(which)
    if is_on == was_on:
        return
    if is_on:
        db.session.execute(delete(JoiningSwitch).where(JoiningSwitch.name == which.value))
    else:
        db.session.add(JoiningSwitch(name=which.value, switched_at=now(), switched_by_id=viewer.account_id))
    db.session.flush()
    record(f"{which.value} switched {'on' if is_on else 'off'}", subject="joining", actor_id=viewer.account_id)


def add_domain(county_fips: str, text: str, *, viewer: Viewer) -> CountyDomain:
    """Register a mail domain as a county's."""
    domain = rules.clean_domain(text)
    if queries.find_domain(domain) is not None:
        raise Conflict(f"{domain} is registered already. If it is not yours, ask a statewide administrator.")
    row = CountyDomain(domain=domain, county_fips=county_fips, added_at=now(), added_by_id=viewer.account_id)
    db.session.add(row)
    db.session.flush()
    record("mail domain added", subject=domain, actor_id=viewer.account_id, county=county_fips)
    return row


def remove_domain(row: CountyDomain, *, viewer: Viewer) -> None:
    """Take a mail domain from a county: who has joined stays, nobody new comes by it."""
    db.session.delete(row)
    record("mail domain removed", subject=row.domain, actor_id=viewer.account_id, county=row.county_fips)
