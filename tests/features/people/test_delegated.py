"""Liaisons and regional administrators look after their own people, and reach nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

NEW = "/admin/people/new"
NAMES = re.compile(r'<a class="table-link" href="/admin/people/\d+">([^<]*)</a>')
LOOKING_AFTER = {
    "liaison of Butte": ("county-liaison", {"county": "Butte"}),
    "administrator of northern": ("regional-administrator", {"region": "northern"}),
}


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    """Give one person each of two counties of a region, of another region, and of its academy; by name."""
    with app.app_context():
        made = {
            "Butte Worker": make_person("worker", county="Butte", name="Butte Worker"),
            "Fresno Worker": make_person("worker", county="Fresno", name="Fresno Worker"),
            "Northern Editor": make_person("regional-editor", region="northern", name="Northern Editor"),
            "State Editor": make_person("statewide-editor", name="State Editor"),
            "Tehama Worker": make_person("worker", county="Tehama", name="Tehama Worker"),
        }
        return {name: account.id for name, account in made.items()}


def who(app: Flask, name: str) -> PortalClient:
    role, place = LOOKING_AFTER[name]
    with app.app_context():
        account = make_person(role, name=f"The {name}", **place)  # type: ignore[arg-type]  # a county or a region
    return PortalClient(app).sign_in(account)


def county(app: Flask, name: str) -> str:
    with app.app_context():
        return fips_of(name)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("liaison of Butte", ["Butte Worker"]),
        ("administrator of northern", ["Butte Worker", "Northern Editor", "Tehama Worker"]),
    ],
)
def test_they_see_their_own_people_and_nobody_else(
    app: Flask, people: dict[str, int], name: str, seen: list[str]
) -> None:
    client = who(app, name)

    page = client.get("/admin/people/").get_data(as_text=True)
    opened = [other for other, number in people.items() if client.get(f"/admin/people/{number}").status_code == 200]

    assert [other for other in NAMES.findall(page) if other != f"The {name}"] == seen
    assert opened == seen
    assert [other for other in people if other in page] == seen


@pytest.mark.parametrize("deed", ["", "/rights", "/link", "/close", "/grants", "/grants/1/end"])
def test_reaching_further_looks_like_nothing_is_there_changes_nothing_and_is_written_down(
    app: Flask, people: dict[str, int], deed: str
) -> None:
    client, fresno = who(app, "liaison of Butte"), people["Fresno Worker"]
    fields = {"role": "worker", "scope": f"county:{county(app, 'Butte')}"}
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(RoleGrant))

    answers = [
        client.get(f"/admin/people/{number}{deed}")
        if deed in {"", "/rights"}
        else client.post(f"/admin/people/{number}{deed}", fields, on=NEW)
        for number in (fresno, 999_999_999)
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert text_of(answers[0]) == text_of(answers[1])
    with app.app_context():
        lines = db.session.scalars(
            select(AuditEntry.subject).where(AuditEntry.deed == "reached too far").order_by(AuditEntry.id)
        ).all()
        assert lines == [f"account {fresno}", "account 999999999"]
        assert db.session.scalar(select(func.count()).select_from(RoleGrant)) == before
        assert get_account(fresno).closed_at is None


def test_a_person_who_may_more_can_be_seen_but_not_closed(app: Flask) -> None:
    with app.app_context():
        stronger = make_person("statewide-administrator", name="Strong One").id
        with transaction():
            db.session.get_one(Account, stronger).county_fips = fips_of("Butte")
    client = who(app, "liaison of Butte")

    page = text_of(client.get(f"/admin/people/{stronger}"))
    closed = client.post(f"/admin/people/{stronger}/close", on=NEW)

    assert ("Strong One" in page, "Strong One has left" in page, closed.status_code) == (True, False, 404)
    with app.app_context():
        assert get_account(stronger).closed_at is None


@pytest.mark.parametrize("place", [Grant(Role.REVIEWER, Scope.STATE), Grant(Role.REVIEWER, Scope.REGION, "southern")])
def test_a_person_with_a_role_elsewhere_is_not_closed_or_sent_a_link_from_here(app: Flask, place: Grant) -> None:
    with app.app_context():
        person = make_person("worker", county="Butte", name="Two Roles", password=None)
        with transaction():
            grant_role(person, place, actor_id=None, giver=PORTAL_ITSELF)
    client, page = who(app, "liaison of Butte"), f"/admin/people/{person.id}"

    shown = text_of(client.get(page))
    answers = [client.post(f"{page}/{deed}", on=NEW).status_code for deed in ("close", "link")]

    assert ("Two Roles has left" in shown, "Make a new link" in shown, answers) == (False, False, [404, 404])
    with app.app_context():
        assert [row.role for row in get_account(person.id).grants] == ["worker", "reviewer"]


def test_a_liaison_invites_for_the_own_county_only(app: Flask) -> None:
    client = who(app, "liaison of Butte")
    given = {"name": "Neo Park", "job": "worker"}

    own = client.post(NEW, given | {"email": "own@x.example", "county": county(app, "Butte")}, on=NEW)
    other = client.post(NEW, given | {"email": "other@x.example", "county": county(app, "Fresno")}, on=NEW)
    nowhere = client.post(NEW, given | {"email": "no@x.example", "county": "", "job": ""}, on=NEW)

    assert (own.status_code, other.status_code, nowhere.status_code) == (200, 422, 422)
    assert "somebody has to look after the account" in text_of(nowhere)
    with app.app_context():
        found = [find_account_by_email(f"{name}@x.example") is not None for name in ("own", "other", "no")]
        assert found == [True, False, False]


def test_a_regional_administrator_invites_an_editor_of_the_own_region(app: Flask) -> None:
    client = who(app, "administrator of northern")
    fields = {"name": "Neo Park", "email": "neo@x.example", "county": "", "job": "regional-editor region:northern"}

    answer = client.post(NEW, fields, on=NEW)
    refused = client.post(NEW, fields | {"email": "odd@x.example", "job": "regional-editor region:southern"}, on=NEW)

    assert (answer.status_code, refused.status_code) == (200, 422)
    with app.app_context():
        account = find_account_by_email("neo@x.example")
        assert account is not None
        grants = [(row.role, row.scope, row.key) for row in get_account(account.id).grants]
        assert grants == [("regional-editor", "region", "northern")]
        assert find_account_by_email("odd@x.example") is None


def test_what_they_may_grant_is_what_they_are_offered(app: Flask, people: dict[str, int]) -> None:
    page = who(app, "liaison of Butte").get(f"/admin/people/{people['Butte Worker']}").get_data(as_text=True)

    offered = {
        name: re.findall(r'<option[^>]* value="([^"]+)"|<option value="([^"]+)"', select_of(page, name))
        for name in ("role", "scope")
    }

    assert {name: [a or b for a, b in values] for name, values in offered.items()} == {
        "role": ["worker", "supervisor", "county-liaison"],
        "scope": [f"county:{county(app, 'Butte')}"],
    }


def test_whose_own_role_ends_gives_roles_that_end_and_ends_roles_that_do_not(app: Flask) -> None:
    with app.app_context():
        person, liaison, butte = make_person("worker", county="Butte"), make_person(county="Butte"), fips_of("Butte")
        last = today() + timedelta(days=9)
        with transaction():
            own = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, butte, None, last)
            grant_role(liaison, own, actor_id=None, giver=PORTAL_ITSELF)
        (worker,) = get_account(person.id).grants
    client, page = PortalClient(app).sign_in(liaison), f"/admin/people/{person.id}"
    fields = {"role": "supervisor", "scope": f"county:{butte}"}

    refused = client.post(f"{page}/grants", fields, on=page)
    given = client.post(f"{page}/grants", fields | {"ends_on": last.isoformat()}, on=page)
    ended = client.post(f"{page}/grants/{worker.id}/end", on=page)

    assert (refused.status_code, given.status_code, ended.status_code) == (422, 303, 303)
    assert "give this one a last day on which you still hold yours" in text_of(refused)
    with app.app_context():
        assert [(row.role, row.ends_on) for row in get_account(person.id).grants] == [("supervisor", last)]


def select_of(page: str, name: str) -> str:
    """Return the list of choices of a field."""
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_a_role_that_ended_yesterday_opens_nothing_and_one_for_today_does(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")
    with app.app_context():
        person = make_person(county="Butte", name="Neo Park")
    page, other = f"/admin/people/{person.id}", PortalClient(app).sign_in(person)
    yesterday = (today() - timedelta(days=1)).isoformat()

    ended = client.post(f"{page}/grants", {"role": "operator", "scope": "state:", "ends_on": yesterday}, on=page)
    while_ended, shown = other.get("/admin/plugins").status_code, text_of(client.get(page))
    with app.app_context():
        (row,) = get_account(person.id).grants
    client.post(f"{page}/grants/{row.id}/end", on=page)
    client.post(f"{page}/grants", {"role": "operator", "scope": "state:", "ends_on": today().isoformat()}, on=page)

    assert (ended.status_code, while_ended, "Not today" in shown) == (303, 403, True)
    assert other.get("/admin/plugins").status_code == 200


def test_the_rights_of_a_person_are_shown_with_their_reasons(app: Flask, people: dict[str, int]) -> None:
    client, page = who(app, "administrator of northern"), f"/admin/people/{people['Northern Editor']}/rights"

    own, elsewhere = text_of(client.get(f"{page}?place=region:northern")), client.get(f"{page}?place=region:southern")

    role = "Regional editor, Northern Region:"
    assert f"Edit what a region shows Yes {role} The role has this right, and holds here today." in own
    assert f"Read who did what No {role} The role does not have this right." in own
    assert elsewhere.status_code == 404
