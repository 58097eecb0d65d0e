"""Set up counties' own sign-ins; recognise, join and let in whom they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, AccountRequest, CountyIdentity, CountySignIn
from portal.features.accounts.passwords import seal
from portal.features.accounts.queries.joining import UNCONFIRMED, WAITING
from portal.features.accounts.rules import PORTAL_ITSELF, Assertion, Grant, Role, Scope
from portal.features.accounts.services.accounts import LONGEST_NAME, clean_address, create_account, record_of
from portal.features.accounts.services.asking import record_request
from portal.features.accounts.services.roles import grant_role
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

LONGEST_ISSUER = 255


@dataclass(frozen=True, slots=True)
class CountyChoice:
    """How an administrator wants a county's own sign-in; an empty secret keeps the one that is there."""

    issuer: str
    client_id: str
    client_secret: str
    is_on: bool
    lets_in: bool


def set_county_sign_in(
    county_fips: str, choice: CountyChoice, *, actor_id: int, secret: str, is_local_allowed: bool
) -> CountySignIn:
    """Set up a county's own sign-in; its secret is kept sealed, and given to no other issuer than it was typed for."""
    issuer = clean_issuer(choice.issuer, is_local_allowed=is_local_allowed)
    row = queries.find_county_sign_in(county_fips)
    if row is None or choice.client_secret:
        sealed = seal(choice.client_secret, secret) if choice.client_secret else ""
    elif (row.issuer, row.client_id) != (issuer, choice.client_id):
        raise Invalid("Enter the secret too: the one that is kept belongs to another address or client.")
    else:
        sealed = row.client_secret
    if not sealed:
        raise Invalid("Enter the secret: the county's sign-in asks for it.")
    if row is None:
        row = CountySignIn(county_fips=county_fips, issuer="", client_id="", client_secret="", changed_at=now())
        db.session.add(row)
    row.issuer, row.client_id, row.client_secret, row.changed_at = issuer, choice.client_id, sealed, now()
    row.is_on, row.lets_in = choice.is_on, choice.lets_in
    db.session.flush()
    words = {True: "yes", False: "no"}
    record(
        "county sign-in set", subject=f"county {county_fips}", actor_id=actor_id, county=county_fips,
        issuer=issuer, client=choice.client_id, in_use=words[choice.is_on], lets_in=words[choice.lets_in],
        new_secret=words[bool(choice.client_secret)],
    )  # fmt: skip
    return row


def clean_issuer(text: str, *, is_local_allowed: bool) -> str:
    """Return an issuer's address as it is to be compared, or refuse what is none."""
    issuer = text.strip()
    try:
        parts = urlsplit(issuer)
        is_plain = bool(parts.hostname) and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        is_plain = False
    schemes = {"https", "http"} if is_local_allowed else {"https"}
    if not is_plain or parts.scheme not in schemes or len(issuer) > LONGEST_ISSUER or not issuer.isprintable():
        raise Invalid("The issuer is an address such as https://sign-in.example.org, with nothing behind ? or #.")
    return issuer


def assert_person(claims: Mapping[str, Any], sign_in: CountySignIn) -> Assertion:
    """Return whom a county's sign-in names, if it may speak for that address."""
    given = claims.get("email")
    try:
        email = clean_address(given) if isinstance(given, str) else ""
    except Invalid:
        email = ""
    domains = {row.domain for row in queries.list_domains(sign_in.county_fips)}
    return rules.check_assertion(claims, issuer=sign_in.issuer, domains=domains, email=email)


def recognise_by_county(assertion: Assertion, county_fips: str) -> Account | None:
    """Return the account that was joined with whom a county's sign-in names; refuse one it may not open."""
    identity = queries.find_identity(assertion.issuer, assertion.subject)
    if identity is None:
        return None
    return openable(queries.get_account(identity.account_id), county_fips)


def find_unjoined(assertion: Assertion, county_fips: str) -> Account | None:
    """Return the account of the address that a county's sign-in gives; its owner has to show that it is theirs."""
    account = queries.find_account_by_email(assertion.email)
    if account is None:
        return None
    openable(account, county_fips)
    if account.password_hash is None:
        raise Conflict(
            "You were invited: open the link in that mail first, and join your county's sign-in afterwards. If you "
            "cannot find it, ask your county's liaison to send it again."
        )
    return account


def openable(account: Account, county_fips: str) -> Account:
    """Return an account if this county's sign-in may open it: it is open, and of this county."""
    if account.closed_at is not None:
        raise Forbidden("Your account is closed. Ask your county's liaison.")
    if account.county_fips != county_fips:
        raise Forbidden("Your account does not belong to this county, so its sign-in cannot open it.")
    return account


def join_identity(account: Account, *, issuer: str, subject: str) -> None:
    """Let a county's sign-in open an account, now that its owner has shown that it is theirs."""
    if queries.find_identity(issuer, subject) is not None:
        raise Conflict("Your county's sign-in opens another account already.")
    db.session.add(CountyIdentity(account_id=account.id, issuer=issuer, subject=subject, joined_at=now()))
    db.session.flush()
    record_of(account, "county sign-in joined", actor_id=account.id)


def separate_identity(account: Account, identity_id: int) -> None:
    """Take a county's sign-in from an account: it opens it no longer, until its owner joins it again."""
    found = next((one for one in queries.list_identities(account.id) if one.id == identity_id), None)
    if found is None:
        raise NotFound
    db.session.delete(found)
    record_of(account, "county sign-in separated", actor_id=account.id)


def admit(assertion: Assertion, county_fips: str, *, nobodys_hash: str) -> Account:
    """Make the account of somebody new whom the county lets in: one of its workers, with a password nobody knows."""
    name = assertion.name[:LONGEST_NAME]
    account = create_account(name=name, email=assertion.email, county_fips=county_fips, actor_id=None)
    grant_role(account, Grant(Role.WORKER, Scope.COUNTY, county_fips), actor_id=None, giver=PORTAL_ITSELF)
    account.password_hash = nobodys_hash
    join_identity(account, issuer=assertion.issuer, subject=assertion.subject)
    return account


def hold(assertion: Assertion, county_fips: str) -> tuple[AccountRequest, bool]:
    """Let somebody new wait for a decision; return the request, and whether it waits only since now."""
    request = queries.find_open_request(assertion.email)
    if request is not None and request.state == WAITING and request.issuer:
        return request, False
    if request is None:
        request = AccountRequest(
            email=assertion.email, name="", county_fips=county_fips, state=UNCONFIRMED, changed_at=now()
        )
        db.session.add(request)
    is_new = request.state != WAITING
    request.name, request.county_fips = " ".join(assertion.name.split())[:LONGEST_NAME], county_fips
    request.issuer, request.subject = assertion.issuer, assertion.subject
    request.state, request.changed_at = WAITING, now()
    db.session.flush()
    record_request(request, "account asked for through the county's sign-in")
    return request, is_new
