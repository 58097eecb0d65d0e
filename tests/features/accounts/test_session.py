"""What a browser is to the portal: the cookie is renewed, the table of sessions decides."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from werkzeug.http import parse_cookie, parse_date

from portal.features.accounts import services
from portal.features.accounts.models import SignInSession
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.routes.devices import COOKIE as DEVICE
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.session import local_address
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)


def give_password(client: PortalClient, email: str) -> int:
    return client.post("/sign-in", {"email": email, "password": PASSWORD}).status_code


def cookie_of(client: PortalClient) -> str:
    cookie = client.http.get_cookie("portal")
    assert cookie is not None
    return cookie.value


def is_signed_in(client: PortalClient) -> bool:
    return client.get("/profile").status_code == 200


@pytest.fixture
def email(client: PortalClient) -> str:
    with client.app.app_context():
        return make_person("worker", county="Butte").email


def test_signing_in_takes_away_whatever_was_planted_in_the_cookie(client: PortalClient, email: str) -> None:
    client.get("/sign-in")
    with client.http.session_transaction() as planted:
        planted["planted"], planted["_flashes"] = "by a stranger", [("success", "planted words")]
        proof = planted["csrf_token"]

    status = give_password(client, email)

    assert status == 303
    with client.http.session_transaction() as kept:
        assert "planted" not in kept
        assert kept.get("csrf_token") != proof
    assert "planted words" not in text_of(client.get("/profile"))


def test_each_sign_in_has_a_token_of_its_own(client: PortalClient, email: str) -> None:
    other = PortalClient(client.app)
    tokens = []

    for browser in (client, other):
        give_password(browser, email)
        with browser.http.session_transaction() as session:
            tokens.append(session["_user_id"])

    assert tokens[0] != tokens[1]
    assert email not in "".join(tokens)


def test_a_copied_cookie_is_worth_nothing_after_sign_out(client: PortalClient, email: str) -> None:
    give_password(client, email)
    stolen = cookie_of(client)
    thief = PortalClient(client.app)
    thief.http.set_cookie("portal", stolen)
    before = is_signed_in(thief)

    answer = client.post("/sign-out", on="/profile")

    thief.http.set_cookie("portal", stolen)
    assert (before, is_signed_in(thief), is_signed_in(client)) == (True, False, False)
    assert (answer.status_code, answer.location, answer.headers["Clear-Site-Data"]) == (303, "/", '"cache"')


def test_a_closed_account_is_out_at_its_next_request(client: PortalClient, email: str) -> None:
    give_password(client, email)
    with client.app.app_context(), transaction():
        account = services.check_sign_in(email, PASSWORD)
        assert account is not None
        services.close_account(get_account(account.id), actor_id=None)

    answer = client.get("/profile")

    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/profile")
    assert email not in client.get("/").get_data(as_text=True)


def test_a_role_taken_away_is_gone_at_the_next_request(client: PortalClient) -> None:
    with client.app.app_context():
        make_person("statewide-administrator")
        account = make_person("statewide-administrator")
        grant_id = get_account(account.id).grants[0].id
    client.sign_in(account)
    before = client.get("/admin/people/").status_code
    with client.app.app_context(), transaction():
        services.end_role(get_account(account.id), grant_id, actor_id=account.id, giver=PORTAL_ITSELF)

    after = client.get("/admin/people/").status_code

    assert (before, after) == (200, 403)


@pytest.mark.parametrize(
    ("pause", "signed_in"),
    [(timedelta(minutes=59), True), (timedelta(minutes=60), False), (timedelta(minutes=-5), False)],
    ids=["before", "idle", "clock back"],
)
def test_a_session_unused_for_an_hour_or_from_the_future_is_over(
    client: PortalClient, email: str, pause: timedelta, *, signed_in: bool
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        give_password(client, email)
        clock.shift(pause)

        assert is_signed_in(client) is signed_in


def test_a_session_in_steady_use_ends_after_twelve_hours(client: PortalClient, email: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        give_password(client, email)
        answers = []
        for _ in range(24):
            clock.shift(timedelta(minutes=30))
            answers.append(is_signed_in(client))

    assert answers == [True] * 23 + [False]


def test_use_that_another_process_has_noted_keeps_a_session_running(client: PortalClient, email: str) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        give_password(client, email)
        before = is_signed_in(client)
        clock.shift(timedelta(minutes=40))
        with client.app.app_context(), transaction():
            services.note_seen(db.session.scalars(select(SignInSession.id)).one())
        clock.shift(timedelta(minutes=40))
        after = is_signed_in(client)
        clock.shift(timedelta(minutes=61))
        much_later = is_signed_in(client)

    assert (before, after, much_later) == (True, True, False)


def test_two_people_of_one_role_and_county_see_nothing_of_each_other(client: PortalClient) -> None:
    other = PortalClient(client.app)
    with client.app.app_context():
        ana = make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")
        bo = make_person("worker", county="Butte", name="Bo Larsen", email="bo@butte.example")
    client.sign_in(ana)
    other.sign_in(bo)

    pages = [(person.get(url).get_data(as_text=True)) for url in ("/", "/regions/northern/", "/toolkit/", "/profile")
             for person in (client, other)]  # fmt: skip

    assert not any("Bo Larsen" in page or "bo@butte" in page for page in pages[::2])
    assert not any("Ana Flores" in page or "ana@butte" in page for page in pages[1::2])
    assert all("Ana Flores" in page for page in pages[2::2])
    assert other.post("/sign-out", on="/regions/northern/").status_code == 303
    assert (is_signed_in(client), is_signed_in(other)) == (True, False)


def test_a_role_granted_opens_its_pages_at_the_next_request(client: PortalClient, email: str) -> None:
    with client.app.app_context():
        account = find_account_by_email(email)
    assert account is not None
    client.sign_in(account)
    before = client.get("/admin/plugins").status_code
    with client.app.app_context(), transaction():
        grant = Grant(Role.OPERATOR, Scope.STATE)
        services.grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)

    after = client.get("/admin/plugins").status_code

    assert (before, after) == (403, 200)


def test_a_forged_or_foreign_cookie_is_a_strangers(client: PortalClient, email: str) -> None:
    give_password(client, email)
    value = cookie_of(client)
    content, signature = value.rsplit(".", 1)
    other = ("b" if signature[0] == "a" else "a") + signature[1:]

    for forged in (f"{content}.{other}", "x", "", value.upper(), "a" * 4000):
        stranger = PortalClient(client.app)
        stranger.http.set_cookie("portal", forged)

        assert not is_signed_in(stranger)


@pytest.mark.parametrize(
    ("fields", "until"), [({"is_shared": "y"}, None), ({}, NOON + timedelta(hours=12))], ids=["shared", "own"]
)
def test_the_cookie_names_nobody_and_on_a_shared_computer_ends_with_the_browser(
    client: PortalClient, email: str, fields: dict[str, str], until: datetime | None
) -> None:
    client.get("/sign-in")
    with time_machine.travel(NOON, tick=False):
        answer = client.post("/sign-in", {"email": email, "password": PASSWORD} | fields)

    (header,) = (line for line in answer.headers.getlist("Set-Cookie") if not line.startswith(DEVICE))

    ends = re.search("Expires=([^;]+)", header)
    assert (parse_date(ends[1]) if ends else None) == until
    assert "Max-Age" not in header
    assert email not in header
    assert list(parse_cookie(header.split(";")[0])) == ["portal"]


@pytest.mark.parametrize(
    ("minutes", "shared", "signed_in"), [(14, True, True), (15, True, False), (15, False, True), (59, False, True)]
)
def test_a_session_on_a_shared_computer_ends_after_a_short_pause(
    client: PortalClient, email: str, minutes: int, *, shared: bool, signed_in: bool
) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        client.post("/sign-in", {"email": email, "password": PASSWORD} | ({"is_shared": "y"} if shared else {}))
        clock.shift(timedelta(minutes=minutes))

        assert is_signed_in(client) is signed_in


@pytest.mark.parametrize("target", ["/", "/profile", "/toolkit/scaling?q=1#part", "/a%20b", "/regions/northern/tools/"])
def test_an_address_of_ours_is_local(target: str) -> None:
    assert local_address(target) == target


@pytest.mark.parametrize(
    "target",
    [None, "", "profile", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil",
     "https://evil.example", "HTTPS://evil.example", "javascript:alert(1)", "data:text/html,x", "/a\r\nSet-Cookie: x=1",
     "/\tevil", "\t//evil.example", " //evil.example", "\x00/", "?next=/", "#part"],
)  # fmt: skip
def test_any_other_address_is_not(target: str | None) -> None:
    assert local_address(target) is None
