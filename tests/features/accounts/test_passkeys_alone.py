"""People who join with a passkey and have no password: how they come in, and what keeps them from being locked out."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine

from portal.features.accounts import queries, services
from portal.features.accounts.passwords import hash_without_password, is_somebodys, matches
from portal.foundation.clock import now
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person
from tests.features.accounts.authenticator import Device
from tests.features.accounts.signing import (
    PAGE,
    factors_of,
    last_deed,
    letters,
    options,
    show_passkey,
    type_password,
)

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

    from portal.features.accounts.models import Account


@pytest.fixture
def ana(app: Flask) -> Account:
    """Give somebody who has been invited."""
    with app.app_context():
        return make_person("worker", county="Butte", password=None)


@pytest.fixture
def link(app: Flask, ana: Account) -> str:
    """Give the address of the invitation."""
    with app.app_context(), transaction():
        token, _ = services.make_join_link(queries.get_account(ana.id), actor_id=None)
    return f"/join/{token}"


def join(client: PortalClient, link: str, device: Device) -> TestResponse:
    """Open the account with a device's passkey."""
    page = client.get(link).get_data(as_text=True)
    assert "to open your account for Butte County" in page
    proof = {"csrf_token": page.partition('name="csrf_token" value="')[2].partition('"')[0]}
    asked = client.http.post(f"{link}/passkey/options", data=proof).get_json()
    return client.http.post(f"{link}/passkey", data=proof | {"answer": device.make(asked)})


def test_a_password_nobody_knows_matches_nothing() -> None:
    kept = hash_without_password()

    assert is_somebodys(kept) is False
    assert [matches(guess, kept) for guess in ("", "!", kept, kept[1:])] == [False] * 4


def test_an_invitation_is_taken_with_a_passkey_and_signs_in_at_once(app: Flask, ana: Account, link: str) -> None:
    client, device = PortalClient(app), Device()

    answer = join(client, link, device)

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Your account is open." in text_of(client.get(PAGE))
    assert ana.name in text_of(client.get("/profile"))
    assert [one.name for one in factors_of(app, ana).passkeys] == ["My first passkey"]
    assert last_deed(app)[0] == "signed in"
    assert show_passkey(PortalClient(app), device).status_code == 303
    assert client.get(link).status_code == 409


def test_a_passkey_that_is_none_leaves_the_invitation_open(app: Flask, ana: Account, link: str) -> None:
    client = PortalClient(app)
    liar = Device(origin="https://portal.example.org")

    refused = join(client, link, liar)

    assert refused.status_code == 422
    assert factors_of(app, ana).passkeys == ()
    assert client.get(link).status_code == 200


def test_an_invitation_cannot_be_taken_with_what_another_one_asked_for(app: Flask, ana: Account, link: str) -> None:
    with app.app_context():
        ben = make_person("worker", county="Fresno", password=None)
        with transaction():
            token, _ = services.make_join_link(queries.get_account(ben.id), actor_id=None)
    client, device = PortalClient(app), Device()
    asked = options(client, f"{link}/passkey/options")

    answer = client.post(f"/join/{token}/passkey", {"answer": device.make(asked)})

    assert answer.status_code == 409
    assert (factors_of(app, ana).passkeys, factors_of(app, ben).passkeys) == ((), ())


def test_a_link_that_is_none_of_ours_says_so_to_the_script_too(app: Flask) -> None:
    answer = PortalClient(app).post("/join/none/passkey/options")

    assert (answer.status_code, "not one of ours" in answer.get_json()["sentence"]) == (409, True)


def test_no_password_opens_the_account_and_the_answer_is_the_usual_one(app: Flask, ana: Account, link: str) -> None:
    join(PortalClient(app), link, Device())

    answer = type_password(PortalClient(app), ana, PASSWORD)

    assert answer.status_code == 422
    assert "The mail address or the password is not right." in text_of(answer)


def test_the_last_passkey_stays_and_codes_wait_until_there_is_a_password(app: Flask, ana: Account, link: str) -> None:
    client = PortalClient(app)
    join(client, link, Device())
    passkey = factors_of(app, ana).passkeys[0]

    removed = client.post(f"{PAGE}/passkeys/{passkey.id}/remove")
    codes = client.post(f"{PAGE}/codes")

    assert (removed.status_code, codes.status_code) == (409, 409)
    assert "Set a password first" in text_of(removed)
    assert "Set a password first" in text_of(codes)
    assert len(factors_of(app, ana).passkeys) == 1


def test_a_password_is_set_after_a_fresh_proof_without_a_current_one(app: Flask, ana: Account, link: str) -> None:
    client, device, later = PortalClient(app), Device(), now() + timedelta(minutes=11)
    join(client, link, device)
    fields = {"new_password": "four herons wade past"}

    with time_machine.travel(later, tick=False):
        stale = client.post("/profile/password", fields)
        asked = text_of(client.get("/profile/prove"))
        client.post("/profile/prove/passkey", {"answer": device.show(options(client, "/profile/prove/options"))})
        fresh = client.post("/profile/password", fields)
        once_more = client.post("/profile/password", {"new_password": "another one that is long"})

    assert stale.location.startswith("/profile/prove")
    assert "Your password" not in asked
    assert (fresh.status_code, fresh.location) == (303, "/profile")
    assert "A password was set for your account." in letters(app, ana)[-1]
    assert type_password(PortalClient(app), ana, "four herons wade past").location == "/sign-in/second-step"
    assert once_more.status_code == 422
