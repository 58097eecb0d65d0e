"""Signing in and out, joining by a link, and the profile, as a browser meets them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from argon2 import PasswordHasher

from portal.features.accounts import passwords, services
from portal.features.accounts.models import Account, SignInSession
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.rules import BY_ONE_ADDRESS, FROM_ONE_PLACE
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import PASSWORD, make_person

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
NEW = "nine amber kettles sing"
LONE_TOKEN = re.compile(r'(name="csrf_token" value=")[^"]*')


@pytest.fixture
def account(app: Flask) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")


def give(client: PortalClient, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_a_right_password_opens_the_own_region(client: PortalClient, account: Account) -> None:
    answer = give(client, "ana@butte.example")

    assert (answer.status_code, answer.location) == (303, "/")
    assert "Ana Flores" in text_of(client.get("/regions/northern/"))


def test_the_address_is_taken_with_blanks_and_in_any_case(client: PortalClient, account: Account) -> None:
    assert give(client, "  ANA@Butte.example ").status_code == 303


def test_every_way_to_fail_gets_the_same_answer_and_compares_a_password(
    client: PortalClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002 - its name there
            compared.append(str(password))
            return super().verify(hash, password)

    with client.app.app_context():
        closed, invited = (
            make_person(email="closed@butte.example"),
            make_person(email="new@butte.example", password=None),
        )
        with transaction():
            services.close_account(get_account(closed.id), actor_id=None)
    monkeypatch.setattr(passwords, "hasher", Counting(time_cost=1, memory_cost=8, parallelism=1))
    addresses = [account.email, "nobody@butte.example", closed.email, invited.email, "not an address"]

    answers = [give(client, email, PASSWORD if email == closed.email else "wrong wrong wrong") for email in addresses]

    bodies = [
        LONE_TOKEN.sub(r"\1", answer.get_data(as_text=True)).replace(email, "…")
        for answer, email in zip(answers, addresses, strict=True)
    ]
    assert [answer.status_code for answer in answers] == [422] * 5
    assert len(set(bodies)) == 1
    assert "The mail address or the password is not right." in bodies[0]
    assert "wrong wrong wrong" not in bodies[0]
    assert len(compared) == 5
    assert {tuple(sorted(answer.headers.keys())) for answer in answers} == {tuple(sorted(answers[0].headers.keys()))}


@pytest.mark.parametrize(
    "fields", [{}, {"email": "ana@butte.example"}, {"password": PASSWORD}, {"email": "a" * 300, "password": "x"}]
)
def test_a_form_that_is_not_whole_is_shown_again(
    client: PortalClient, account: Account, fields: dict[str, str]
) -> None:
    answer = client.post("/sign-in", fields)

    assert answer.status_code == 422
    assert "Please check what you entered" in text_of(answer)
    assert PASSWORD not in answer.get_data(as_text=True)


def test_an_account_is_slowed_down_from_one_place_and_says_when_to_come_back(
    client: PortalClient, account: Account
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(FROM_ONE_PLACE.free):
            give(client, account.email, "wrong wrong wrong")

        answer = give(PortalClient(client.app), account.email)
        clock.shift(timedelta(seconds=30))
        later = give(PortalClient(client.app), account.email)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "30")
    assert "Please wait 30 seconds" in text_of(answer)
    assert later.status_code == 303


def test_a_stranger_who_guesses_elsewhere_does_not_keep_the_owner_out(client: PortalClient, account: Account) -> None:
    stranger = PortalClient(client.app)
    stranger.http.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    with time_machine.travel(NOON, tick=False):
        guesses = [give(stranger, account.email, "wrong wrong").status_code for _ in range(FROM_ONE_PLACE.free + 1)]

        answer = give(client, account.email)

    assert (guesses[-1], answer.status_code) == (429, 303)


def test_an_unknown_account_is_slowed_down_just_the_same(client: PortalClient, account: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        answers = [give(client, "nobody@butte.example").status_code for _ in range(FROM_ONE_PLACE.free + 1)]

    assert answers == [422] * FROM_ONE_PLACE.free + [429]


def test_an_address_that_tries_many_accounts_is_slowed_down_and_no_forged_header_helps(
    client: PortalClient, account: Account
) -> None:
    with time_machine.travel(NOON, tick=False):
        for number in range(BY_ONE_ADDRESS.free):
            give(client, f"person{number}@spray.example")

        proof = TOKEN.search(client.get("/sign-in").get_data(as_text=True))
        assert proof is not None
        fields = {"csrf_token": proof[1], "email": account.email, "password": PASSWORD}
        here = client.http.post("/sign-in", data=fields, headers={"X-Forwarded-For": "192.0.2.9"})
        client.http.environ_base["REMOTE_ADDR"] = "192.0.2.7"
        elsewhere = client.http.post("/sign-in", data=fields)

    assert (here.status_code, elsewhere.status_code) == (429, 303)


def test_an_office_behind_one_address_signs_in_one_after_the_other(client: PortalClient, account: Account) -> None:
    with time_machine.travel(NOON, tick=False):
        answers = {give(PortalClient(client.app), account.email).status_code for _ in range(BY_ONE_ADDRESS.free + 5)}

    assert answers == {303}


def test_the_next_address_is_followed_when_it_is_ours(client: PortalClient, account: Account) -> None:
    page = client.get("/sign-in?next=/regions/northern/tools/").get_data(as_text=True)

    answer = give(client, account.email, next="/regions/northern/tools/")

    assert 'name="next" type="hidden" value="/regions/northern/tools/"' in page
    assert answer.location == "/regions/northern/tools/"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX: y//", "/\r\nX-Y: z",
     "///evil.example"],
)  # fmt: skip
def test_the_next_address_never_leads_away(client: PortalClient, account: Account, target: str) -> None:
    page = client.get("/sign-in", query_string={"next": target})

    answer = give(client, account.email, next=target)

    assert page.status_code == 200
    assert answer.status_code == 303
    assert answer.location in {"/", "/%0d%0aX: y//", "/%0D%0AX:%20y//", "/%0d%0aX:%20y//"}
    assert "X-Y" not in answer.headers
    assert client.get("/sign-in", query_string={"next": target}).location in {"/", answer.location}


def test_who_is_signed_in_already_goes_on(client: PortalClient, account: Account) -> None:
    client.sign_in(account)

    assert client.get("/sign-in?next=/profile").location == "/profile"
    assert client.get("/sign-in").location == "/"


def test_a_strangers_address_is_remembered_over_the_sign_in(client: PortalClient, account: Account) -> None:
    asked = client.get("/regions/northern/tools/?topic=rural")

    answer = give(client, account.email, next="/regions/northern/tools/?topic=rural")

    assert (asked.status_code, asked.location) == (303, "/sign-in?next=/regions/northern/tools/?topic%3Drural")
    assert answer.location == "/regions/northern/tools/?topic=rural"


def test_signing_out_takes_a_form(client: PortalClient, account: Account) -> None:
    client.sign_in(account)

    answer = client.get("/sign-out")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "OPTIONS, POST")
    assert client.get("/profile").status_code == 200


def test_the_device_is_kept_with_the_session(client: PortalClient, account: Account) -> None:
    client.http.environ_base["HTTP_USER_AGENT"] = "x" * 300 + " (Windows NT 10.0) Firefox/143.0"

    give(client, account.email)

    with client.app.app_context():
        assert db.session.query(SignInSession.device).one()[0] == "Firefox on Windows"


def make_link(client: PortalClient) -> str:
    with client.app.app_context(), transaction():
        new = services.create_account(name="Neo", email="new@butte.example", county_fips=None, actor_id=None)
        return services.make_join_link(new, actor_id=None)[0]


def test_a_link_opens_a_form_that_is_kept_nowhere(client: PortalClient) -> None:
    token = make_link(client)

    answer = client.get(f"/join/{token}")

    assert answer.status_code == 200
    assert "Neo, choose a passkey or a password" in text_of(answer)
    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_a_first_password_opens_the_account(client: PortalClient) -> None:
    token = make_link(client)

    answer = client.post(f"/join/{token}", {"new_password": NEW}, on=f"/join/{token}")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/profile/sign-in")
    assert "Your password is set" in text_of(client.get("/sign-in"))
    assert give(client, "new@butte.example", NEW).status_code == 303


@pytest.mark.parametrize(
    ("password", "reason"),
    [("short", "at least 15"), ("", "Choose a password"), ("new@butte.example", "easy to guess"), ("a" * 2000, "1024")],
)
def test_a_weak_first_password_is_refused_beside_its_field(client: PortalClient, password: str, reason: str) -> None:
    token = make_link(client)

    answer = client.post(f"/join/{token}", {"new_password": password}, on=f"/join/{token}")

    assert answer.status_code == 422
    assert reason in text_of(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)
    assert 'type="password" value=""' in answer.get_data(as_text=True)
    with client.app.app_context():
        new = find_account_by_email("new@butte.example")
        assert new is not None
        assert new.password_hash is None


@pytest.mark.parametrize("token", ["x", "a" * 5000, "%00", "<b>"])
def test_a_link_that_is_not_ours_says_so(client: PortalClient, token: str) -> None:
    answer = client.get(f"/join/{token}")

    assert answer.status_code in {400, 404}
    assert "<b>" not in answer.get_data(as_text=True).split("<main")[1]


def test_a_used_link_says_so(client: PortalClient) -> None:
    token = make_link(client)
    client.post(f"/join/{token}", {"new_password": NEW}, on=f"/join/{token}")

    answer = client.get(f"/join/{token}")

    assert answer.status_code == 409
    assert "already used" in text_of(answer)


def test_the_profile_says_what_the_portal_knows(client: PortalClient, account: Account) -> None:
    client.sign_in(account)

    said = text_of(client.get("/profile"))

    for words in (
        "Ana Flores",
        "ana@butte.example",
        "Butte",
        "County worker",
        "Northern Region",
        "Butte County, since",
    ):
        assert words in said
    assert "argon2" not in said


def test_a_changed_password_signs_other_browsers_out(client: PortalClient, account: Account) -> None:
    other = PortalClient(client.app)
    give(other, account.email)
    give(client, account.email)

    answer = client.post("/profile/password", {"current_password": PASSWORD, "new_password": NEW}, on="/profile")

    assert (answer.status_code, answer.location) == (303, "/profile")
    assert "Your password is changed" in text_of(client.get("/profile"))
    assert other.get("/profile").status_code == 303
    assert give(PortalClient(client.app), account.email, NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"current_password": "wrong", "new_password": NEW}, "current_password: Your current password is not right."),
        ({"current_password": "", "new_password": NEW}, "current_password: Enter your current password."),
        ({"current_password": PASSWORD, "new_password": "short"}, "new_password: Use at least 15 characters."),
        ({"current_password": PASSWORD, "new_password": "ana@butte.example"}, "new_password: That password is easy"),
    ],
    ids=["wrong", "no current", "short", "guessable"],
)
def test_a_change_that_cannot_be_is_explained_beside_its_field(
    client: PortalClient, account: Account, fields: dict[str, str], reason: str
) -> None:
    client.sign_in(account)
    name, _, words = reason.partition(": ")

    answer = client.post("/profile/password", fields, on="/profile")

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert re.search(rf'<input[^>]*aria-invalid="true"[^>]*id="{name}"', answer.get_data(as_text=True))
    with client.app.app_context():
        assert passwords.matches(PASSWORD, get_account(account.id).password_hash)
