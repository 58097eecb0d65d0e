"""Ask for an account with an address at a county's mail domain; confirm the address; clear away what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.features.accounts import queries, rules
from portal.features.accounts.models import AccountRequest
from portal.features.accounts.passwords import hash_token, new_token
from portal.features.accounts.queries.joining import UNCONFIRMED, WAITING
from portal.features.accounts.services.accounts import clean_address, clean_name
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.config import Settings
    from portal.features.accounts.rules import Switch


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be mailed to an address that asked: a link to confirm it, or how things stand.

    `standing` is new, waiting, known (there is an account), or quiet (the link is on its way already).
    """

    email: str
    name: str
    standing: str
    token: str = ""


def refuse_when_off(switch: Switch, settings: Settings) -> None:
    """Refuse a way to join that a setting or an administrator has switched off."""
    if not getattr(settings, switch.value) or queries.is_switched_off(switch):
        raise NotFound(rules.SWITCHED_OFF[switch])


def ask_account(*, name: str, email: str) -> Asked:
    """Note that somebody asks for an account. The one who asks is told the same, whatever is known of the address."""
    name, address = clean_name(name), clean_address(email)
    domain = queries.find_domain(rules.domain_of(address))
    if domain is None:
        raise Invalid(
            f"Mail addresses at {rules.domain_of(address)} are not known to the portal as a county's. Use your work "
            "address, or ask your county's liaison or your academy to invite you."
        )
    if queries.find_account_by_email(address):
        return Asked(address, name, "known")
    request = queries.find_open_request(address)
    if request is not None and request.state == WAITING:
        return Asked(address, name, "waiting")
    if request is not None and now() - request.changed_at < rules.MAILED_AGAIN_AFTER:
        return Asked(address, name, "quiet")
    if request is None:
        request = AccountRequest(
            email=address, name=name, county_fips=domain.county_fips, state=UNCONFIRMED, changed_at=now()
        )
        db.session.add(request)
    token = new_token()
    request.name, request.county_fips, request.changed_at = name, domain.county_fips, now()
    request.token_hash = hash_token(token)
    db.session.flush()
    record_request(request, "account asked for")
    return Asked(address, name, "new", token)


def get_asked(token: str) -> AccountRequest:
    """Return the request whose address a link can still confirm, or say which way it cannot."""
    request = queries.find_request_by_link(token)
    if request is None:
        raise NotFound("This link is not one of ours. Check that it was copied whole.")
    if request.state != UNCONFIRMED:
        raise Conflict("This link was already used: your address is confirmed. You get a mail once it is decided.")
    if now() - request.changed_at > rules.ADDRESS_LINK_LIVES:
        raise Conflict("This link has expired. Ask for an account again to get a new one.")
    return request


def confirm_address(token: str) -> AccountRequest:
    """Let a request wait for a decision, now that its sender has shown that the address is theirs."""
    request = get_asked(token)
    request.state, request.changed_at = WAITING, now()
    record_request(request, "address confirmed")
    return request


def record_request(request: AccountRequest, deed: str, *, actor_id: int | None = None, **details: str | None) -> None:
    """Write a line of the audit about a request; it names neither the person nor the address."""
    record(deed, subject=f"account request {request.id}", actor_id=actor_id, county=request.county_fips, **details)


def clear_requests() -> list[AccountRequest]:
    """Delete requests nothing happened to for thirty days; return those that nobody decided on."""
    old = AccountRequest.changed_at < now() - rules.REQUEST_KEPT
    lapsed = list(db.session.scalars(select(AccountRequest).where(old, AccountRequest.state == WAITING)).all())
    for request in lapsed:
        record_request(request, "account request lapsed")
        db.session.expunge(request)
    db.session.execute(delete(AccountRequest).where(old))
    return lapsed
