"""The job that sends the mail that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app

from portal.infrastructure.mail.delivery import MailServer, send_waiting

if TYPE_CHECKING:
    from portal.config import Settings


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
