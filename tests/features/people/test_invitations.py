"""Invitations are listed, sent again and withdrawn, each by those who look after the person."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import func, select

from portal.features.accounts.models import JoinLink
from portal.features.accounts.services import make_join_link
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
LIST = "/admin/people/invitations"
ROWS = re.compile(r'<a class="table-link"[^>]*>([^<]*)</a>.*?data-label="Link"><span[^>]*>([^<]*)<', re.DOTALL)


@pytest.fixture
def invited(app: Flask) -> int:
    """Give somebody of Butte whose invitation has expired, beside others."""
    with app.app_context():
        with time_machine.travel(NOON - timedelta(days=8), tick=False):
            late = make_person("worker", county="Butte", name="Late One", password=None)
            with transaction():
                make_join_link(late, actor_id=None)
        with time_machine.travel(NOON, tick=False):
            fresh = make_person("worker", county="Butte", name="Fresh One", password=None)
            make_person("worker", county="Butte", name="Linkless One", password=None)
            make_person("worker", county="Butte", name="Joined One")
            far = make_person("worker", county="Fresno", name="Far One", password=None)
            for account in (fresh, far):
                with transaction():
                    make_join_link(account, actor_id=None)
        return late.id


def liaison(app: Flask, county: str = "Butte") -> PortalClient:
    return PortalClient(app).sign_in_as("county-liaison", county=county)


def test_the_list_says_which_wait_and_which_have_expired(app: Flask, invited: int) -> None:
    with time_machine.travel(NOON, tick=False):
        rows = ROWS.findall(liaison(app).get(LIST).get_data(as_text=True))

    assert rows == [
        ("Linkless One", "No link: withdrawn, or a role was given since"), ("Fresh One", "Waiting"),
        ("Late One", "Expired"),
    ]  # fmt: skip


def test_sending_again_mails_a_new_link_and_ends_the_old_one(app: Flask, invited: int) -> None:
    with app.app_context():
        before = db.session.scalars(select(JoinLink.token_hash).where(JoinLink.account_id == invited)).one()

    answer = liaison(app).post(f"{LIST}/{invited}/send", on=LIST)

    assert (answer.status_code, answer.location) == (303, LIST)
    with app.app_context():
        after = db.session.scalars(select(JoinLink.token_hash).where(JoinLink.account_id == invited)).one()
        letters = db.session.scalars(select(MailMessage).where(MailMessage.account_id == invited)).all()
        assert before != after
        assert len(letters) == 1


def test_withdrawing_ends_the_link_and_the_mail_on_its_way(app: Flask, invited: int) -> None:
    client = liaison(app)
    client.post(f"{LIST}/{invited}/send", on=LIST)
    with app.app_context():
        letter = db.session.scalars(select(MailMessage).where(MailMessage.account_id == invited)).one()
        link = re.findall(r"http://localhost(/join/\S+)", letter.text)[0]

    answer = client.post(f"{LIST}/{invited}/withdraw", on=LIST)

    assert answer.status_code == 303
    told = PortalClient(app).get(link)
    assert (told.status_code, "or taken back. Ask the person who sent it." in text_of(told)) == (409, True)
    with app.app_context():
        assert db.session.scalars(select(MailMessage).where(MailMessage.account_id == invited)).all() == []
        line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert line is not None
        assert (line.deed, line.subject) == ("invitation withdrawn", f"account {invited}")


def test_who_has_joined_has_no_invitation_to_send_or_withdraw(app: Flask) -> None:
    client = liaison(app)
    with app.app_context():
        joined = make_person("worker", county="Butte").id

    answers = [client.post(f"{LIST}/{joined}/{deed}", on=LIST).status_code for deed in ("send", "withdraw")]

    assert answers == [409, 409]


@pytest.mark.parametrize("deed", ["send", "withdraw"])
def test_an_invitation_elsewhere_is_not_there(app: Flask, invited: int, deed: str) -> None:
    client = liaison(app, "Fresno")

    page, answer = client.get(LIST), client.post(f"{LIST}/{invited}/{deed}", on=LIST)

    assert "Late One" not in text_of(page)
    assert answer.status_code == 404
    with app.app_context():
        line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert line is not None
        assert (line.deed, line.subject) == ("reached too far", f"account {invited}")
        counted = select(func.count()).select_from(JoinLink).where(JoinLink.account_id == invited)
        assert db.session.scalar(counted) == 1
