"""The job that sends the mail that waits."""

from __future__ import annotations

from portal.infrastructure.mail.delivery import MailServer, is_anything_due, send_waiting
from portal.plugin_host.scheduling import Unfinished
from portal.web.settings import settings_here


def send_mail() -> None:
    """Send what waits: a job of the portal's own. While mail goes out, its next turn comes right after others."""
    if send_waiting(mail_server()) and is_anything_due():
        raise Unfinished


def mail_server() -> MailServer:
    """Return how mail leaves this installation."""
    settings = settings_here()
    return MailServer(
        sender=settings.mail_sender,
        folder=settings.instance / "outbox",
        host=settings.mail_host,
        port=settings.mail_port,
        security=settings.mail_security,
        account=settings.mail_account,
        password=settings.mail_password.get_secret_value(),
    )
