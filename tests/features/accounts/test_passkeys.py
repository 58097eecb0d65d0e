"""Passkeys: added, used, refused, taken away."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from portal.app import create_app
from portal.features.accounts import queries
from portal.features.accounts.models import Challenge, Passkey, SignInSession
from portal.features.accounts.routes.passkeys import NOT_KNOWN, site_here
from portal.features.accounts.services.passkeys import COPIED
from portal.foundation.clock import now
from tests.clients import PortalClient, text_of
from tests.conftest import make_settings
from tests.features.accounts.authenticator import Device
from tests.features.accounts.signing import (
    PAGE,
    add_passkey,
    count,
    factors_of,
    last_deed,
    letters,
    newest,
    options,
    person,
    show_passkey,
    type_password,
)

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from portal.features.accounts.models import Account


@pytest.fixture
def ana(app: Flask) -> Account:
    """Give a worker."""
    return person(app)


def test_a_passkey_opens_a_session_without_name_or_password(app: Flask, ana: Account) -> None:
    device, ana_client, other = Device(counter=1), PortalClient(app).sign_in(ana), PortalClient(app)
    added = add_passkey(ana_client, device)

    answer = show_passkey(other, device, next="/profile")

    assert (added.status_code, added.location) == (303, PAGE)
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert ana.name in text_of(other.get("/profile"))
    assert newest(app, SignInSession).strength == "two factors"


def test_what_the_browser_is_asked_names_nobody(client: PortalClient) -> None:
    asked = options(client, "/sign-in/passkey/options")

    assert asked["rpId"] == "localhost"
    assert asked["userVerification"] == "required"
    assert not asked.get("allowCredentials")


def test_a_passkey_is_listed_with_its_name_and_when_it_was_used(app: Flask, ana: Account) -> None:
    device, client = Device(), PortalClient(app).sign_in(ana)
    add_passkey(client, device, "Front desk")
    before = text_of(client.get(PAGE))

    show_passkey(PortalClient(app), device)

    assert "Front desk" in before
    assert "not used yet" in before
    passkey = factors_of(app, ana).passkeys[0]
    assert passkey.used_at is not None
    assert "last used" in text_of(PortalClient(app).sign_in(ana).get(PAGE))


def test_adding_and_removing_are_told_by_mail_and_written_down(app: Flask, ana: Account) -> None:
    client = PortalClient(app).sign_in(ana)
    add_passkey(client, Device())
    passkey = factors_of(app, ana).passkeys[0]
    added = last_deed(app)

    client.post(f"{PAGE}/passkeys/{passkey.id}/remove")

    assert added == ("passkey added", f"account {ana.id}", ana.id, {"passkey": passkey.id})
    assert last_deed(app) == ("passkey removed", f"account {ana.id}", ana.id, {"passkey": passkey.id})
    assert factors_of(app, ana).passkeys == ()
    assert ["was added" in letters(app, ana)[0], "was removed" in letters(app, ana)[1]] == [True, True]


def test_a_change_signs_other_browsers_out_and_renews_this_one(app: Flask, ana: Account) -> None:
    here, there = PortalClient(app).sign_in(ana), PortalClient(app).sign_in(ana)
    with here.http.session_transaction() as cookie:
        old = cookie["_user_id"]

    add_passkey(here, Device())

    assert there.get("/profile").status_code == 303
    assert here.get("/profile").status_code == 200
    with app.app_context():
        assert queries.find_session(old) is None


@pytest.mark.parametrize(
    "liar",
    [
        Device(origin="https://portal.example.org"),
        Device(origin="http://localhost:81"),
        Device(host="portal.example.org"),
        Device(is_verified=False),
    ],
    ids=["another origin", "another port", "another host", "nobody recognised"],
)
def test_a_passkey_made_or_shown_elsewhere_is_refused(app: Flask, ana: Account, liar: Device) -> None:
    honest = Device(identifier=liar.identifier, key=liar.key)
    client = PortalClient(app).sign_in(ana)

    made = add_passkey(client, liar)
    add_passkey(client, honest)
    shown = show_passkey(PortalClient(app), liar)

    assert made.status_code == 422
    assert len(factors_of(app, ana).passkeys) == 1
    assert shown.status_code == 422
    assert NOT_KNOWN in text_of(shown)


@pytest.mark.parametrize("answer", ["", "[]", "{}", "not json", '{"id": 1}', json.dumps({"id": "AA", "rawId": "AA"})])
def test_an_answer_that_is_none_is_refused_with_a_sentence(app: Flask, ana: Account, answer: str) -> None:
    client, stranger = PortalClient(app).sign_in(ana), PortalClient(app)
    options(client, f"{PAGE}/passkeys/options")
    options(stranger, "/sign-in/passkey/options")

    assert client.post(f"{PAGE}/passkeys", {"answer": answer}).status_code == 422
    assert stranger.post("/sign-in/passkey", {"answer": answer}).status_code == 422


def test_somebody_elses_signature_is_refused(app: Flask, ana: Account) -> None:
    device = Device()
    add_passkey(PortalClient(app).sign_in(ana), device)

    answer = show_passkey(PortalClient(app), Device(identifier=device.identifier))

    assert answer.status_code == 422


def test_a_challenge_is_good_once_whoever_comes_first(app: Flask, ana: Account) -> None:
    device, stranger = Device(), PortalClient(app)
    add_passkey(PortalClient(app).sign_in(ana), device)
    shown = device.show(options(stranger, "/sign-in/passkey/options"))
    with stranger.http.session_transaction() as cookie:
        token = cookie["passkey"]
    first = stranger.post("/sign-in/passkey", {"answer": shown})

    thief = PortalClient(app)
    thief.get("/sign-in")
    with thief.http.session_transaction() as cookie:
        cookie["passkey"] = token
    second = thief.post("/sign-in/passkey", {"answer": shown})

    assert (first.status_code, second.status_code) == (303, 422)


def test_a_wrong_answer_uses_the_challenge_up(app: Flask, ana: Account) -> None:
    device, stranger = Device(), PortalClient(app)
    add_passkey(PortalClient(app).sign_in(ana), device)
    shown = device.show(options(stranger, "/sign-in/passkey/options"))
    stranger.post("/sign-in/passkey", {"answer": "{}"})

    assert stranger.post("/sign-in/passkey", {"answer": shown}).status_code == 422


def test_a_challenge_runs_out_after_ten_minutes_and_is_swept(app: Flask, ana: Account) -> None:
    device, stranger = Device(), PortalClient(app)
    add_passkey(PortalClient(app).sign_in(ana), device)
    shown = device.show(options(stranger, "/sign-in/passkey/options"))

    with time_machine.travel(now() + timedelta(minutes=10, seconds=1), tick=False):
        answer = stranger.post("/sign-in/passkey", {"answer": shown})
        options(stranger, "/sign-in/passkey/options")

    assert answer.status_code == 422
    assert count(app, Challenge) == 1


@pytest.mark.parametrize(("stored", "counter", "status"), [(5, 5, 422), (5, 0, 422), (5, 6, 303), (0, 0, 303)])
def test_a_counter_that_does_not_move_on_is_refused(
    app: Flask, ana: Account, stored: int, counter: int, status: int
) -> None:
    device = Device(counter=stored)
    add_passkey(PortalClient(app).sign_in(ana), device)
    device.counter = counter - 1 if counter else 0

    answer = show_passkey(PortalClient(app), device)

    assert answer.status_code == status
    assert (COPIED in text_of(answer)) == (status == 422)


def test_a_closed_accounts_passkey_is_gone(app: Flask, ana: Account) -> None:
    device = Device()
    add_passkey(PortalClient(app).sign_in(ana), device)
    admin = PortalClient(app).sign_in_as("statewide-administrator")

    admin.post(f"/admin/people/{ana.id}/close", on=f"/admin/people/{ana.id}")

    assert show_passkey(PortalClient(app), device).status_code == 422
    assert count(app, Passkey) == 0


def test_one_passkey_belongs_to_one_account(app: Flask, ana: Account) -> None:
    device, ben = Device(), person(app, county="Fresno")
    add_passkey(PortalClient(app).sign_in(ana), device)

    again = add_passkey(PortalClient(app).sign_in(ben), device)

    assert again.status_code == 422
    assert factors_of(app, ben).passkeys == ()


def test_nobody_removes_anothers_passkey(app: Flask, ana: Account) -> None:
    add_passkey(PortalClient(app).sign_in(ana), Device())
    ben = PortalClient(app).sign_in_as("worker", county="Fresno")
    passkey = factors_of(app, ana).passkeys[0]

    answer = ben.post(f"{PAGE}/passkeys/{passkey.id}/remove")

    assert answer.status_code == 404
    assert len(factors_of(app, ana).passkeys) == 1


def test_after_the_password_a_passkey_is_the_second_step(app: Flask, ana: Account) -> None:
    device, client = Device(), PortalClient(app)
    add_passkey(PortalClient(app).sign_in(ana), device)
    first = type_password(client, ana, next="/profile")
    assert client.get("/profile").status_code == 303
    asked = options(client, "/sign-in/passkey/options")

    second = client.post("/sign-in/passkey", {"answer": device.show(asked)})

    assert first.location == "/sign-in/second-step"
    assert len(asked["allowCredentials"]) == 1
    assert (second.status_code, second.location) == (303, "/profile")
    assert client.get("/profile").status_code == 200


def test_another_persons_passkey_is_no_second_step(app: Flask, ana: Account) -> None:
    device, bens, client = Device(), Device(), PortalClient(app)
    ben = person(app, county="Fresno")
    add_passkey(PortalClient(app).sign_in(ana), device)
    add_passkey(PortalClient(app).sign_in(ben), bens)
    type_password(client, ana)

    answer = client.post("/sign-in/passkey", {"answer": bens.show(options(client, "/sign-in/passkey/options"))})

    assert (answer.status_code, answer.location) == (303, "/sign-in/second-step")
    assert NOT_KNOWN in text_of(client.get("/sign-in/second-step"))
    assert client.get("/profile").status_code == 303


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("http://localhost", ("localhost", "http://localhost")),
        ("http://localhost:8000", ("localhost", "http://localhost:8000")),
        ("http://127.0.0.1:8000", None),
        ("http://[::1]:8000", None),
    ],
)
def test_passkeys_are_made_for_a_name_and_never_for_a_number(
    app: Flask, address: str, site: tuple[str, str] | None
) -> None:
    with app.test_request_context(base_url=address):
        found = site_here()

    assert (found and (found.host, found.origin)) == site


def test_behind_a_proxy_the_public_address_counts_and_not_what_the_request_says(tmp_path: Path) -> None:
    app = create_app(make_settings(tmp_path, base_url="https://Portal.example.org:443", trusted_proxies=1))

    with app.test_request_context(base_url="http://10.0.0.7:8000"):
        found = site_here()

    assert found is not None
    assert (found.host, found.origin) == ("portal.example.org", "https://portal.example.org")


def test_asking_for_passkeys_again_and_again_is_slowed(app: Flask) -> None:
    client = PortalClient(app)
    page = client.get("/sign-in").get_data(as_text=True)
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    asked = [client.http.post("/sign-in/passkey/options", data={"csrf_token": token}) for _ in range(61)]

    assert {one.status_code for one in asked[:60]} == {200}
    assert asked[60].status_code == 409
    assert "Please wait" in asked[60].get_json()["sentence"]
