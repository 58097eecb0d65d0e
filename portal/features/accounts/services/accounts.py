"""Make accounts, and write about them in the audit."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email
from sqlalchemy.exc import IntegrityError

from portal.features.accounts import queries
from portal.features.accounts.models import Account
from portal.features.accounts.rules import Grant, Scope
from portal.features.regions.queries import find_county
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.audit.log import Line, record_all

TAKEN = "There is already an account with that mail address."
LONGEST_NAME = 120


def create_account(
    *, name: str, email: str, county_fips: str | None, actor_id: int | None, is_demo: bool = False
) -> Account:
    """Add an account that has no password yet."""
    name, address = clean_name(name), clean_address(email)
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


def clean_name(text: str) -> str:
    """Return a person's name with single blanks, or refuse it."""
    name = " ".join(text.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(f"A name has 1 to {LONGEST_NAME} characters.")
    return name


def clean_address(text: str) -> str:
    """Return a mail address in the form it is compared in, or refuse what is none."""
    try:
        valid = validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise Invalid("That is not a mail address.") from None
    return queries.normal_email(valid.normalized)


def record_of(
    account: Account, deed: str, *, actor_id: int | None, grant: Grant | None = None, **details: str | int | None
) -> None:
    """Write a line of the audit about a person: the business of the county, or of the place a role is held for."""
    record_all([line_of(account, deed, actor_id=actor_id, grant=grant, **details)])


def line_of(
    account: Account, deed: str, *, actor_id: int | None, grant: Grant | None = None, **details: str | int | None
) -> Line:
    """Return the line that `record_of` writes."""
    region, county = None, account.county_fips
    if grant is not None:
        days = {"from": grant.starts_on, "until": grant.ends_on}
        held = {name: day.isoformat() for name, day in days.items() if day}
        details = {"role": grant.role.value, "place": grant.key, **held, **details}
        region = grant.key if grant.scope is Scope.REGION else None
        county = grant.key if grant.scope is Scope.COUNTY else (None if region else county)
    subject = f"account {account.id}"
    return Line(deed=deed, subject=subject, actor_id=actor_id, region=region, county=county, details=details)
