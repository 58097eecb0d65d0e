"""Actions on several people: chosen, looked at, confirmed, and undone exactly."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import RoleGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.people import services as people
from portal.features.people.models import Deed, DeedPart
from portal.features.people.services.standing import picture_of
from portal.foundation import clock
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

pytestmark = pytest.mark.both_databases

LIST = "/admin/people/"
LINK = re.compile(r"http://localhost(/join/\S+)")


@pytest.fixture
def liaison(app: Flask) -> PortalClient:
    """Give the client of the liaison of Butte."""
    return PortalClient(app).sign_in_as("county-liaison", county="Butte")


def workers(app: Flask, *names: str, county: str = "Butte", **more: str | None) -> list[int]:
    with app.app_context():
        return [make_person("worker", county=county, name=name, **more).id for name in names]  # type: ignore[arg-type]


def ask(client: PortalClient, kind: str, *chosen: int, query: str = "", **fields: str) -> TestResponse:
    """Send the form on the list."""
    proof = TOKEN.search(client.get(LIST).get_data(as_text=True))
    assert proof is not None
    given = {"csrf_token": proof[1], "kind": kind, "role": "", "scope": "", "whom": "chosen"} | fields
    return client.http.post(f"{LIST}?{query}", data={**given, "person": [str(number) for number in chosen]})


def confirm(client: PortalClient, asked: TestResponse) -> str:
    """Confirm an action that was asked for; return its page's address."""
    assert asked.status_code == 303
    page = str(asked.location)
    assert client.post(f"{page}/confirm", on=page).status_code == 303
    return page


def pictures(app: Flask, numbers: list[int]) -> list[dict[str, object]]:
    with app.app_context():
        return [picture_of(get_account(number)) for number in numbers]


def states(app: Flask) -> list[str]:
    with app.app_context():
        return [part.state for part in db.session.scalars(select(DeedPart).order_by(DeedPart.id))]


def test_what_is_asked_names_what_and_for_whom_and_does_nothing_yet(app: Flask, liaison: PortalClient) -> None:
    chosen = workers(app, "Ana Flores", "Ben Okafor")
    before = pictures(app, chosen)

    asked = ask(liaison, "close", *chosen)
    shown = text_of(liaison.get(str(asked.location)))

    assert asked.status_code == 303
    assert "Close the accounts of 2 people?" in shown
    assert all(words in shown for words in ("Ana Flores", "Ben Okafor", "Butte Will be done"))
    assert pictures(app, chosen) == before
    assert "No actions yet" in text_of(liaison.get("/admin/people/actions"))


def test_several_accounts_are_closed_and_opened_again_exactly(app: Flask, liaison: PortalClient) -> None:
    chosen = [*workers(app, "Ana Flores", "Ben Okafor"), *workers(app, "New One", password=None)]
    with app.app_context(), transaction():
        grant = Grant(Role.SUPERVISOR, Scope.COUNTY, fips_of("Butte"), today(), today() + timedelta(days=40))
        services.grant_role(get_account(chosen[0]), grant, actor_id=None, giver=PORTAL_ITSELF)
        services.make_join_link(get_account(chosen[2]), actor_id=chosen[0])
    with app.app_context():
        account = get_account(chosen[0])
    ana, before = PortalClient(app).sign_in(account), pictures(app, chosen)
    inside = ana.get("/profile")

    page = confirm(liaison, ask(liaison, "close", *chosen))
    closed, out = pictures(app, chosen), ana.get("/profile")
    undone = liaison.post(f"{page}/undo", on=page)

    assert [(one["closed_at"] is not None, one["roles"], one["links"]) for one in closed] == [(True, [], [])] * 3
    assert (inside.status_code, out.status_code) == (200, 303)
    assert undone.status_code == 303
    assert pictures(app, chosen) == before
    assert "Undone for 3 people." in text_of(liaison.get(page))
    assert ana.get("/profile").status_code == 303
    with app.app_context():
        deeds = db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.number.desc()).limit(6)).all()
        assert deeds == ["action undone"] * 3 + ["account closed"] * 3


def test_a_role_is_given_to_several_and_taken_back(app: Flask, liaison: PortalClient) -> None:
    chosen = workers(app, "Ana Flores", "Ben Okafor")
    before = pictures(app, chosen)
    with app.app_context():
        butte = fips_of("Butte")

    asked = ask(liaison, "grant", *chosen, role="supervisor", scope=f"county:{butte}")
    shown = text_of(liaison.get(str(asked.location)))
    page = confirm(liaison, asked)
    held = [[values[0] for values in one["roles"]] for one in pictures(app, chosen)]  # type: ignore[attr-defined]
    liaison.post(f"{page}/undo", on=page)

    assert "Give the role “Supervisor or coach, Butte County” to 2 people?" in shown
    assert held == [["supervisor", "worker"]] * 2
    assert pictures(app, chosen) == before


def test_a_role_is_taken_from_several_and_given_back_as_it_was(app: Flask, liaison: PortalClient) -> None:
    chosen = workers(app, "Ana Flores", "Ben Okafor")
    before = pictures(app, chosen)
    with app.app_context():
        butte = fips_of("Butte")

    page = confirm(liaison, ask(liaison, "end", *chosen, role="worker", scope=f"county:{butte}"))
    held = [one["roles"] for one in pictures(app, chosen)]
    liaison.post(f"{page}/undo", on=page)

    assert held == [[], []]
    assert pictures(app, chosen) == before


def test_invitations_are_sent_again_and_the_new_links_end_with_the_undo(app: Flask, liaison: PortalClient) -> None:
    (joined,), (new,) = workers(app, "Ana Flores"), workers(app, "New One", password=None)

    page = confirm(liaison, ask(liaison, "invite", joined, new))
    with app.app_context():
        (letter,) = db.session.scalars(select(MailMessage))
        link = LINK.search(letter.text)
    assert link is not None
    opened = PortalClient(app).get(link[1]).status_code
    liaison.post(f"{page}/undo", on=page)

    assert (letter.account_id, opened, PortalClient(app).get(link[1]).status_code) == (new, 200, 409)
    assert states(app) == ["refused", "undone"]
    assert "Has signed in already." in text_of(liaison.get(page))


def test_everybody_a_list_finds_is_taken_not_only_this_page(app: Flask, liaison: PortalClient) -> None:
    workers(app, *(f"Crowd {number:02}" for number in range(60)))
    workers(app, "Somebody Else")

    asked = ask(liaison, "close", query="q=crowd", whom="all")

    assert "Close the accounts of 60 people?" in text_of(liaison.get(str(asked.location)))


def test_who_cannot_be_done_to_is_left_out_with_the_reason(app: Flask) -> None:
    client = PortalClient(app)
    with app.app_context():
        own = make_person("county-liaison", county="Butte", name="Own Self")
        strong = make_person("worker", county="Butte", name="Strong One")
        gone = make_person("worker", county="Butte", name="Gone Already")
        fine = make_person("worker", county="Butte", name="Fine One")
        with transaction():
            services.grant_role(strong, Grant(Role.STATEWIDE_EDITOR, Scope.STATE), actor_id=None, giver=PORTAL_ITSELF)
            services.close_account(get_account(gone.id), actor_id=None)
    client.sign_in(own)

    page = confirm(client, ask(client, "close", own.id, strong.id, gone.id, fine.id))

    shown = text_of(client.get(page))
    assert "Close the account of 1 person" in shown
    assert "This is your own account; somebody else has to do this." in shown
    assert "This person holds a role that you may not change." in shown
    assert "The account is closed already." in shown
    with app.app_context():
        closed = [get_account(one.id).closed_at is not None for one in (own, strong, gone, fine)]
        assert closed == [False, False, True, True]


@pytest.mark.parametrize("whom", ["chosen", "all"])
def test_people_of_another_county_are_as_if_they_were_not_there(app: Flask, liaison: PortalClient, whom: str) -> None:
    (fresno,), (butte,) = workers(app, "Fresno Worker", county="Fresno"), workers(app, "Butte Worker")

    page = str(ask(liaison, "close", fresno, butte, query="q=worker", whom=whom).location)

    shown = text_of(liaison.get(page))
    assert ("Butte Worker" in shown, "Fresno Worker" in shown, "account of 1 person?" in shown) == (True, False, True)
    confirm(liaison, ask(liaison, "close", butte))
    with app.app_context():
        assert get_account(fresno).closed_at is None


@pytest.mark.parametrize(
    ("kind", "fields", "sentence"),
    [
        ("close", {}, "Choose at least one person."),
        ("grant", {}, "Choose the role, and where."),
        ("grant", {"role": "regional-administrator", "scope": "region:northern"}, "Not a valid choice."),
        ("grant", {"role": "worker", "scope": "county:06019"}, "Not a valid choice."),
        ("delete", {}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence_and_nothing_is_kept(
    app: Flask, liaison: PortalClient, kind: str, fields: dict[str, str], sentence: str
) -> None:
    chosen = workers(app, "Ana Flores") if kind != "close" else []

    answer = ask(liaison, kind, *chosen, **fields)

    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert answer.get_data(as_text=True).count("checked>") == len(chosen)
    with app.app_context():
        assert db.session.scalars(select(Deed)).all() == []


def test_more_people_than_can_be_looked_at_are_refused(
    app: Flask, liaison: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.features.people.services.deeds.PEOPLE_AT_MOST", 2)
    chosen = workers(app, "One", "Two", "Three")

    answers = [ask(liaison, "close", *chosen[:count]) for count in (2, 3)]

    assert [answer.status_code for answer in answers] == [303, 422]
    assert "That is more than 2 people. Narrow the list, and take them in turns." in text_of(answers[1])


def test_who_was_changed_since_is_left_as_they_are(app: Flask, liaison: PortalClient) -> None:
    changed, same = workers(app, "Changed One", "Same One")
    page = confirm(liaison, ask(liaison, "close", changed, same))
    with app.app_context(), transaction():
        services.reopen_account(get_account(changed), actor_id=None)

    liaison.post(f"{page}/undo", on=page)

    assert states(app) == ["changed", "undone"]
    assert "Undone for 1 person. 1 person had changed since, and stayed so." in text_of(liaison.get(page))
    with app.app_context():
        assert [len(get_account(number).grants) for number in (changed, same)] == [0, 1]


def test_after_24_hours_nothing_is_undone(app: Flask, liaison: PortalClient, monkeypatch: pytest.MonkeyPatch) -> None:
    (person,) = workers(app, "Ana Flores")
    page, begun = confirm(liaison, ask(liaison, "close", person)), now()
    monkeypatch.setattr(clock, "moment", lambda: begun + timedelta(hours=24, minutes=1))
    with app.app_context():
        asker = get_account(db.session.scalars(select(Deed.actor_id)).one())
    liaison.sign_in(asker)  # the earlier session is over

    answer = liaison.post(f"{page}/undo", on=LIST)

    assert (answer.status_code, "its 24 hours are over" in text_of(answer)) == (409, True)
    with app.app_context():
        assert get_account(person).closed_at is not None


def test_an_action_of_somebody_else_is_not_there_but_for_the_state(app: Flask, liaison: PortalClient) -> None:
    (person,) = workers(app, "Ana Flores")
    page = confirm(liaison, ask(liaison, "close", person))
    other = PortalClient(app).sign_in_as("regional-administrator", region="northern")
    state = PortalClient(app).sign_in_as("statewide-administrator")

    answers = [other.get(page), other.post(f"{page}/undo", on=LIST), other.post(f"{page}/confirm", on=LIST)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert "Ana Flores" in text_of(state.get(page))
    assert ("Ana Flores" in text_of(other.get("/admin/people/actions")), states(app)) == (False, ["done"])
    with app.app_context():
        lines = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "reached too far")).all()
        assert len(lines) == 3


def test_the_last_statewide_administrator_is_left_out_and_cannot_be_undone_away(app: Flask) -> None:
    with app.app_context():
        fay = make_person("statewide-administrator", name="Fay Lindgren")
        pia = make_person(name="Pia Castellano")
    client = PortalClient(app).sign_in(fay)
    page = confirm(client, ask(client, "grant", pia.id, role="statewide-administrator", scope="state:"))
    with app.app_context(), transaction():
        (row,) = get_account(fay.id).grants
        services.end_role(get_account(fay.id), row.id, actor_id=fay.id, giver=PORTAL_ITSELF)
    other = PortalClient(app).sign_in(pia)

    answer = other.post(f"{page}/undo", on=LIST)

    assert answer.status_code == 303
    assert states(app) == ["changed"]
    with app.app_context():
        assert [row.role for row in get_account(pia.id).grants] == ["statewide-administrator"]


def test_an_action_that_was_interrupted_is_gone_on_with(
    app: Flask, liaison: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = workers(app, "One", "Two", "Three")
    page = str(ask(liaison, "close", *chosen).location)
    monkeypatch.setattr("portal.features.people.services.deeds.AT_ONCE", 2)
    real, calls = people.do_some, iter([True])

    def killed_later(*given: Any) -> int:
        if next(calls, False):
            return real(*given)
        raise KeyboardInterrupt

    monkeypatch.setattr(people, "do_some", killed_later)
    with pytest.raises(KeyboardInterrupt):
        liaison.post(f"{page}/confirm", on=page)
    half, shown = states(app), text_of(liaison.get(page))
    monkeypatch.setattr(people, "do_some", real)
    liaison.post(f"{page}/confirm", on=page)

    assert half == ["done", "done", "waiting"]
    assert "This was interrupted 1 of them still waits." in shown
    assert states(app) == ["done", "done", "done"]


def test_an_action_done_twice_does_nothing_more(app: Flask, liaison: PortalClient) -> None:
    (person,) = workers(app, "Ana Flores")
    page = confirm(liaison, ask(liaison, "close", person))
    before = pictures(app, [person])

    again = liaison.post(f"{page}/confirm", on=page)
    liaison.post(f"{page}/undo", on=page)
    after_undo = liaison.post(f"{page}/confirm", on=page)

    assert (again.status_code, after_undo.status_code) == (303, 409)
    assert pictures(app, [person]) != before
    with app.app_context():
        assert db.session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == person)).all() == ["worker"]
