"""Who is signed in on a device that is not known is written to; a device is known by a cookie of random words alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING

import pytest
import time_machine
from pyotp import TOTP
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import Account, KnownDevice
from portal.features.accounts.posting import sweep_sessions
from portal.features.accounts.routes.devices import COOKIE
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient
from tests.factories import PASSWORD, make_person
from tests.features.accounts.signing import set_up_app, type_code

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def ana(app: Flask) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")


def browser(app: Flask) -> PortalClient:
    client = PortalClient(app)
    client.http.environ_base["HTTP_USER_AGENT"] = FIREFOX
    return client


def sign_in(client: PortalClient, account: Account, *, lands_at: str = "/", **fields: str) -> TestResponse:
    """Sign in with the password, as if nobody were signed in yet."""
    client.http.delete_cookie("portal")
    answer = client.post("/sign-in", {"email": account.email, "password": PASSWORD} | fields)
    assert (answer.status_code, answer.location) == (303, lands_at)
    return answer


def cookies_of(answer: TestResponse) -> list[SimpleCookie]:
    found = [SimpleCookie(line) for line in answer.headers.getlist("Set-Cookie")]
    return [one for one in found if COOKIE in one]


def letters(app: Flask, to: str = "ana@butte.example") -> list[MailMessage]:
    with app.app_context():
        known = select(MailMessage).where(MailMessage.recipient == to, MailMessage.subject.contains("signed in on"))
        return list(db.session.scalars(known.order_by(MailMessage.id)))


def test_the_first_sign_in_of_an_account_is_told_to_nobody_and_the_same_browser_neither(
    app: Flask, ana: Account
) -> None:
    client = browser(app)

    sign_in(client, ana)
    sign_in(client, ana)

    assert letters(app) == []


def test_a_sign_in_on_another_device_is_told_once_in_words_without_an_address(app: Flask, ana: Account) -> None:
    sign_in(browser(app), ana)
    other = browser(app)

    with time_machine.travel(NOON, tick=False):
        sign_in(other, ana)
        sign_in(other, ana)

    (letter,) = letters(app)
    assert letter.subject == "Your account was signed in on a new device"
    assert "a device that is new here: Firefox on Windows, November 24, 2026, 12:00 California time." in letter.text
    assert "/profile" in letter.text
    assert "127.0.0.1" not in letter.text + letter.html


def test_the_cookie_is_sent_to_the_pages_for_signing_in_and_to_no_other(app: Flask, ana: Account) -> None:
    client = browser(app)

    kept = cookies_of(sign_in(client, ana))

    facts = [
        (one[COOKIE]["path"], one[COOKIE]["samesite"], one[COOKIE]["httponly"], one[COOKIE]["max-age"]) for one in kept
    ]
    assert facts == [(path, "Lax", True, "34560000") for path in ("/sign-in", "/county-sign-in")]
    assert ana.email not in kept[0][COOKIE].value
    assert client.http.get_cookie(COOKIE, path="/") is None


def test_a_shared_computer_is_never_known_and_told_of_once_a_day(app: Flask, ana: Account) -> None:
    sign_in(browser(app), ana)
    shared = browser(app)
    days = (NOON, NOON + timedelta(hours=1), NOON + timedelta(days=1))

    sent = []
    for moment in days:
        with time_machine.travel(moment, tick=False):
            kept = cookies_of(sign_in(shared, ana, is_shared="y"))
        sent.append((len(kept), len(letters(app))))

    assert sent == [(0, 1), (0, 1), (0, 2)]
    assert letters(app)[0].subject == "Your account was signed in on a shared computer"


def test_an_account_first_used_on_a_shared_computer_is_told_of_the_next_device(app: Flask, ana: Account) -> None:
    sign_in(browser(app), ana, is_shared="y")

    sign_in(browser(app), ana)

    assert [one.subject for one in letters(app)] == ["Your account was signed in on a new device"]


def test_several_people_at_one_browser_stay_known_and_no_row_shows_that_they_share_it(app: Flask, ana: Account) -> None:
    with app.app_context():
        bo = make_person("worker", county="Butte", email="bo@butte.example")
    client = browser(app)

    for account in (ana, bo, ana, bo):
        sign_in(client, account)

    with app.app_context():
        rows = db.session.scalars(select(KnownDevice)).all()
        assert sorted(row.account_id for row in rows) == [ana.id, bo.id]
        assert len({row.mark for row in rows}) == 2
    assert (letters(app), letters(app, "bo@butte.example")) == ([], [])


def test_a_word_that_was_planted_in_a_browser_is_never_known(app: Flask, ana: Account) -> None:
    hers, theirs = browser(app), browser(app)
    for client in (hers, theirs):
        client.http.set_cookie(COOKIE, "planted" * 6 + "x", path="/sign-in")

    sign_in(hers, ana)
    sign_in(theirs, ana)

    assert len(letters(app)) == 1


@pytest.mark.parametrize("held", ["x" * 2000, "...", ".".join(letter * 43 for letter in "abcdefgh"), "é"])
def test_whatever_a_browser_holds_one_can_sign_in_there(app: Flask, ana: Account, held: str) -> None:
    client = browser(app)
    client.http.set_cookie(COOKIE, held, path="/sign-in")

    kept = cookies_of(sign_in(client, ana))

    words = kept[0][COOKIE].value.split(".")
    assert 1 <= len(words) <= 5
    assert {len(word) for word in words} == {43}


def test_a_device_is_noted_when_the_second_step_is_done_and_not_before(app: Flask, ana: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        key, other = set_up_app(PortalClient(app).sign_in(ana), NOON), browser(app)
        sign_in(browser(app), ana, lands_at="/sign-in/second-step")
        first = sign_in(other, ana, lands_at="/sign-in/second-step")
        begun = (cookies_of(first), len(letters(app)))
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False):
        answer = type_code(other, TOTP(key).at(NOON + timedelta(minutes=1)))

    with app.app_context():
        assert len(db.session.scalars(select(KnownDevice)).all()) == 1
    assert (begun, answer.status_code, len(cookies_of(answer))) == (([], 0), 303, 2)


def test_a_device_is_forgotten_with_the_sessions_of_its_account(app: Flask, ana: Account) -> None:
    client = browser(app)
    sign_in(client, ana)

    with app.app_context(), transaction():
        services.end_sessions(ana.id)
    sign_in(client, ana)
    sign_in(client, ana)

    assert len(letters(app)) == 1


def test_a_device_that_nobody_used_for_very_long_is_deleted(app: Flask, ana: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        sign_in(browser(app), ana)

    left = []
    for days in (399, 401):
        with time_machine.travel(NOON + timedelta(days=days), tick=False), app.app_context():
            sweep_sessions()
            left.append(len(db.session.scalars(select(KnownDevice)).all()))

    assert left == [1, 0]
