"""Everything a person does with accounts: one function each. Rows are added here and committed by the caller."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, JoinLink, RoleGrant, SignInSession, SignInTry
from portal.features.accounts.passwords import (
    hash_password,
    hash_token,
    is_common,
    matches,
    needs_rehash,
    new_token,
)
from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.regions.queries import find_county, find_region
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people
from portal.infrastructure.mail.outbox import drop_for

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.features.accounts.queries import Presence, Viewer
    from portal.features.accounts.rules import Limit

NOT_CURRENT = "Your current password is not right."
TAKEN = "There is already an account with that mail address."
LINK_LIVES = timedelta(days=7)
SEEN_EVERY = timedelta(minutes=5)
LONGEST_NAME = 120
SITE_WORDS = ("safety", "organized", "practice", "portal", "sopportal")


def create_account(
    *, name: str, email: str, county_fips: str | None, actor_id: int | None, is_demo: bool = False
) -> Account:
    """Add an account that has no password yet."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.")
    try:
        valid = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid("That is not a mail address.") from None
    address = queries.normal_email(valid.normalized)
    if queries.find_account_by_email(address):
        raise Conflict(TAKEN)
    if county_fips and find_county(county_fips) is None:
        raise Invalid("There is no such county.")
    account = Account(email=address, name=name, county_fips=county_fips, created_at=now(), is_demo=is_demo)
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError:  # somebody else created it in this very moment
        raise Conflict(TAKEN) from None
    record_of(account, "account created", actor_id=actor_id)
    return account


def record_of(
    account: Account, deed: str, *, actor_id: int | None, grant: Grant | None = None, **details: str | int | None
) -> None:
    """Write a line of the audit about a person: the business of the county, or of the place a role is held for."""
    region, county = None, account.county_fips
    if grant is not None:
        days = {"from": grant.starts_on, "until": grant.ends_on}
        held = {name: day.isoformat() for name, day in days.items() if day}
        details = {"role": grant.role.value, "place": grant.key, **held, **details}
        region = grant.key if grant.scope is Scope.REGION else None
        county = grant.key if grant.scope is Scope.COUNTY else (None if region else county)
    record(deed, subject=f"account {account.id}", actor_id=actor_id, region=region, county=county, **details)


def note_reach(viewer: Viewer, subject: str) -> None:
    """Write down that somebody asked for what is not theirs to see or change; they are told it is not there."""
    record("reached too far", subject=subject, actor_id=viewer.account_id, county=viewer.county_fips)


def note_address_asked(viewer: Viewer) -> None:
    """Write down that somebody was told of an account whose people may not be theirs to see; not which."""
    record("address asked for", subject="a mail address", actor_id=viewer.account_id, county=viewer.county_fips)


def make_join_link(account: Account, *, actor_id: int | None) -> tuple[str, datetime]:
    """Return the token of a new one-time link and when it expires; older links of the account end."""
    if account.closed_at is not None or account.password_hash is not None:
        raise Conflict("This person has an own password already, or the account is closed.")
    end_join_links(account)
    token, expires_at = new_token(), now() + LINK_LIVES
    db.session.add(JoinLink(account_id=account.id, token_hash=hash_token(token), expires_at=expires_at))
    record_of(account, "join link made", actor_id=actor_id)
    return token, expires_at


def end_join_links(account: Account) -> None:
    """End the links to join with an account that nobody has used."""
    db.session.execute(delete(JoinLink).where(JoinLink.account_id == account.id, JoinLink.used_at.is_(None)))


def get_join_link(token: str) -> JoinLink:
    """Return a link that can still be used, or say which way it cannot."""
    link = queries.find_join_link(token)
    if link is None:
        raise NotFound("This link is not one of ours. Check that it was copied whole.")
    if link.used_at is not None or link.account.password_hash is not None:
        raise Conflict("This link was already used. Sign in with the password you set.")
    if link.expires_at < now() or link.account.closed_at is not None:
        raise Conflict("This link has expired. Ask the person who sent it for a new one.")
    return link


def join(token: str, *, password_hash: str) -> Account:
    """Set the first password with a one-time link; the hash is made before the transaction, by `new_hash`."""
    link = get_join_link(token)
    link.account.password_hash = password_hash
    link.used_at = now()
    advance_people()
    record_of(link.account, "joined", actor_id=link.account_id)
    return link.account


def new_hash(account: Account, password: str) -> str:
    """Return the hash of a new password for an account, or refuse one that is not good enough. Takes its time."""
    about = [account.name, account.email, *SITE_WORDS]
    fits = rules.SHORTEST_PASSWORD <= len(password) <= rules.LONGEST_PASSWORD
    rules.check_password(password, about=about, is_common=fits and is_common(password, about=about))
    return hash_password(password)


def change_password(viewer: Viewer, *, known_hash: str, password_hash: str) -> None:
    """Change one's own password; every other session of the account ends.

    `known_hash` is the one the current password was compared with: if another request has changed it since, it is no
    longer current.
    """
    account = queries.get_account(viewer.account_id)
    if account.password_hash != known_hash:
        raise Invalid(NOT_CURRENT)
    account.password_hash = password_hash
    end_sessions(account.id, but=viewer.session_id)
    advance_people()
    record_of(account, "password changed", actor_id=account.id)


def get_current_hash(viewer: Viewer, current: str) -> str:
    """Return the hash of a person's password if `current` is that password, or refuse."""
    known_hash = queries.get_account(viewer.account_id).password_hash
    if known_hash is None or not matches(current, known_hash):
        raise Invalid(NOT_CURRENT)
    return known_hash


@dataclass(frozen=True, slots=True)
class Tries:
    """The keyed hashes under which a try is counted: the account from this network, the account, the network.

    A stranger who guesses elsewhere does not keep the owner out for long: the strict limit is on the first.
    """

    account_here: str
    account: str
    network: str

    @property
    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Each with its limit."""
        return (
            (self.account_here, rules.FROM_ONE_PLACE),
            (self.account, rules.ON_ONE_ACCOUNT),
            (self.network, rules.BY_ONE_ADDRESS),
        )


def begin_try(counted: Tries) -> timedelta:
    """Count a try before the password is looked at.

    Return how long to wait instead; a try that has to wait is not counted.
    """
    at = now()
    waits = [
        rules.wait_after(queries.list_tries(subject, at - limit.window), at=at, limit=limit)
        for subject, limit in counted.limits
    ]
    if any(waits):
        return max(waits)
    db.session.add_all(SignInTry(subject=subject, at=at) for subject, _ in counted.limits)
    db.session.execute(delete(SignInTry).where(SignInTry.at < at - timedelta(days=1)))
    return timedelta()


def forget_tries(counted: Tries) -> None:
    """Forget the account's tries, for one of them succeeded; of the network's only this one, for others share it."""
    this_one = select(func.max(SignInTry.id)).where(SignInTry.subject == counted.network).scalar_subquery()
    of_account = SignInTry.subject.in_((counted.account_here, counted.account))
    db.session.execute(delete(SignInTry).where(of_account | (SignInTry.id == this_one)))


def check_sign_in(email: str, password: str) -> Account | None:
    """Return the account if the password is its own; known and unknown addresses take the same time."""
    account = queries.find_account_by_email(email)
    fits = matches(password[: rules.LONGEST_PASSWORD + 1], account.password_hash if account else None)
    if account is None or not fits or account.closed_at is not None:
        return None
    return account


def begin_session(account: Account, *, device: str) -> str:
    """Open a session and return its token."""
    token, at = new_token(), now()
    db.session.add(
        SignInSession(
            account_id=account.id, token_hash=hash_token(token), device=device[:120], created_at=at, seen_at=at
        )
    )
    record_of(account, "signed in", actor_id=account.id)
    return token


def stronger_hash(account: Account, password: str) -> str | None:
    """Return the password's hash with today's parameters if the kept one is weaker, else nothing. Takes its time."""
    if account.password_hash and needs_rehash(account.password_hash):
        return hash_password(password)
    return None


def end_session(viewer: Viewer) -> None:
    """End the session a person is in."""
    db.session.execute(update(SignInSession).where(SignInSession.id == viewer.session_id).values(ended_at=now()))
    advance_people()
    subject = f"account {viewer.account_id}"
    record("signed out", subject=subject, actor_id=viewer.account_id, county=viewer.county_fips)


def end_sessions(account_id: int, *, but: int | None = None) -> None:
    """End all sessions of an account, or all but one."""
    statement = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    db.session.execute(statement.values(ended_at=now()))


def has_lapsed(session: Presence, *, idle: timedelta, longest: timedelta) -> bool:
    """Say whether a session was unused for too long, or is too old."""
    at = now()
    return not (timedelta() <= at - session.created_at < longest and at - session.seen_at < idle)


def needs_seeing(session: Presence) -> bool:
    """Say whether it is time to note that a session is used."""
    return now() - session.seen_at > SEEN_EVERY


def note_seen(session_id: int) -> None:
    """Note that a session is used."""
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now()))


def grant_role(account: Account, grant: Grant, *, actor_id: int | None, giver: Collection[Grant]) -> RoleGrant:
    """Grant a role in a place; `giver` are the grants of whoever does it, and nobody gives more than they hold.

    A link to join that was made before ends: whoever has it was not meant to get this role with it.
    """
    rules.check_grant(grant)
    rules.refuse_above_own(grant, queries.place_of(grant), giver=giver, on=today())
    rules.refuse_beyond_own(grant, queries.place_of(grant), giver=giver, on=today())
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
    row = RoleGrant(
        account_id=account.id,
        role=grant.role.value,
        scope=grant.scope.value,
        key=grant.key,
        granted_at=now(),
        granted_by_id=actor_id,
        starts_on=grant.starts_on,
        ends_on=grant.ends_on,
    )
    db.session.add(row)
    if account.password_hash is None:
        end_join_links(account)
    advance_people()
    record_of(account, "role granted", actor_id=actor_id, grant=grant)
    return row


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
    db.session.delete(row)
    advance_people()
    record_of(account, "role ended", actor_id=actor_id, grant=grant)
    return grant


def close_account(account: Account, *, actor_id: int | None) -> None:
    """Close an account: nobody signs in with it, its sessions, links and roles end, its name stays in the audit."""
    if account.closed_at is not None:
        raise Conflict("This account is closed already.")
    if any(row.role == Role.STATEWIDE_ADMINISTRATOR for row in account.grants):
        refuse_without_administrator(account)
    account.closed_at = now()
    end_sessions(account.id)
    drop_for(account.id)
    ended = ", ".join(f"{row.role} {row.key}".strip() for row in account.grants)
    account.grants.clear()
    end_join_links(account)
    advance_people()
    record_of(account, "account closed", actor_id=actor_id, roles_ended=ended)


def refuse_without_administrator(account: Account) -> None:
    """Refuse what would leave the portal without anybody who administers it."""
    if queries.count_other_administrators(excluding=account.id) == 0:
        raise Conflict("This is the last statewide administrator. Grant the role to somebody else first.")
