"""A person without key, code or phone is let back in: by a call, a waiting time and a link."""

from __future__ import annotations

import re
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from portal.app import create_app
from portal.cli.demo import PASSWORD
from portal.config import load_settings
from portal.features.accounts import posting, services
from portal.features.accounts.models import RecoveryRequest
from portal.features.accounts.passwords import hash_password
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.delivery import MailServer, send_waiting
from tests.browser.conftest import sign_in
from tests.factories import fips_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Visits

NEW = "nine amber kettles sing"


@contextmanager
def beside(instance: Path, address: str) -> Iterator[None]:
    """Stand beside the running portal, as its worker does."""
    app = create_app(load_settings(instance, environment="demo", base_url=address))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def mailed_link(instance: Path, path: str) -> str:
    """Look after requests, and return the newest link of a kind that was mailed since, here or by the worker."""
    folders = (instance / "outbox of the test", instance / "outbox")
    posting.look_after_recoveries()
    send_waiting(MailServer(sender="portal@portal.example", folder=folders[0]))
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    texts = [plain_text(file.read_bytes()) for file in sorted(files, key=lambda file: file.stat().st_mtime_ns)]
    return re.findall(rf"http://[\d.:]+({path}[\w-]+)", "".join(texts))[-1]


def plain_text(message: bytes) -> str:
    """Return what a message says in plain text."""
    body = message_from_bytes(message, policy=policy.default).get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_a_person_without_key_code_or_phone_is_let_back_in_after_a_call(
    visits: Visits, instance: Path, address: str
) -> None:
    with beside(instance, address), transaction():
        rae = services.create_account(
            name="Rae Lund", email="rae@placer.example", county_fips=fips_of("Placer"), actor_id=None, is_demo=True
        )
        rae.password_hash = hash_password(PASSWORD)
    page = visits.open("/sign-in")
    page.get_by_role("link", name="I cannot sign in").click()
    page.get_by_label("Work email").fill("rae@placer.example")
    page.get_by_role("button", name="Ask to get back in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What happens next")
    with beside(instance, address):
        posting.look_after_recoveries()
    desk = visits.open("/admin/people/", person="gus@placer.example")
    desk.get_by_role("link", name="Getting back in").click()
    desk.get_by_role("link", name="Rae Lund").click()
    confirm = desk.get_by_role("button", name="Confirm that it is Rae Lund")
    confirm.click()
    expect(desk.get_by_role("alert")).to_contain_text("Call the person first")
    desk.get_by_label("I called on a number we knew before").check()

    confirm.click()

    expect(desk.get_by_role("status")).to_contain_text("You have confirmed that it is Rae Lund.")
    with beside(instance, address):
        with transaction():  # the day in which she could object has gone by
            request = db.session.scalars(select(RecoveryRequest).order_by(RecoveryRequest.id.desc())).first()
            assert request is not None
            request.opens_at = now()
        link = mailed_link(instance, "/recover/open/")
    page.goto(link)
    page.get_by_label("New password").fill(NEW)
    page.get_by_role("button", name="Set the new password").click()
    expect(page.get_by_role("status")).to_contain_text("Your new password is set.")
    sign_in(page, "rae@placer.example", NEW)
    expect(page.get_by_role("link", name="Rae Lund")).to_be_visible()
