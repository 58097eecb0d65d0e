"""The letter that invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.regions.queries import find_county
from portal.infrastructure.mail.outbox import post
from portal.web.mail import letter, link_to
from portal.web.templating import date_long

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.accounts.models import Account
    from portal.infrastructure.mail.outbox import Letter


def invite(account: Account, token: str, expires_at: datetime, *, inviter: str) -> str:
    """Post the invitation with its one-time link, naming the county and who invites; return the link."""
    link = join_address(token)
    county = find_county(account.county_fips) if account.county_fips else None
    one = invitation(account.name, county.name if county else "", link, expires_at, inviter=inviter)
    post(account.email, subject=one.subject, text=one.text, html=one.html, account_id=account.id)
    return link


def invitation(name: str, county: str, link: str, expires_at: datetime, *, inviter: str) -> Letter:
    """Write the invitation for a county (by name) or none, to be posted later."""
    return letter(
        "invitation",
        name=name,
        inviter=inviter,
        county=county,
        expires=date_long(expires_at),
        link=link,
    )


def join_address(token: str) -> str:
    """Return the address of a one-time link; it is the same in a request, in a job and at the terminal."""
    return link_to("accounts.join", token=token)
