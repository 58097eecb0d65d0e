"""Getting back in: asked for, confirmed after a call, waited for, stopped, and a new password set by a link."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import posting, services
from portal.features.accounts.models import (
    Account,
    AuthenticatorApp,
    PrintedCode,
    RecoveryAsk,
    RecoveryLink,
    RecoveryRequest,
)
from portal.features.accounts.queries import factors_of, get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import change_address
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person
from tests.features.accounts.reading import is_running, last_line, open_session
from tests.features.accounts.recovering import (
    CALLED,
    NEW,
    NOON,
    Helper,
    ask,
    confirm,
    deeds,
    has_password,
    helper,
    links,
    mails,
    opening,
    request_id,
    set_password,
    stopping,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ana(app: Flask, clock: time_machine.Traveller) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")


@pytest.fixture
def gus(app: Flask, clock: time_machine.Traveller) -> Helper:
    return helper(app, "county-liaison", county="Butte", email="gus@butte.example")


def test_a_liaison_confirms_and_after_a_day_the_owner_sets_a_new_password(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    with app.app_context():
        token = open_session(ana)
    ask(app)
    listed = text_of(gus.get("/admin/people/recoveries"))
    (page,) = links(app, "Ana Flores asks to get back in")
    shown = text_of(gus.get(page))

    status = gus.decides(f"{page}/confirm", CALLED)
    clock.shift(timedelta(hours=24) - timedelta(seconds=1))
    work(app)
    before = mails(app)
    clock.shift(timedelta(seconds=1))
    work(app)
    work(app)
    code, _ = set_password(app, opening(app))

    assert "Ana Flores" in listed
    assert "on a number that you knew before" in shown
    assert (status, code) == (303, 303)
    assert before == [
        ("ana", "Somebody asked to get back into your account"),
        ("gus", "Ana Flores asks to get back in"),
        ("ana", "Your way back in is confirmed"),
    ]
    assert mails(app)[3:] == [("ana", "Set a new password"), ("ana", "Your password was set anew")]
    assert has_password(app, ana, NEW)
    with app.app_context():
        assert not is_running(token)
        assert last_line() == ("recovered", f"account {ana.id}", ana.id, {"request": request_id(app)})
    assert deeds(app) == ["recovery asked for", "recovery begun", "recovery confirmed", "recovered"]
    assert "Nobody waits" in text_of(gus.sign_in(gus.account).get("/admin/people/recoveries"))


@pytest.mark.parametrize("who", ["nobody@butte.example", "closed@butte.example", "invited@butte.example", ""])
def test_the_answer_is_the_same_whoever_is_asked_for(app: Flask, ana: Account, who: str) -> None:
    with app.app_context():
        closed = make_person("worker", county="Butte", email="closed@butte.example")
        make_person("worker", county="Butte", email="invited@butte.example", password=None)
        with transaction():
            services.close_account(get_account(closed.id), actor_id=None)
    answers = []

    for email in ("ana@butte.example", who):
        answer = PortalClient(app).post("/recover", {"email": email}, on="/recover")
        answers.append((answer.status_code, answer.location, answer.get_data(), sorted(answer.headers.keys())))
    work(app)

    assert (answers[0] == answers[1]) is bool(who)
    assert {recipient for recipient, _ in mails(app)} == {"ana"}
    with app.app_context():
        assert db.session.scalars(select(RecoveryAsk)).all() == []
        assert [row.account_id for row in db.session.scalars(select(RecoveryRequest))] == [ana.id]


def test_asking_is_slowed_the_same_for_known_and_unknown_addresses(app: Flask, ana: Account) -> None:
    answers = {
        email: [PortalClient(app).post("/recover", {"email": email}, on="/recover").status_code for _ in range(6)]
        for email in ("ana@butte.example", "nobody@butte.example")
    }

    assert answers["ana@butte.example"] == answers["nobody@butte.example"] == [303] * 5 + [429]


def test_asking_again_begins_nothing_while_a_request_goes_on_and_a_few_a_day_at_most(
    app: Flask, ana: Account, clock: time_machine.Traveller
) -> None:
    ask(app)
    ask(app)
    first = mails(app)
    for _ in range(4):
        PortalClient(app).post(stopping(app), on="/recover")
        clock.shift(timedelta(minutes=20))
        ask(app)

    assert first == [("ana", "Somebody asked to get back into your account")]
    assert len(mails(app)) == 3


def test_the_link_in_each_notice_stops_the_request_for_good(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    first = stopping(app)
    confirm(app, gus)
    second = stopping(app, "Your way back in is confirmed")
    looked_at = PortalClient(app).get(second)
    still = text_of(gus.get("/admin/people/recoveries"))

    stopped = PortalClient(app).post(second, on="/recover")
    clock.shift(timedelta(days=2))
    work(app)

    assert (looked_at.status_code, looked_at.headers["Referrer-Policy"]) == (200, "no-referrer")
    assert "Ana Flores" in still
    assert stopped.status_code == 200
    assert [PortalClient(app).get(link).status_code for link in (first, second)] == [409, 409]
    assert "Set a new password" not in {subject for _, subject in mails(app)}
    assert deeds(app)[-1] == "recovery stopped"
    assert has_password(app, ana, PASSWORD)


def test_what_the_person_signed_in_with_besides_is_removed_and_the_password_stands_alone(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    with app.app_context(), transaction():
        db.session.add(AuthenticatorApp(account_id=ana.id, sealed_key="sealed", last_step=0, created_at=NOON))
        db.session.add(PrintedCode(account_id=ana.id, code_hash="hash", created_at=NOON))
        db.session.get_one(Account, ana.id).is_password_short = True
    ask(app)
    confirm(app, gus)
    clock.shift(timedelta(days=1))
    work(app)

    short = set_password(app, opening(app), "wet herons")
    done = set_password(app, opening(app))

    assert (short[0], done[0]) == (422, 303)
    with app.app_context():
        assert not factors_of(ana.id).has_second
        assert db.session.scalars(select(PrintedCode.id)).all() == []
        assert get_account(ana.id).is_password_short is False


def test_a_link_is_sent_again_only_while_the_request_is_open_to_its_owner(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    confirm(app, gus)
    ask(app)
    early = mails(app)
    clock.shift(timedelta(days=1))
    work(app)
    with app.app_context(), transaction():
        given = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, str(ana.county_fips))
        services.grant_role(get_account(ana.id), given, actor_id=None, giver=PORTAL_ITSELF)

    ask(app)

    assert "Set a new password" not in {subject for _, subject in early}
    assert [subject for _, subject in mails(app)].count("Set a new password") == 1
    assert "another confirmation" in set_password(app, opening(app))[1]


def test_each_link_that_does_not_work_says_why(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    confirm(app, gus)
    clock.shift(timedelta(days=1))
    work(app)
    first = opening(app)
    clock.shift(timedelta(hours=1))
    expired = set_password(app, first)
    ask(app)
    second = opening(app)
    tampered = set_password(app, second + "x")
    replaced = set_password(app, first)
    weak = set_password(app, second, "short")
    done = set_password(app, second)
    used = set_password(app, second, "six other herons wade")

    assert (expired[0], tampered[0], replaced[0], weak[0], done[0], used[0]) == (409, 404, 409, 422, 303, 409)
    assert "This link has expired" in expired[1]
    assert "not one of ours" in tampered[1]
    assert "This link has expired" in replaced[1]
    assert "already used" in used[1]
    assert has_password(app, ana, NEW)
    with app.app_context():
        kept = db.session.scalars(select(RecoveryLink.token_hash)).all()
        assert second.rpartition("/")[2] not in kept


def test_a_request_nobody_confirms_expires(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    clock.shift(timedelta(days=7))
    work(app)

    assert deeds(app)[-1] == "recovery expired"
    assert confirm(app, gus) == 409
    ask(app)
    assert confirm(app, gus) == 303


def test_a_request_that_ended_long_ago_is_forgotten_with_its_links(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    gus.decides(f"/admin/people/recoveries/{request_id(app)}/refuse")
    with app.app_context():
        clock.shift(timedelta(days=60))
        posting.sweep_sessions()
        kept = len(db.session.scalars(select(RecoveryLink.id)).all())
        clock.shift(timedelta(seconds=1))
        posting.sweep_sessions()
        left = len(db.session.scalars(select(RecoveryLink.id)).all())

    assert (kept, left, request_id(app)) == (1, 0, 0)
    assert deeds(app)[-1] == "recovery refused"


@pytest.mark.parametrize("deed", ["close", "change"])
def test_closing_the_account_or_changing_the_password_ends_the_request(
    app: Flask, ana: Account, gus: Helper, deed: str
) -> None:
    ask(app)
    if deed == "close":
        with app.app_context(), transaction():
            services.close_account(get_account(ana.id), actor_id=None)
    else:
        own = PortalClient(app).sign_in(ana)
        own.post("/profile/password", {"current_password": PASSWORD, "new_password": NEW}, on="/profile")

    assert confirm(app, gus) == 409
    assert "Nobody waits" in text_of(gus.sign_in(gus.account).get("/admin/people/recoveries"))


def test_a_link_that_went_to_an_address_of_before_opens_nothing_and_another_goes_to_the_new_one(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    confirm(app, gus)
    clock.shift(timedelta(hours=24))
    work(app)
    link = opening(app)
    with app.app_context(), transaction():
        change_address(get_account(ana.id), "ana.new@butte.example", actor_id=None)

    code, _ = set_password(app, link)
    work(app)

    assert (code, has_password(app, ana, NEW)) == (404, False)
    assert mails(app)[-1] == ("ana.new", "Set a new password")
    assert set_password(app, opening(app))[0] == 303
