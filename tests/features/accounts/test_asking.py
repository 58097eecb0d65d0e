"""Asking for an account: whom the portal writes to, what it tells the one who asks, and how an address is confirmed."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import posting
from portal.features.accounts.models import Account, AccountRequest
from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_domain, make_person, make_request

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
LINK = re.compile(r"http://localhost(/ask/\S+)")


@pytest.fixture(autouse=True)
def domain(app: Flask) -> None:
    with app.app_context():
        make_domain("Butte", "butte.example")


def ask(client: PortalClient, email: str = "ana@butte.example", name: str = "Ana Flores") -> TestResponse:
    return client.post("/ask", {"name": name, "email": email})


def letters(app: Flask, to: str = "ana@butte.example") -> list[MailMessage]:
    with app.app_context():
        known = select(MailMessage).where(MailMessage.recipient == to).order_by(MailMessage.id)
        return list(db.session.scalars(known).all())


def link_in(letter: MailMessage) -> str:
    found = LINK.search(letter.text)
    assert found is not None
    return found[1]


def requests(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(AccountRequest).order_by(AccountRequest.id)).all()
        return [(row.email, row.name, row.state) for row in rows]


def test_an_address_of_a_county_gets_a_link_and_confirms_itself(app: Flask, client: PortalClient) -> None:
    with app.app_context():
        make_person("county-liaison", county="Butte", email="liaison@butte.example")
        make_person("county-liaison", county="Fresno", email="elsewhere@fresno.example")
    answer = ask(client, email=" ANA@Butte.example ")
    link = link_in(letters(app)[0])

    shown = client.get(link)
    assert requests(app) == [("ana@butte.example", "Ana Flores", "unconfirmed")]  # looking alone changes nothing
    confirmed = client.post(link, on=link)

    assert (answer.status_code, answer.location) == (303, "/asked")
    assert "Ana Flores Work email ana@butte.example County Butte County" in text_of(shown)
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    assert (confirmed.status_code, confirmed.location) == (303, "/ask/confirmed")
    assert requests(app) == [("ana@butte.example", "Ana Flores", "waiting")]
    assert [letter.subject for letter in letters(app, "liaison@butte.example")] == [
        "Somebody asks for an account in Butte County"
    ]
    assert letters(app, "elsewhere@fresno.example") == []
    with app.app_context():
        assert db.session.scalars(select(Account).where(Account.email == "ana@butte.example")).all() == []


def test_the_link_is_kept_as_a_hash_and_the_audit_names_nobody(app: Flask, client: PortalClient) -> None:
    ask(client)
    token = link_in(letters(app)[0]).removeprefix("/ask/")

    client.post(f"/ask/{token}", on=f"/ask/{token}")

    with app.app_context():
        request = db.session.scalars(select(AccountRequest)).one()
        lines = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"account request {request.id}")
        ).all()
        assert request.token_hash is not None
        assert token not in request.token_hash
        assert [(line.deed, line.county_fips, line.details) for line in lines] == [
            ("account asked for", fips_of("Butte"), {}),
            ("address confirmed", fips_of("Butte"), {}),
        ]


def test_the_answer_is_the_same_whatever_is_known_of_the_address(app: Flask, client: PortalClient) -> None:
    with app.app_context():
        make_person("worker", county="Butte", email="known@butte.example")
        make_person("worker", county="Butte", email="invited@butte.example", password=None)
        closed = make_person("worker", county="Butte", email="closed@butte.example")
        with transaction():
            close_account(get_account(closed.id), actor_id=None)
        make_request("Butte", email="waiting@butte.example")
    names = ["new", "known", "invited", "closed", "waiting"]

    answers = [ask(client, f"{name}@butte.example") for name in names]

    assert {(answer.status_code, answer.location, answer.get_data()) for answer in answers} == {
        (303, "/asked", answers[0].get_data())
    }
    assert {name: [letter.subject for letter in letters(app, f"{name}@butte.example")] for name in names} == {
        "new": ["Confirm your address for the SOP Regional Portal"],
        "known": ["You have an account on the SOP Regional Portal already"],
        "invited": ["You have an account on the SOP Regional Portal already"],
        "closed": ["You have an account on the SOP Regional Portal already"],
        "waiting": ["Your request to the SOP Regional Portal waits already"],
    }


def test_a_known_address_is_written_to_once_a_day_and_a_new_one_every_ten_minutes(
    app: Flask, client: PortalClient
) -> None:
    with app.app_context():
        make_person("worker", county="Butte", email="known@butte.example")
    with time_machine.travel(NOON, tick=False) as clock:
        for minutes in (0, 9, 2):
            clock.shift(timedelta(minutes=minutes))
            ask(client)
            ask(client, "known@butte.example")

    first, second = letters(app)
    assert len(letters(app, "known@butte.example")) == 1
    assert requests(app) == [("ana@butte.example", "Ana Flores", "unconfirmed")]
    assert client.get(link_in(first)).status_code == 404  # the newer link replaced it
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        assert client.get(link_in(second)).status_code == 200


def test_what_its_sender_typed_is_not_mailed_to_the_address(app: Flask, client: PortalClient) -> None:
    ask(client, name="Visit evil.example now")

    letter = letters(app)[0]
    assert "evil" not in letter.subject + letter.text + letter.html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "Ana", "email": "ana@gmail.com"}, "Mail addresses at gmail.com are not known to the portal"),
        ({"name": "Ana", "email": "ana@dss.butte.example"}, "Mail addresses at dss.butte.example are not known"),
        ({"name": "Ana", "email": "ana@butte.example.evil.example"}, "are not known to the portal as a county's"),
        ({"name": "Ana", "email": "nobody"}, "That is not a mail address."),
        ({"name": "", "email": "ana@butte.example"}, "Enter your name."),
        ({"name": "A" * 400, "email": "ana@butte.example"}, "Field cannot be longer than 120 characters."),
    ],
)
def test_what_cannot_be_used_is_said_by_its_field_and_nobody_is_written_to(
    app: Flask, client: PortalClient, fields: dict[str, str], sentence: str
) -> None:
    answer = client.post("/ask", fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert fields["email"] in answer.get_data(as_text=True)
    assert requests(app) == []


def test_expired_used_and_made_up_links_each_get_their_own_sentence(app: Flask, client: PortalClient) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        ask(client)
        used = link_in(letters(app)[0])
        client.post(used, on=used)
        ask(client, "ben@butte.example")
        late = link_in(letters(app, "ben@butte.example")[0])
        clock.shift(timedelta(days=1))
        in_time = client.get(late)
        clock.shift(timedelta(seconds=1))
        answers = [client.get(late), client.get(used), client.get(f"{used}x"), client.post(late), client.post(used)]

    assert in_time.status_code == 200
    assert [answer.status_code for answer in answers] == [409, 409, 404, 409, 409]
    assert "This link has expired. Ask for an account again" in text_of(answers[0])
    assert "This link was already used: your address is confirmed." in text_of(answers[1])
    assert "This link is not one of ours." in text_of(answers[2])
    assert [state for _, _, state in requests(app)] == ["waiting", "unconfirmed"]


def test_asking_over_and_over_has_to_wait(client: PortalClient) -> None:
    with time_machine.travel(NOON, tick=False):
        answers = [ask(client).status_code for _ in range(6)]

    assert answers == [303] * 5 + [429]


def test_where_a_county_has_no_liaison_its_regions_administrators_are_told_else_the_states(
    app: Flask, client: PortalClient
) -> None:
    told: list[list[str]] = []
    for role, place in (
        ("statewide-administrator", {}),
        ("regional-administrator", {"region": "northern"}),
        ("county-liaison", {"county": "Butte"}),
    ):
        with app.app_context():
            make_person(role, email=f"{role}@academy.example", **place)
            with transaction():
                posting.tell_deciders(make_waiting())
            told.append([one.recipient for one in db.session.scalars(select(MailMessage).order_by(MailMessage.id))])

    assert told[-1] == [
        "statewide-administrator@academy.example", "regional-administrator@academy.example",
        "county-liaison@academy.example",
    ]  # fmt: skip
    assert [len(recipients) for recipients in told] == [1, 2, 3]


def make_waiting() -> AccountRequest:
    row = AccountRequest(
        name="Ana", email=f"{now().timestamp()}@butte.example", county_fips=fips_of("Butte"), state="waiting",
        changed_at=now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def test_old_requests_are_cleared_away_and_whom_nobody_answered_is_told(app: Flask) -> None:
    with app.app_context(), time_machine.travel(NOON, tick=False) as clock:
        for state in ("unconfirmed", "waiting", "approved", "declined"):
            make_request("Butte", email=f"{state}@butte.example", state=state)
        clock.shift(timedelta(days=30))
        posting.clear_old_requests()
        kept = len(requests(app))
        make_request("Butte", email="young@butte.example")
        clock.shift(timedelta(seconds=1))

        posting.clear_old_requests()

        assert kept == 4
        assert requests(app) == [("young@butte.example", requests(app)[0][1], "waiting")]
        assert [one.recipient for one in db.session.scalars(select(MailMessage))] == ["waiting@butte.example"]


@pytest.mark.parametrize("address", ["/ask", "/sign-in"])
def test_the_way_in_is_shown_where_it_is_open(client: PortalClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)

    assert client.get(address).status_code == 200
    assert ('href="/ask"' in page) is (address == "/sign-in")
