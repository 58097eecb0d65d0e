"""Checked, still right: one click moves the days, makes no version, and belongs to whoever answers for the thing."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.contacts.queries import list_contacts
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import get_page
from portal.features.tools.queries import list_tools
from portal.features.upkeep.models import PageCheck
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.shelf import get_item
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.upkeep.days import TODAY, everything_fresh, on, page_due, tool_due
from tests.features.upkeep.writing import rewrite

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

PAGE = "/toolkit/direct-practice/scaling"
CHECKED = "/admin/upkeep/pages/scaling/checked"
UPKEEP = "/admin/upkeep/pages/scaling"


@pytest.fixture(autouse=True)
def a_day(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be one day, on which nothing is due."""
    on(monkeypatch)
    with app.app_context():
        everything_fresh()


def number(app: Flask, slug: str = "scaling") -> str:
    with app.app_context():
        return str(get_page(slug).version)


@pytest.mark.parametrize(
    ("days", "said"),
    [(31, "Checked July 11, 2030"), (30, "due again soon"), (0, "due again soon"), (-1, "Check overdue")],
)
def test_readers_are_told_how_a_page_stands(app: Flask, days: int, said: str) -> None:
    with app.app_context():
        page_due("scaling", TODAY + timedelta(days=days))

    page = text_of(PortalClient(app).get(PAGE))

    assert said in page
    assert ("was due for a check" in page) is (days < 0)


def test_an_owner_says_with_one_click_that_a_page_is_still_right_and_no_version_is_made(app: Flask) -> None:
    with app.app_context():
        owner = make_person("worker", county="Butte", name="Olga Owner")
        page_due("scaling", TODAY - timedelta(days=40), owner_id=owner.id)
    client, before = PortalClient(app).sign_in(owner), number(app)
    assert "Checked, still right" in text_of(client.get(PAGE))

    answer = client.post(CHECKED, {"number": before, "back": PAGE}, on=PAGE)

    assert (answer.status_code, answer.location) == (303, PAGE)
    assert "Checked June 10, 2031" in text_of(PortalClient(app).get(PAGE))
    with app.app_context():
        page = db.session.scalars(select(Page).where(Page.slug == "scaling")).one()
        check = db.session.scalars(select(PageCheck)).one()
        revisions = db.session.scalar(select(func.count()).where(PageRevision.page_id == page.id))
        deeds = list(db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == "page scaling")))
    assert (page.next_check, str(page.revision_number), revisions) == (TODAY + timedelta(days=365), before, int(before))
    assert (check.checked_by_id, check.number, deeds) == (owner.id, int(before), ["page checked"])


def test_of_a_page_that_changed_meanwhile_nobody_says_unseen_that_it_is_right(app: Flask) -> None:
    editor, before = PortalClient(app).sign_in_as("statewide-editor"), number(app)
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nOther words.")

    answer = editor.post(CHECKED, {"number": before}, on=PAGE)

    assert answer.status_code == 409
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(PageCheck)) == 0


@pytest.mark.parametrize("role", ["worker", "regional-administrator", "reviewer"])
def test_who_does_not_answer_for_a_page_is_told_nothing_and_it_is_noted(app: Flask, role: str) -> None:
    place = {"county": "Butte"} if role == "worker" else {"region": "northern"}
    client = PortalClient(app).sign_in_as(role, **place)

    codes = [
        client.post(f"/admin/upkeep/pages/{slug}/checked", {"number": "1"}).status_code for slug in ("scaling", "x")
    ]
    codes += [client.get(UPKEEP).status_code, client.post(UPKEEP, {"owner": ""}).status_code]

    with app.app_context():
        noted = db.session.scalar(select(func.count()).where(AuditEntry.deed == "reached too far"))
    assert (codes, noted) == ([404] * 4, 4)
    assert "Checked, still right" not in text_of(client.get(PAGE))


def test_who_answers_for_a_page_is_named_by_the_address_of_an_account(app: Flask) -> None:
    editor = PortalClient(app).sign_in_as("statewide-editor")
    with app.app_context():
        make_person("worker", county="Butte", name="Olga Owner", email="olga@butte.example")

    wrong = editor.post(UPKEEP, {"owner": "nobody@butte.example", "next_check": "2031-09-01"}, on=UPKEEP)
    late = editor.post(UPKEEP, {"owner": "olga@butte.example", "next_check": "2039-09-01"}, on=UPKEEP)
    right = editor.post(UPKEEP, {"owner": "olga@butte.example", "next_check": "2031-09-01"}, on=UPKEEP)

    assert "There is no account with this address." in text_of(wrong)
    assert "within two years of it." in text_of(late)
    assert [answer.status_code for answer in (wrong, late, right)] == [422, 422, 303]
    assert "Olga Owner answers for it here. Last checked May 1, 2031 , next check September 1, 2031" in text_of(
        editor.get(UPKEEP)
    )


def test_the_checks_a_page_had_are_listed(app: Flask) -> None:
    with app.app_context():
        editor = make_person("statewide-editor", name="Pia Editor")
    client = PortalClient(app).sign_in(editor)
    client.post(CHECKED, {"number": number(app), "back": "https://example.org/"}, on=PAGE)

    page = text_of(client.get(UPKEEP))

    assert "June 10, 2031, 12:00 pm Pia Editor" in page


def test_the_click_leads_nowhere_else_than_back_into_the_portal(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("statewide-editor")

    answer = client.post(CHECKED, {"number": number(app), "back": "//example.org/"}, on=PAGE)

    assert answer.location == "/admin/upkeep/"


def test_a_regions_tool_is_checked_by_its_editors_and_by_nobody_elsewhere(app: Flask) -> None:
    with app.app_context():
        key = tool_due("northern", TODAY - timedelta(days=3))
    url = f"/admin/upkeep/items/northern/tools/{key}/checked"
    editor = PortalClient(app).sign_in_as("regional-editor", region="northern")
    stranger = PortalClient(app).sign_in_as("regional-editor", region="southern")
    shown = text_of(editor.get(f"/regions/northern/tools/{key}"))

    codes = [
        stranger.post(url).status_code,
        editor.post(url).status_code,
        editor.post(url.replace(key, "x")).status_code,
    ]

    with app.app_context():
        tool = next(tool for tool in list_tools("northern") if tool.id == key)
    assert "Checked, still right" in shown
    assert codes == [404, 303, 404]
    assert (tool.last_checked, tool.next_check) == (TODAY, TODAY + timedelta(days=365))


def test_a_contact_is_confirmed_with_the_same_click(app: Flask) -> None:
    with app.app_context():
        key = list_contacts("northern")[0].id
    editor = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    editor.post(f"/admin/upkeep/items/northern/contacts/{key}/checked")

    with app.app_context():
        assert next(one for one in list_contacts("northern") if one.id == key).confirmed_on == TODAY


def test_a_check_leaves_the_last_change_of_words_to_be_undone(app: Flask) -> None:
    with app.app_context():
        key = tool_due("northern", TODAY)
        with transaction():
            get_item("northern", "tools", key).row.previous = {"title": "Before"}
    editor = PortalClient(app).sign_in_as("regional-editor", region="northern")

    editor.post(f"/admin/upkeep/items/northern/tools/{key}/checked")

    with app.app_context():
        assert get_item("northern", "tools", key).item.previous == {"title": "Before"}
