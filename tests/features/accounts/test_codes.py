"""Codes: of an app, and printed ones. The rules alone, then set up and used."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from pyotp import TOTP
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import AuthenticatorApp, PrintedCode, SignInSession
from portal.features.accounts.passwords import new_printed_code, seal, unseal
from portal.features.accounts.rules import grouped, plain_code, step_of, step_of_code
from portal.features.accounts.services.factors import NOT_THE_CODE
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.features.accounts.signing import (
    KEY,
    PAGE,
    count,
    factors_of,
    last_deed,
    letters,
    make_codes,
    newest,
    person,
    set_up_app,
    type_code,
    type_password,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.features.accounts.models import Account

NOON = datetime(2026, 11, 24, 20, 0, 5, tzinfo=UTC)
A_STEP = timedelta(seconds=30)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Let time stand still, but where a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana(app: Flask) -> Account:
    """Give a worker."""
    return person(app)


@pytest.mark.parametrize(("steps", "is_right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_wrong_by_half_a_minute(steps: int, *, is_right: bool) -> None:
    code = TOTP(SECRET).at(NOON + steps * A_STEP)

    found = step_of_code(SECRET, code, at=NOON, last_step=0)

    assert found == (step_of(NOON) + steps if is_right else None)


def test_a_code_and_those_before_it_are_good_once() -> None:
    now, before = TOTP(SECRET).at(NOON), TOTP(SECRET).at(NOON - A_STEP)

    assert step_of_code(SECRET, now, at=NOON, last_step=step_of(NOON)) is None
    assert step_of_code(SECRET, before, at=NOON, last_step=step_of(NOON)) is None
    assert step_of_code(SECRET, now, at=NOON, last_step=step_of(NOON) - 1) == step_of(NOON)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３４５６", "-12345", "12 34"])
def test_what_is_not_six_digits_is_no_code(typed: str) -> None:
    assert step_of_code(SECRET, typed, at=NOON, last_step=0) is None


def test_a_code_may_be_typed_with_a_blank() -> None:
    code = TOTP(SECRET).at(NOON)

    assert step_of_code(SECRET, f" {code[:3]} {code[3:]} ", at=NOON, last_step=0) == step_of(NOON)


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("ABCD-EFGH-JKMN-PQR0", "ABCDEFGHJKMNPQR0"),
        (" abcd efgh jkmn pqro ", "ABCDEFGHJKMNPQR0"),
        ("abcd-efgh-jkmn-pqri", "ABCDEFGHJKMNPQR1"),
        ("ABCDEFGHJKMNPQR", None),
        ("ABCDEFGHJKMNPQRÄ", None),
        ("", None),
    ],
)
def test_a_printed_code_is_read_however_it_is_typed(typed: str, plain: str | None) -> None:
    assert plain_code(typed) == plain


def test_a_new_code_can_be_printed_and_read_again() -> None:
    code = new_printed_code()

    assert len(grouped(code)) == 19
    assert plain_code(grouped(code)) == code


def test_a_sealed_text_is_opened_by_its_own_secret_only() -> None:
    sealed = seal(SECRET, "one secret")

    assert SECRET not in sealed
    assert unseal(sealed, "one secret") == SECRET
    assert unseal(sealed, "another secret") is None


def test_an_app_is_set_up_by_its_picture_or_its_key(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)
    client.post(f"{PAGE}/app/new")

    page = client.get(f"{PAGE}/app")

    html = page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"
    assert KEY.search(html)
    assert '<path class="qr-dark" d="M4 4h1v1h-1zM5 4h1v1h-1z' in html


def test_an_app_counts_only_after_it_showed_a_right_code(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)
    client.post(f"{PAGE}/app/new")

    wrong = client.post(f"{PAGE}/app", {"code": "000000"}, on=f"{PAGE}/app")
    before = factors_of(app, ana).app
    key = set_up_app(client, NOON)

    assert wrong.status_code == 422
    assert NOT_THE_CODE in text_of(wrong)
    assert before is None
    assert factors_of(app, ana).app is not None
    assert key not in newest(app, AuthenticatorApp).sealed_key
    assert last_deed(app) == ("authenticator app added", f"account {ana.id}", ana.id, {})
    assert "authenticator app was set up" in letters(app, ana)[-1]


def test_signing_in_takes_the_password_and_then_a_code_of_the_app(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    key, client = set_up_app(PortalClient(app).sign_in(ana), NOON), PortalClient(app)
    clock.shift(A_STEP)
    first = type_password(client, ana, next="/profile")
    between = client.get("/profile")

    second = type_code(client, TOTP(key).at(NOON + A_STEP))

    assert (first.status_code, first.location) == (303, "/sign-in/second-step")
    assert between.location.startswith("/sign-in")
    assert (second.status_code, second.location) == (303, "/profile")
    assert newest(app, SignInSession).strength == "two factors"


def test_a_code_that_was_used_opens_nothing_again(app: Flask, ana: Account, clock: time_machine.Traveller) -> None:
    key = set_up_app(PortalClient(app).sign_in(ana), NOON)
    clock.shift(A_STEP)
    code, first, second = TOTP(key).at(NOON + A_STEP), PortalClient(app), PortalClient(app)
    type_password(first, ana)
    type_password(second, ana)

    answers = [type_code(first, code), type_code(second, code)]

    assert [answer.status_code for answer in answers] == [303, 422]


def test_the_code_that_set_the_app_up_opens_nothing(app: Flask, ana: Account) -> None:
    key, client = set_up_app(PortalClient(app).sign_in(ana), NOON), PortalClient(app)
    type_password(client, ana)

    assert type_code(client, TOTP(key).at(NOON)).status_code == 422


def test_another_app_takes_the_place_of_the_one_before(app: Flask, ana: Account, clock: time_machine.Traveller) -> None:
    client = PortalClient(app).sign_in(ana)
    old = set_up_app(client, NOON)
    new = set_up_app(client, NOON)
    clock.shift(A_STEP)
    visitor = PortalClient(app)
    type_password(visitor, ana)

    answers = [type_code(visitor, TOTP(key).at(NOON + A_STEP)).status_code for key in (old, new)]

    assert count(app, AuthenticatorApp) == 1
    assert answers == [422, 303]


def test_codes_are_ten_shown_once_and_kept_as_hashes(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)
    set_up_app(client, NOON)

    codes = make_codes(client)

    assert len(set(codes)) == 10
    with app.app_context():
        kept = [row.code_hash for row in db.session.scalars(select(PrintedCode))]
    assert not {plain_code(code) for code in codes} & set(kept)
    assert "10 of your printed codes are left" in text_of(client.get(PAGE))
    assert codes[0] not in client.get(PAGE).get_data(as_text=True)
    assert last_deed(app) == ("printed codes made", f"account {ana.id}", ana.id, {"count": 10})


def test_a_new_set_takes_the_place_of_the_old_one(app: Flask, ana: Account) -> None:
    client, visitor = PortalClient(app).sign_in(ana), PortalClient(app)
    set_up_app(client, NOON)
    old, new = make_codes(client), make_codes(client)
    type_password(visitor, ana)

    answers = [type_code(visitor, code).status_code for code in (old[0], new[0])]

    assert answers == [422, 303]


def test_without_a_passkey_or_app_there_are_no_codes(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)

    answer = client.post(f"{PAGE}/codes")

    assert answer.status_code == 409
    assert count(app, PrintedCode) == 0


def test_a_printed_code_lets_in_once_and_asks_for_a_new_method(app: Flask, ana: Account) -> None:
    client, visitor, thief = PortalClient(app).sign_in(ana), PortalClient(app), PortalClient(app)
    set_up_app(client, NOON)
    code = make_codes(client)[3]
    type_password(visitor, ana, next="/profile")
    type_password(thief, ana)

    first, second = type_code(visitor, code.lower()), type_code(thief, code)

    assert (first.status_code, first.location) == (303, PAGE)
    assert second.status_code == 422
    page = text_of(visitor.get(PAGE))
    assert "You used a printed code" in page
    assert "9 of your printed codes are left" in page
    assert "A printed code was used to sign in to your account; 9 are left." in letters(app, ana)[-1]


def test_after_a_new_method_the_old_ones_are_marked_as_lost(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    client, visitor = PortalClient(app).sign_in(ana), PortalClient(app)
    set_up_app(client, NOON)
    code = make_codes(client)[0]
    clock.shift(timedelta(days=1))
    type_password(visitor, ana)
    type_code(visitor, code)

    page = visitor.get(f"{PAGE}/old").get_data(as_text=True)
    removed = visitor.post(f"{PAGE}/old", {"lost": "app"}, on=f"{PAGE}/old")

    assert 'name="lost" value="app" checked' in page
    assert (removed.status_code, removed.location) == (303, PAGE)
    assert factors_of(app, ana).app is None
    assert "What you had lost was removed from your account: Authenticator app." in letters(app, ana)[-1]


def test_what_was_added_since_is_not_among_the_old(app: Flask, ana: Account, clock: time_machine.Traveller) -> None:
    client, visitor = PortalClient(app).sign_in(ana), PortalClient(app)
    set_up_app(client, NOON)
    code = make_codes(client)[0]
    clock.shift(timedelta(days=1))
    type_password(visitor, ana)
    type_code(visitor, code)
    clock.shift(A_STEP)

    visitor.post(f"{PAGE}/app/new")
    key = KEY.search(visitor.get(f"{PAGE}/app").get_data(as_text=True))
    assert key
    at = NOON + timedelta(days=1) + A_STEP
    added = visitor.post(f"{PAGE}/app", {"code": TOTP(key[1].replace(" ", "")).at(at)}, on=f"{PAGE}/app")

    assert added.location == f"{PAGE}/old"
    assert visitor.get(f"{PAGE}/old").status_code == 303
    assert factors_of(app, ana).app is not None


def test_a_key_that_was_begun_for_somebody_else_is_not_kept_for_oneself(app: Flask) -> None:
    ana, ben = person(app), person(app)
    with app.app_context(), transaction():
        state = {"key": seal(SECRET, str(app.config["SECRET_KEY"]))}
        token = services.begin_challenge(services.APP_SET_UP, account_id=ben.id, state=state)
    client = PortalClient(app).sign_in(ana)
    with client.http.session_transaction() as session:
        session["app"] = token

    answer = client.post(f"{PAGE}/app", {"code": TOTP(SECRET).at(NOON)})

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert factors_of(app, ana).app is None
