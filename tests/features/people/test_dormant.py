"""Accounts that nobody uses are listed, their owners told, and closed when they stay unused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portal.features.accounts.models import Account
from portal.features.accounts.queries import get_account
from portal.features.people.posting import sweep_dormant
from portal.features.people.rules import Step, next_step
from portal.foundation import clock
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import make_person

if TYPE_CHECKING:
    from flask import Flask

DORMANT = "/admin/people/dormant"
AT = datetime(2026, 11, 26, 12, tzinfo=UTC)


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.mark.parametrize(
    ("used", "noticed", "due"),
    [
        (179, None, Step.NOTHING),
        (180, None, Step.NOTICE),
        (200, 0, Step.NOTHING),
        (200, 29, Step.NOTHING),
        (210, 30, Step.CLOSE),
        (29, 30, Step.FORGET),  # signed in after the notice
        (180, 400, Step.NOTICE),  # that notice was of an earlier time
    ],
)
def test_what_is_due_follows_from_the_days_since_use_and_notice(used: int, noticed: int | None, due: Step) -> None:
    told = None if noticed is None else AT - days(noticed)

    assert next_step(used_at=AT - days(used), noticed_at=told, at=AT, dormant=days(180), notice=days(30)) is due


def sleeper(app: Flask, county: str, name: str, *, unused: int = 200, role: str = "worker") -> int:
    """Save a person last seen so many days ago; the number of the account."""
    with app.app_context():
        account = make_person(role, county=county if role == "worker" else None, name=name)
        with transaction():
            times = {"created_at": now() - days(unused + 1), "seen_at": now() - days(unused)}
            db.session.execute(update(Account).where(Account.id == account.id).values(**times))
        return account.id


def sweep(app: Flask) -> None:
    with app.app_context():
        sweep_dormant()


def later(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    then = now() + days(number)
    monkeypatch.setattr(clock, "moment", lambda: then)


def is_closed(app: Flask, account_id: int) -> bool:
    with app.app_context():
        return get_account(account_id).closed_at is not None


def test_the_owner_is_told_once_and_the_account_closed_after_thirty_days(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    unused, used = sleeper(app, "Butte", "Sue Sleeper"), sleeper(app, "Butte", "Una Used", unused=100)

    sweep(app)
    sweep(app)
    with app.app_context():
        letters = [
            row.subject for row in db.session.scalars(select(MailMessage).where(MailMessage.account_id == unused))
        ]
        others = db.session.scalar(select(MailMessage.id).where(MailMessage.account_id == used))
    later(monkeypatch, 29)
    sweep(app)
    before = is_closed(app, unused)
    later(monkeypatch, 2)
    sweep(app)

    assert len(letters) == 1
    assert letters[0].startswith("Your account will be closed on ")
    assert others is None
    assert (before, is_closed(app, unused), is_closed(app, used)) == (False, True, False)
    with app.app_context():
        deeds = list(db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == f"account {unused}")))
    assert deeds[-3:] == ["dormancy noticed", "account closed", "dormant account swept"]


def test_who_signs_in_after_the_notice_stays(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    person = sleeper(app, "Butte", "Sue Sleeper")
    sweep(app)
    later(monkeypatch, 20)
    with app.app_context(), transaction():
        db.session.execute(update(Account).where(Account.id == person).values(seen_at=now()))

    later(monkeypatch, 40)
    sweep(app)

    assert not is_closed(app, person)


def test_the_last_statewide_administrator_is_never_swept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    first = sleeper(app, "", "One", role="statewide-administrator")
    second = sleeper(app, "", "Two", role="statewide-administrator")
    sweep(app)
    later(monkeypatch, 31)

    sweep(app)

    assert sorted([is_closed(app, first), is_closed(app, second)]) == [False, True]


def test_a_liaison_sees_and_keeps_the_own_countys_only(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    own, other = sleeper(app, "Butte", "Sue Sleeper"), sleeper(app, "Fresno", "Fred Far")
    sweep(app)
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")

    page = text_of(liaison.get(DORMANT))
    codes = [liaison.post(f"{DORMANT}/{person}/keep").status_code for person in (own, other)]
    after = text_of(liaison.get(DORMANT))
    again = liaison.post(f"{DORMANT}/{own}/keep").status_code
    later(monkeypatch, 60)
    sweep(app)

    assert ("Sue Sleeper" in page, "Fred Far" in page) == (True, False)
    assert (codes, again) == ([303, 404], 409)
    assert "No dormant accounts" in after
    assert (is_closed(app, own), is_closed(app, other)) == (False, True)
