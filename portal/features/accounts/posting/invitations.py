"""The letter that invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from portal.features.regions.queries import find_county
from portal.web.mail import mail_to

if TYPE_CHECKING:
    from datetime import datetime

    from portal.config import Settings
    from portal.features.accounts.models import Account


def invite(account: Account, token: str, expires_at: datetime, *, inviter: str) -> str:
    """Post the invitation with its one-time link, naming the county and who invites; return the link."""
    settings: Settings = current_app.extensions["portal.settings"]
    link = settings.public_url + url_for("accounts.join", token=token)
    county = find_county(account.county_fips) if account.county_fips else None
    mail_to(
        account.email,
        "invitation",
        account_id=account.id,
        name=account.name,
        inviter=inviter,
        county=county.name if county else "",
        expires=f"{expires_at:%B} {expires_at.day}, {expires_at:%Y}",
        link=link,
    )
    return link
