"""Getting back in: asked for, confirmed after a call, waited for, stopped, and a new password set by a link."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import posting, services
from portal.features.accounts.models import RecoveryAsk, RecoveryLink, RecoveryRequest
from portal.features.accounts.passwords import matches
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import PASSWORD, make_person
from tests.features.accounts.reading import is_running, last_line, open_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.features.accounts.models import Account

NOON = datetime(2026, 11, 24, 20, tzinfo=UTC)
NEW = "nine amber kettles sing"
CALLED = {"is_called": "y"}
LINK = re.compile(r"http://localhost(\S+)")


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


class Helper(PortalClient):
    """A browser of somebody who looks after people, signed in anew for each thing that is done."""

    account: Account

    def decides(self, url: str, fields: dict[str, str] | None = None) -> int:
        """Send a form and return the status; the way to the sign-in page is none."""
        answer = self.sign_in(self.account).post(url, fields, on="/admin/people/new")
        assert "sign-in" not in (answer.location or "")
        return answer.status_code


@pytest.fixture
def ana(app: Flask, clock: time_machine.Traveller) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")


@pytest.fixture
def gus(app: Flask, clock: time_machine.Traveller) -> Helper:
    return helper(app, "county-liaison", county="Butte", email="gus@butte.example")


def helper(app: Flask, role: str, **facts: str) -> Helper:
    client = Helper(app)
    with app.app_context():
        client.account = make_person(role, **facts)
    client.sign_in(client.account)
    return client


def ask(app: Flask, email: str = "ana@butte.example") -> None:
    assert PortalClient(app).post("/recover", {"email": email}, on="/recover").status_code == 303
    work(app)


def work(app: Flask) -> None:
    """Do what the background does every minute."""
    with app.app_context():
        posting.look_after_recoveries()


def request_id(app: Flask) -> int:
    with app.app_context():
        return db.session.scalars(select(RecoveryRequest.id).order_by(RecoveryRequest.id.desc())).first() or 0


def confirm(app: Flask, client: Helper) -> int:
    return client.decides(f"/admin/people/recoveries/{request_id(app)}/confirm", CALLED)


def mails(app: Flask) -> list[tuple[str, str]]:
    """Return to whom what was mailed, in order."""
    with app.app_context():
        rows = db.session.scalars(select(MailMessage).order_by(MailMessage.id))
        return [(row.recipient.partition("@")[0], row.subject) for row in rows]


def links(app: Flask, subject: str) -> list[str]:
    """Return the ways that the newest message with a subject leads."""
    with app.app_context():
        newest = select(MailMessage).where(MailMessage.subject == subject).order_by(MailMessage.id.desc())
        row = db.session.scalars(newest).first()
        assert row is not None, subject
        assert set(LINK.findall(row.text)) <= set(re.findall(r'href="http://localhost([^"]+)"', row.html))
        return LINK.findall(row.text)


def opening(app: Flask) -> str:
    return next(link for link in links(app, "Set a new password") if link.startswith("/recover/open/"))


def stopping(app: Flask, subject: str = "Somebody asked to get back into your account") -> str:
    return next(link for link in links(app, subject) if link.startswith("/recover/stop/"))


def set_password(app: Flask, link: str, password: str = NEW) -> tuple[int, str]:
    answer = PortalClient(app).post(link, {"new_password": password}, on="/recover")
    return answer.status_code, text_of(answer)


def has_password(app: Flask, account: Account, password: str) -> bool:
    with app.app_context():
        return matches(password, get_account(account.id).password_hash)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("recover%")).order_by(AuditEntry.id))
        )


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


def test_nothing_is_confirmed_without_a_call(app: Flask, ana: Account, gus: Helper) -> None:
    ask(app)

    answer = gus.post(f"/admin/people/recoveries/{request_id(app)}/confirm", on="/admin/people/new")

    assert answer.status_code == 422
    assert "Call the person first" in text_of(answer)
    assert "recovery confirmed" not in deeds(app)


def test_a_request_that_was_refused_ends_and_its_owner_hears_of_it(app: Flask, ana: Account, gus: Helper) -> None:
    ask(app)

    status = gus.decides(f"/admin/people/recoveries/{request_id(app)}/refuse")

    assert status == 303
    assert mails(app)[-1] == ("ana", "Your request was not confirmed")
    assert confirm(app, gus) == 409
    assert deeds(app)[-1] == "recovery refused"


def test_two_different_people_confirm_an_administrator_and_who_leaves_counts_no_more(
    app: Flask, clock: time_machine.Traveller
) -> None:
    own = helper(app, "statewide-administrator", email="fay@state.example")
    one, two, three = (helper(app, "statewide-administrator") for _ in range(3))
    ask(app, "fay@state.example")

    answers = [confirm(app, client) for client in (own, one, one, two, three)]
    with app.app_context(), transaction():
        services.close_account(get_account(one.account.id), actor_id=None)
    clock.shift(timedelta(days=1))
    work(app)
    without = "Set a new password" in {subject for _, subject in mails(app)}
    answers.append(confirm(app, three))
    clock.shift(timedelta(days=1))
    work(app)

    assert answers == [409, 303, 409, 303, 409, 303]
    assert without is False
    assert mails(app)[-1] == ("fay", "Set a new password")


def test_who_is_given_more_to_administer_meanwhile_needs_a_second_person(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    confirm(app, gus)
    with app.app_context(), transaction():
        grant = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, str(ana.county_fips))
        services.grant_role(get_account(ana.id), grant, actor_id=None, giver=PORTAL_ITSELF)
    clock.shift(timedelta(days=1))

    work(app)

    assert "Set a new password" not in {subject for _, subject in mails(app)}
    assert confirm(app, helper(app, "regional-administrator", region="northern")) == 303


@pytest.mark.parametrize(
    ("role", "place", "is_theirs"),
    [
        ("county-liaison", {"county": "Fresno"}, False),
        ("county-liaison", {"county": "Tehama"}, False),
        ("regional-administrator", {"region": "central"}, False),
        ("regional-administrator", {"region": "northern"}, True),
        ("statewide-administrator", {}, True),
    ],
)
def test_only_those_who_look_after_the_person_see_and_decide(
    app: Flask, ana: Account, role: str, place: dict[str, str], *, is_theirs: bool
) -> None:
    ask(app)
    page, client = f"/admin/people/recoveries/{request_id(app)}", helper(app, role, **place)

    listed = client.get("/admin/people/recoveries").get_data(as_text=True)
    answers = [
        client.get(page).status_code,
        client.decides(f"{page}/confirm", CALLED),
        client.decides(f"{page}/refuse"),
    ]

    assert ("Ana Flores" in listed) is is_theirs
    assert answers == ([200, 303, 303] if is_theirs else [404, 404, 404])
    with app.app_context():
        reached = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "reached too far")).all()
    assert reached == ([] if is_theirs else [f"recovery {request_id(app)}"] * 3)


@pytest.mark.parametrize("who", ["liaison", "regional administrator", "statewide administrator"])
def test_a_liaison_decides_about_nobody_who_may_do_more(app: Flask, gus: Helper, who: str) -> None:
    role = (
        who.replace("statewide ", "statewide-").replace("regional ", "regional-").replace("liaison", "county-liaison")
    )
    with app.app_context():
        make_person(role, county="Butte" if who == "liaison" else None, email="other@x.example",
                    region="northern" if who.startswith("regional") else None)  # fmt: skip

    ask(app, "other@x.example")

    assert confirm(app, gus) == (303 if who == "liaison" else 404)


@pytest.mark.parametrize(
    ("present", "asked"),
    [
        (["liaison"], ["liaison"]),
        (["region"], ["region"]),
        (["state"], ["state"]),
        (["liaison", "region", "state", "elsewhere"], ["liaison"]),
        (["region", "state", "elsewhere"], ["region"]),
        ([], []),
    ],
)
def test_the_nearest_who_can_confirm_are_asked(app: Flask, ana: Account, present: list[str], asked: list[str]) -> None:
    people = {
        "liaison": ("county-liaison", {"county": "Butte"}),
        "region": ("regional-administrator", {"region": "northern"}),
        "state": ("statewide-administrator", {}),
        "elsewhere": ("county-liaison", {"county": "Fresno"}),
    }
    with app.app_context():
        for name in present:
            role, place = people[name]
            make_person(role, email=f"{name}@x.example", **place)  # type: ignore[arg-type]  # a county or a region

    ask(app)

    assert [recipient for recipient, _ in mails(app)][1:] == asked


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
