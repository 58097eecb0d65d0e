"""What tests of getting back in do: ask, confirm, read the mail, set a password."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import posting
from portal.features.accounts.models import RecoveryRequest
from portal.features.accounts.passwords import matches
from portal.features.accounts.queries import get_account
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
NEW = "nine amber kettles sing"
CALLED = {"is_called": "y"}
LINK = re.compile(r"http://localhost(\S+)")


class Helper(PortalClient):
    """A browser of somebody who looks after people, signed in anew for each thing that is done."""

    account: Account

    def decides(self, url: str, fields: dict[str, str] | None = None) -> int:
        """Send a form and return the status; the way to the sign-in page is none."""
        answer = self.sign_in(self.account).post(url, fields, on="/admin/people/new")
        assert "sign-in" not in (answer.location or "")
        return answer.status_code


def helper(app: Flask, role: str, **facts: str) -> Helper:
    client = Helper(app)
    with app.app_context():
        client.account = make_person(role, **facts)
    client.sign_in(client.account)
    return client


def ask(app: Flask, email: str = "ana@butte.example") -> None:
    assert PortalClient(app).post("/recover", {"email": email}, on="/recover").status_code == 303
    work(app)


def work(app: Flask) -> None:
    """Do what the background does every minute."""
    with app.app_context():
        posting.look_after_recoveries()


def request_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(RecoveryRequest.id).order_by(RecoveryRequest.id.desc())).first() or 0


def confirm(app: Flask, client: Helper) -> int:
    return client.decides(f"/admin/people/recoveries/{request_id(app)}/confirm", CALLED)


def mails(app: Flask) -> list[tuple[str, str]]:
    """Return to whom what was mailed, in order."""
    with app.app_context():
        rows = db.session.scalars(select(MailMessage).order_by(MailMessage.id))
        return [(row.recipient.partition("@")[0], row.subject) for row in rows]


def links(app: Flask, subject: str) -> list[str]:
    """Return the ways that the newest message with a subject leads."""
    with app.app_context():
        newest = select(MailMessage).where(MailMessage.subject == subject).order_by(MailMessage.id.desc())
        row = db.session.scalars(newest).first()
        assert row is not None, subject
        assert set(LINK.findall(row.text)) <= set(re.findall(r'href="http://localhost([^"]+)"', row.html))
        return LINK.findall(row.text)


def opening(app: Flask) -> str:
    return next(link for link in links(app, "Set a new password") if link.startswith("/recover/open/"))


def stopping(app: Flask, subject: str = "Somebody asked to get back into your account") -> str:
    return next(link for link in links(app, subject) if link.startswith("/recover/stop/"))


def set_password(app: Flask, link: str, password: str = NEW) -> tuple[int, str]:
    answer = PortalClient(app).post(link, {"new_password": password}, on="/recover")
    return answer.status_code, text_of(answer)


def has_password(app: Flask, account: Account, password: str) -> bool:
    with app.app_context():
        return matches(password, get_account(account.id).password_hash)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("recover%")).order_by(AuditEntry.id))
        )
