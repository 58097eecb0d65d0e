"""The second step: slowed for whoever guesses, over when it takes too long, and asked of administrators."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from pyotp import TOTP

from portal.features.accounts import queries, services
from portal.features.accounts.passwords import hash_password
from portal.features.accounts.rules import Strength
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD
from tests.features.accounts.authenticator import Device
from tests.features.accounts.signing import (
    PAGE,
    add_passkey,
    factors_of,
    letters,
    options,
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


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Let time stand still, but where a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def ana(app: Flask) -> Account:
    """Give a worker."""
    return person(app)


def test_guessing_codes_is_slowed_and_then_paused_even_for_the_right_one(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    key, client = set_up_app(PortalClient(app).sign_in(ana), NOON), PortalClient(app)
    type_password(client, ana)

    guesses = [type_code(client, "000000").status_code for _ in range(6)]
    clock.shift(timedelta(seconds=29))
    right = type_code(client, TOTP(key).at(NOON + timedelta(seconds=29)))
    clock.shift(timedelta(seconds=2))
    later = type_code(client, TOTP(key).at(NOON + timedelta(seconds=31)))

    assert guesses == [422] * 5 + [429]
    assert right.status_code == 429
    assert later.status_code == 303


def test_a_right_password_does_not_free_the_guesser_of_codes(app: Flask, ana: Account) -> None:
    set_up_app(PortalClient(app).sign_in(ana), NOON)
    client = PortalClient(app)
    type_password(client, ana)
    for _ in range(5):
        type_code(client, "000000")

    again = PortalClient(app)
    type_password(again, ana)

    assert type_code(again, "000000").status_code == 429


def test_a_wrong_password_is_answered_the_same_with_and_without_a_second_method(app: Flask, ana: Account) -> None:
    set_up_app(PortalClient(app).sign_in(ana), NOON)
    ben = person(app, county="Fresno")

    answers = [type_password(PortalClient(app), one, "not the password at all") for one in (ana, ben)]

    assert [one.status_code for one in answers] == [422, 422]
    assert text_of(answers[0]) == text_of(answers[1])


def test_without_the_first_step_there_is_no_second(app: Flask) -> None:
    client = PortalClient(app)

    assert client.get("/sign-in/second-step").location == "/sign-in"
    assert client.post("/sign-in/second-step", {"code": "000000"}).location == "/sign-in"


def test_the_second_step_is_open_for_ten_minutes(app: Flask, ana: Account, clock: time_machine.Traveller) -> None:
    key, client = set_up_app(PortalClient(app).sign_in(ana), NOON), PortalClient(app)
    type_password(client, ana)
    clock.shift(timedelta(minutes=10, seconds=1))

    answer = client.post("/sign-in/second-step", {"code": TOTP(key).at(NOON + timedelta(minutes=10, seconds=1))})

    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert "took too long" in text_of(client.get("/sign-in"))


def test_a_password_changed_meanwhile_ends_the_second_step(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    key, client = set_up_app(PortalClient(app).sign_in(ana), NOON), PortalClient(app)
    type_password(client, ana)
    with app.app_context(), transaction():
        queries.get_account(ana.id).password_hash = hash_password("an entirely new password")
    clock.shift(timedelta(seconds=30))

    answer = client.post("/sign-in/second-step", {"code": TOTP(key).at(NOON + timedelta(seconds=30))})

    assert answer.location == "/sign-in"


def test_what_one_signs_in_with_is_changed_only_within_ten_minutes_of_a_proof(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    client = PortalClient(app).sign_in(ana)
    set_up_app(client, NOON)
    add_passkey(client, Device())
    passkey = factors_of(app, ana).passkeys[0]
    clock.shift(timedelta(minutes=10))

    changes = [
        client.post(f"{PAGE}/{address}")
        for address in ("app/new", "app/remove", "codes", "old", f"passkeys/{passkey.id}/remove")
    ]
    asked = client.post(f"{PAGE}/passkeys/options")

    assert {(one.status_code, one.location) for one in changes} == {(303, "/profile/prove?next=/profile/sign-in")}
    assert (asked.status_code, asked.get_json()) == (409, {"go": "/profile/prove?next=/profile/sign-in"})
    assert (factors_of(app, ana).app is None, len(factors_of(app, ana).passkeys)) == (False, 1)


def test_the_password_is_a_proof_and_renews_the_session(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    client = PortalClient(app).sign_in(ana)
    clock.shift(timedelta(minutes=30))
    wrong = client.post("/profile/prove", {"current_password": "not it"})
    refused = client.post(f"{PAGE}/app/new")
    with client.http.session_transaction() as cookie:
        old = cookie["_user_id"]

    right = client.post("/profile/prove", {"current_password": PASSWORD, "next": PAGE})

    assert wrong.status_code == 422
    assert refused.location.startswith("/profile/prove")
    assert (right.status_code, right.location) == (303, PAGE)
    assert client.post(f"{PAGE}/app/new").location == f"{PAGE}/app"
    with app.app_context():
        assert queries.find_session(old) is None


def test_a_passkey_of_ones_own_is_a_proof(app: Flask, ana: Account, clock: time_machine.Traveller) -> None:
    device, bens = Device(), Device()
    client, ben = PortalClient(app).sign_in(ana), PortalClient(app).sign_in(person(app, county="Fresno"))
    add_passkey(client, device)
    add_passkey(ben, bens)
    clock.shift(timedelta(minutes=30))

    foreign = client.post("/profile/prove/passkey", {"answer": bens.show(options(client, "/profile/prove/options"))})
    own = client.post("/profile/prove/passkey", {"answer": device.show(options(client, "/profile/prove/options"))})

    assert foreign.status_code == 422
    assert own.status_code == 303
    assert client.post(f"{PAGE}/app/new").location == f"{PAGE}/app"


def test_guessing_the_password_of_a_proof_is_slowed(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)

    guesses = [client.post("/profile/prove", {"current_password": "not it"}).status_code for _ in range(6)]

    assert guesses == [422] * 5 + [429]


@pytest.mark.parametrize("role", ["statewide-administrator", "regional-administrator", "regional-editor"])
def test_who_administers_has_no_such_right_before_a_second_method(app: Flask, role: str) -> None:
    fay = person(app, role, **({} if role.startswith("statewide") else {"region": "northern"}), name="Fay Lindgren")
    client = PortalClient(app)

    answer = type_password(client, fay, next="/admin/")

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert client.get("/admin/").location == PAGE
    assert client.get("/admin/people/").location == PAGE
    assert client.post("/admin/people/new", {"name": "X"}).location == PAGE
    assert "Add a second method before you administer" in text_of(client.get(PAGE))
    assert "Administration" not in text_of(client.get("/profile"))


def test_once_it_is_set_up_the_same_session_administers(app: Flask) -> None:
    fay = person(app, "statewide-administrator", name="Fay Lindgren")
    client = PortalClient(app)
    type_password(client, fay)

    set_up_app(client, NOON)

    assert client.get("/admin/people/").status_code == 200


def test_a_printed_code_alone_lets_nobody_administer(app: Flask) -> None:
    fay = person(app, "statewide-administrator", name="Fay Lindgren")
    with app.app_context():
        with transaction():
            token = services.begin_session(queries.get_account(fay.id), device="test", strength=Strength.PRINTED_CODE)
        presence = queries.find_presence(token)

    assert presence is not None
    viewer = presence.viewer
    assert (viewer.permissions, viewer.powers, viewer.grants) == (frozenset(), frozenset(), ())
    assert viewer.awaits_second_factor


def test_where_it_is_not_required_a_password_is_enough(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    relaxed = app.extensions["portal.settings"].model_copy(update={"require_second_factor": False})
    monkeypatch.setitem(app.extensions, "portal.settings", relaxed)
    fay, client = person(app, "statewide-administrator", name="Fay Lindgren"), PortalClient(app)

    type_password(client, fay)

    assert client.get("/admin/people/").status_code == 200
    assert "A second method is not required here" in text_of(client.get(PAGE))


def test_a_worker_is_asked_for_nothing_more(app: Flask, ana: Account) -> None:
    client = PortalClient(app)

    answer = type_password(client, ana)

    assert answer.location == "/"
    assert "before you administer" not in text_of(client.get(PAGE))


def test_beside_a_second_method_a_password_of_eight_is_enough_and_keeps_it_there(app: Flask, ana: Account) -> None:
    client, short = PortalClient(app).sign_in(ana), "qz8vTm2x"
    change = {"current_password": PASSWORD, "new_password": short}
    alone = client.post("/profile/password", change)
    set_up_app(client, NOON)

    common = [client.post("/profile/password", change | {"new_password": one}) for one in ("password", "qwertyui")]
    beside = client.post("/profile/password", change)
    removed = client.post(f"{PAGE}/app/remove")

    assert {(one.status_code, "easy to guess" in text_of(one)) for one in common} == {(422, True)}
    assert alone.status_code == 422
    assert "At least 15 characters" in text_of(alone)
    assert beside.status_code == 303
    assert removed.status_code == 409
    assert "Choose a longer password first" in text_of(removed)
    assert factors_of(app, ana).app is not None
    assert "The password of your account was changed." in letters(app, ana)[-1]


def test_with_a_long_password_the_last_method_can_be_removed_with_its_codes(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)
    set_up_app(client, NOON)
    client.post(f"{PAGE}/codes")

    removed = client.post(f"{PAGE}/app/remove")

    assert removed.status_code == 303
    assert (factors_of(app, ana).has_second, factors_of(app, ana).codes_left) == (False, 0)
    assert type_password(PortalClient(app), ana).location == "/"
