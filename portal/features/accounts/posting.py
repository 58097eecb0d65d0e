"""Mail about accounts: what is written to whom, and the job that sends what waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, url_for

from portal.features.regions.queries import find_county
from portal.foundation.clock import CALIFORNIA, now
from portal.infrastructure.mail.delivery import MailServer, send_waiting
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


def tell_of_change(account: Account, change: str) -> None:
    """Post to a person that something they sign in with was changed; a stranger who did it cannot hide it."""
    settings: Settings = current_app.extensions["portal.settings"]
    at = now().astimezone(CALIFORNIA)
    mail_to(
        account.email,
        "factor_changed",
        account_id=account.id,
        name=account.name,
        change=change,
        at=f"{at:%B} {at.day}, {at:%Y}, {at:%H:%M} California time",
        link=settings.public_url + url_for("accounts.show_factors"),
    )


def send_mail() -> None:
    """Send what waits: a job of the portal's own."""
    send_waiting(mail_server())


def mail_server() -> MailServer:
    """Return how mail leaves this installation."""
    settings: Settings = current_app.extensions["portal.settings"]
    return MailServer(
        sender=settings.mail_sender,
        folder=settings.instance / "outbox",
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        account=settings.mail_account,
        password=settings.mail_password.get_secret_value(),
    )
