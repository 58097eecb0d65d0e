"""Those who look after people decide on requests for an account, in their own counties only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import Account, AccountRequest
from portal.features.accounts.queries import find_account_by_email, get_account, grant_of
from portal.features.accounts.rules import Grant, Role, Scope
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person, make_request

if TYPE_CHECKING:
    from flask import Flask

REQUESTS = "/admin/people/requests"
JOIN = re.compile(r"http://localhost(/join/\S+)")


@pytest.fixture
def liaison(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("county-liaison", county="Butte")


def ask_in(app: Flask, county: str, name: str = "Ana Flores", email: str = "ana@butte.example") -> int:
    with app.app_context():
        return make_request(county, name=name, email=email).id


def state_of(app: Flask, number: int) -> str:
    with app.app_context():
        return db.session.scalars(select(AccountRequest.state).where(AccountRequest.id == number)).one()


def mail(app: Flask) -> list[MailMessage]:
    with app.app_context():
        return list(db.session.scalars(select(MailMessage).order_by(MailMessage.id)).all())


def test_approving_makes_an_account_with_the_chosen_role_and_mails_a_link(app: Flask, liaison: PortalClient) -> None:
    number = ask_in(app, "Butte")

    answer = liaison.post(f"{REQUESTS}/{number}/approve", {f"r{number}-job": "supervisor"}, on=REQUESTS)

    assert (answer.status_code, answer.location) == (303, REQUESTS)
    letter = mail(app)[0]
    assert (letter.recipient, letter.subject) == ("ana@butte.example", "Your account on the SOP Regional Portal")
    found = JOIN.search(letter.text)
    assert found is not None
    assert " invites you. Choose a passkey or a password to open your account for Butte County" in text_of(
        PortalClient(app).get(found[1])
    )
    with app.app_context():
        account = find_account_by_email("ana@butte.example")
        assert account is not None
        account = get_account(account.id)
        assert [grant_of(row) for row in account.grants] == [Grant(Role.SUPERVISOR, Scope.COUNTY, fips_of("Butte"))]
        line = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "account request approved")).one()
        assert (line.subject, line.details) == (f"account request {number}", {"account": f"account {account.id}"})
    assert state_of(app, number) == "approved"
    assert "Nobody waits" in text_of(liaison.get(REQUESTS))


def test_declining_mails_the_reason_and_makes_no_account(app: Flask, liaison: PortalClient) -> None:
    number = ask_in(app, "Butte")

    without = liaison.post(f"{REQUESTS}/{number}/decline", {f"r{number}-reason": "  "}, on=REQUESTS)
    with_reason = liaison.post(f"{REQUESTS}/{number}/decline", {f"r{number}-reason": "You work <b>here</b> no more."})

    assert (without.status_code, with_reason.status_code) == (422, 303)
    assert "Say why: the person is told." in text_of(without)
    letter = mail(app)[0]
    assert (letter.recipient, len(mail(app))) == ("ana@butte.example", 1)
    assert "You work <b>here</b> no more." in letter.text
    assert "You work &lt;b&gt;here&lt;/b&gt; no more." in letter.html
    assert state_of(app, number) == "declined"
    with app.app_context():
        assert find_account_by_email("ana@butte.example") is None


def test_what_was_decided_is_decided(app: Flask, liaison: PortalClient) -> None:
    number = ask_in(app, "Butte")
    liaison.post(f"{REQUESTS}/{number}/decline", {f"r{number}-reason": "No."}, on=REQUESTS)

    answers = [
        liaison.post(f"{REQUESTS}/{number}/approve", {f"r{number}-job": "worker"}),
        liaison.post(f"{REQUESTS}/{number}/decline", {f"r{number}-reason": "No again."}),
    ]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert len(mail(app)) == 1
    with app.app_context():
        assert find_account_by_email("ana@butte.example") is None


@pytest.mark.parametrize("deed", ["approve", "decline"])
@pytest.mark.parametrize(
    ("role", "place", "county"),
    [
        ("county-liaison", {"county": "Butte"}, "Fresno"),
        ("county-liaison", {"county": "Butte"}, "Tehama"),
        ("county-liaison", {"county": "Fresno"}, "Butte"),
        ("regional-administrator", {"region": "northern"}, "Fresno"),
        ("regional-administrator", {"region": "central"}, "Butte"),
    ],
)
def test_a_request_elsewhere_is_not_there_and_whoever_reaches_for_it_is_noted(
    app: Flask, deed: str, role: str, place: dict[str, str], county: str
) -> None:
    number, client = ask_in(app, county, name="Elsewhere Person"), PortalClient(app).sign_in_as(role, **place)

    page = client.get(REQUESTS)
    answer = client.post(
        f"{REQUESTS}/{number}/{deed}", {f"r{number}-job": "worker", f"r{number}-reason": "No."}, on=REQUESTS
    )
    missing = client.post(f"{REQUESTS}/{number + 1000}/{deed}", on=REQUESTS)

    assert "Elsewhere Person" not in text_of(page)
    assert (answer.status_code, missing.status_code) == (404, 404)
    assert text_of(answer) == text_of(missing)
    assert state_of(app, number) == "waiting"
    with app.app_context():
        line = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).offset(1)).first()
        assert line is not None
        assert (line.deed, line.subject) == ("reached too far", f"account request {number}")


def test_a_regional_administrator_decides_for_the_counties_of_the_region(app: Flask) -> None:
    number = ask_in(app, "Tehama")
    client = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    answer = client.post(f"{REQUESTS}/{number}/approve", {f"r{number}-job": "worker"}, on=REQUESTS)

    assert answer.status_code == 303
    assert state_of(app, number) == "approved"


def test_a_role_that_is_not_offered_is_refused(app: Flask, liaison: PortalClient) -> None:
    number = ask_in(app, "Butte")

    answer = liaison.post(f"{REQUESTS}/{number}/approve", {f"r{number}-job": "regional-administrator"}, on=REQUESTS)

    assert answer.status_code == 422
    assert state_of(app, number) == "waiting"


def test_somebody_who_got_an_account_meanwhile_gets_no_second_one(app: Flask, liaison: PortalClient) -> None:
    number = ask_in(app, "Butte")
    with app.app_context():
        make_person("worker", county="Butte", email="ana@butte.example")

    answer = liaison.post(f"{REQUESTS}/{number}/approve", {f"r{number}-job": "worker"}, on=REQUESTS)

    assert answer.status_code == 409
    assert "There is already an account with that mail address." in text_of(answer)
    with app.app_context():
        assert len(db.session.scalars(select(Account).where(Account.email == "ana@butte.example")).all()) == 1
