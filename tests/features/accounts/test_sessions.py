"""The list of one's sessions, their renewal when rights change, and that they end in every process."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from portal.app import create_app
from portal.features.accounts import services
from portal.features.accounts.models import SignInSession
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope, device_in_words
from portal.features.accounts.services.sessions import KEPT_AFTER_USE
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person
from tests.features.accounts.reading import last_line

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0"


@pytest.fixture
def ana(app: Flask) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores")


def browser(app: Flask, account: Account, **fields: str) -> PortalClient:
    client = PortalClient(app)
    client.get("/sign-in")
    client.http.environ_base["HTTP_USER_AGENT"] = FIREFOX
    assert client.post("/sign-in", {"email": account.email, "password": PASSWORD} | fields).status_code == 303
    return client


def token_of(client: PortalClient) -> str:
    with client.http.session_transaction() as session:
        return str(session["_user_id"])


def session_id_of(client: PortalClient) -> int:
    with client.app.app_context():
        mark = hash_token(token_of(client))
        return db.session.scalars(select(SignInSession.id).where(SignInSession.token_hash == mark)).one()


def is_signed_in(client: PortalClient) -> bool:
    return client.get("/profile").status_code == 200


def holder(app: Flask, token: str) -> PortalClient:
    """Return a browser that holds a token and nothing else."""
    client = PortalClient(app)
    with client.http.session_transaction() as session:
        session["_user_id"] = token
    return client


def grant(app: Flask, account: Account) -> None:
    with app.app_context(), transaction():
        given = Grant(Role.SUPERVISOR, Scope.COUNTY, str(account.county_fips))
        services.grant_role(get_account(account.id), given, actor_id=None, giver=PORTAL_ITSELF)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", "Chrome on iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on ChromeOS"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18.0 Safari/605.1", "Safari on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64)", "A browser on Linux"),
        ("curl/8.0", "A browser we do not know"),
        ("<script>alert(1)</script>" * 999, "A browser we do not know"),
        ("", "A browser we do not know"),
    ],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words


def test_the_profile_lists_ones_own_sessions_and_only_those_that_run(app: Flask, ana: Account) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser(app, ana)
        clock.shift(timedelta(minutes=50))
        browser(app, ana, is_shared="y")
        clock.shift(timedelta(minutes=14))
        with app.app_context():
            browser(app, make_person("worker", county="Butte"))
        here = browser(app, ana)

        page = text_of(here.get("/profile"))

    listed = page.partition("Where you are signed in")[2].partition("End all others")[0]
    assert listed.count("Firefox on Windows") == 4  # two sessions, each named in its row and on its button
    assert listed.index("This one") < listed.index("Shared computer")
    assert "November 24, 2026, 12:50 pm" in listed
    assert "12:00 pm" not in listed


def test_one_session_is_ended_and_the_others_run_on(app: Flask, ana: Account) -> None:
    here, there, third = (browser(app, ana) for _ in range(3))
    number = session_id_of(there)

    answer = here.post(f"/profile/sessions/{number}/end", on="/profile")

    assert (answer.status_code, answer.location) == (303, "/profile#your-sessions")
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, True]
    with app.app_context():
        assert last_line() == ("session ended", f"account {ana.id}", ana.id, {})
    assert here.post(f"/profile/sessions/{number}/end", on="/profile").status_code == 404


def test_ending_this_one_signs_out(app: Flask, ana: Account) -> None:
    here = browser(app, ana)

    answer = here.post(f"/profile/sessions/{session_id_of(here)}/end", on="/profile")

    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(here)


def test_the_session_of_somebody_else_is_not_there(app: Flask, ana: Account) -> None:
    with app.app_context():
        other = browser(app, make_person("statewide-administrator"))
    here = browser(app, ana)

    answers = [
        here.post(f"/profile/sessions/{number}/end", on="/profile").status_code
        for number in (session_id_of(other), 0, 2**40)
    ]

    assert answers == [404, 404, 404]
    assert is_signed_in(other)


def test_all_others_are_ended_at_once(app: Flask, ana: Account) -> None:
    here, there, third = (browser(app, ana) for _ in range(3))

    answer = here.post("/profile/sessions/end-others", on="/profile")

    assert answer.status_code == 303
    assert [is_signed_in(client) for client in (here, there, third)] == [True, False, False]
    with app.app_context():
        assert last_line() == ("sessions ended", f"account {ana.id}", ana.id, {"sessions": 2})


@pytest.mark.parametrize(("county", "status", "is_out"), [("Butte", 303, True), ("Fresno", 404, False)])
def test_a_liaison_signs_out_the_countys_own_people_everywhere(
    app: Flask, ana: Account, county: str, status: int, *, is_out: bool
) -> None:
    here = browser(app, ana)
    liaison = PortalClient(app).sign_in_as("county-liaison", county=county)

    answer = liaison.post(f"/admin/people/{ana.id}/sign-out", on="/admin/people/new")

    assert answer.status_code == status
    assert is_signed_in(here) is not is_out
    with app.app_context():
        assert last_line()[0] == ("sessions ended" if is_out else "reached too far")


def test_the_token_is_renewed_when_rights_change_and_the_former_one_ends(app: Flask, ana: Account) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        here = browser(app, ana)
        before = token_of(here)
        grant(app, ana)

        first = is_signed_in(here)
        after = token_of(here)
        on_the_way = holder(app, before)
        in_time = on_the_way.get("/profile")
        clock.shift(timedelta(seconds=31))
        late = holder(app, before)

        assert (first, in_time.status_code, is_signed_in(late), is_signed_in(on_the_way)) == (True, 200, False, False)
        assert after != before
        assert in_time.headers.getlist("Set-Cookie") == []
        assert is_signed_in(here)
        assert token_of(here) == after


def test_a_role_ended_and_a_password_changed_renew_the_token_too(app: Flask, ana: Account) -> None:
    here = browser(app, ana)
    tokens = [token_of(here)]

    with app.app_context(), transaction():
        services.end_role(get_account(ana.id), ana_grant(ana), actor_id=ana.id, giver=PORTAL_ITSELF)
    here.get("/profile")
    tokens.append(token_of(here))
    new = {"current_password": PASSWORD, "new_password": "nine amber kettles sing"}
    here.post("/profile/password", new, on="/profile")
    here.get("/profile")
    tokens.append(token_of(here))
    here.get("/profile")

    assert len(set(tokens)) == 3
    assert token_of(here) == tokens[-1]


def ana_grant(ana: Account) -> int:
    return get_account(ana.id).grants[0].id


def test_signing_out_with_a_token_that_was_just_replaced_ends_the_session(app: Flask, ana: Account) -> None:
    here = browser(app, ana)
    before = token_of(here)
    here.get("/profile")
    grant(app, ana)
    on_the_way = holder(app, before)
    with on_the_way.http.session_transaction() as session, here.http.session_transaction() as own:
        session["csrf_token"] = own["csrf_token"]
    is_signed_in(here)

    answer = on_the_way.post("/sign-out", on="/profile")

    assert (answer.status_code, answer.location) == (303, "/")
    assert on_the_way.http.get_cookie("portal") is None
    assert not is_signed_in(here)


def test_a_database_that_cannot_write_leaves_the_token_as_it_is(
    app: Flask, ana: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = browser(app, ana)
    before = token_of(here)
    grant(app, ana)
    with monkeypatch.context() as patch:
        patch.setattr("portal.features.accounts.session.transaction", busy)
        read = is_signed_in(here)
    kept = token_of(here)

    again = is_signed_in(here)

    assert (read, kept, again) == (True, before, True)
    assert token_of(here) != before


def busy() -> None:
    raise OperationalError("", None, Exception("the database is busy"))


def test_closing_an_account_ends_its_sessions_in_every_process(app: Flask, ana: Account) -> None:
    here = browser(app, ana)
    process = create_app(app.extensions["portal.settings"])  # what another worker has made for itself
    db._app_engines[process] = db._app_engines[app]
    process.extensions["portal.plugins"] = app.extensions["portal.plugins"]
    elsewhere = holder(process, token_of(here))
    before = (is_signed_in(here), is_signed_in(elsewhere))

    with app.app_context(), transaction():
        services.close_account(get_account(ana.id), actor_id=None)

    assert before == (True, True)
    assert (is_signed_in(here), is_signed_in(elsewhere)) == (False, False)


def test_sessions_that_are_long_over_are_forgotten(app: Flask, ana: Account) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        browser(app, ana)
        clock.shift(KEPT_AFTER_USE + timedelta(minutes=1))
        browser(app, ana)

        with app.app_context(), transaction():
            count = services.forget_old_sessions()
            left = len(db.session.scalars(select(SignInSession.id)).all())

    assert (count, left) == (1, 1)
