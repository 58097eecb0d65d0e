"""Saved rows with defaults: a test names only what matters to it."""

from __future__ import annotations

from itertools import count

from portal.features.accounts.models import Account, AccountRequest, CountyDomain
from portal.features.accounts.passwords import hash_password
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import create_account, grant_role
from portal.features.families.models import Film
from portal.features.regions.queries import list_counties
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch

PASSWORD = "seven quiet herons wade"
numbers = count(1)


def make_person(
    role: str | None = None,
    *,
    county: str | None = None,
    region: str | None = None,
    name: str = "",
    email: str = "",
    password: str | None = PASSWORD,
) -> Account:
    """Save a person, with a role in the county (by name), the region (by key) or else the whole state."""
    number = next(numbers)
    fips = fips_of(county) if county else None
    with transaction():
        account = create_account(
            name=name or f"Person {number}",
            email=email or f"person{number}@county.example",
            county_fips=fips,
            actor_id=None,
        )
        if password:
            account.password_hash = hash_password(password)
        if role:
            if region:
                grant = Grant(Role(role), Scope.REGION, region)
            elif fips:
                grant = Grant(Role(role), Scope.COUNTY, fips)
            else:
                grant = Grant(Role(role), Scope.STATE)
            grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)
    return account


def make_domain(county: str, domain: str = "") -> CountyDomain:
    """Save a mail domain of a county (by name)."""
    with transaction():
        row = CountyDomain(
            domain=domain or f"county{next(numbers)}.example", county_fips=fips_of(county), added_at=now()
        )
        db.session.add(row)
    return row


def make_request(county: str, *, name: str = "", email: str = "", state: str = "waiting") -> AccountRequest:
    """Save a request for an account in a county (by name)."""
    number = next(numbers)
    with transaction():
        row = AccountRequest(
            name=name or f"Asker {number}",
            email=email or f"asker{number}@county.example",
            county_fips=fips_of(county),
            state=state,
            changed_at=now(),
        )
        db.session.add(row)
    return row


def make_film(title: str = "A film") -> Film:
    """Save a film that can be watched."""
    with transaction():
        film = Film(
            key=f"film-{next(numbers)}", title=title, summary="Two people talk.", voices="", minutes=1, language="en",
            address="https://youtu.be/abc-DEF_123", captions="WEBVTT\n\n00:01.000 --> 00:50.000\nWe talk.\n",
            captions_at_host=True, transcript="We talk.", related=[], changed_at=now(), changed_by_id=None,
            live_at=now(),
        )  # fmt: skip
        db.session.add(film)
        advance_epoch()
    return film


def fips_of(name: str) -> str:
    """Return the FIPS code of a county."""
    return next(county.fips for county in list_counties() if county.name == name)
