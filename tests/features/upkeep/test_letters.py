"""Letters about what is due: they climb, come once a week at most, and tell nobody the same twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account
from portal.features.tools.queries import list_tools
from portal.features.upkeep.posting import remind
from portal.features.upkeep.rules import may_write_again, next_after, step_of
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient
from tests.factories import make_person
from tests.features.upkeep.days import TODAY, everything_fresh, on, page_due, tool_due
from tests.features.upkeep.writing import rewrite, write

if TYPE_CHECKING:
    from flask import Flask

PEOPLE = {
    "owner@x.example": ("worker", {"county": "Butte"}),
    "editor@x.example": ("statewide-editor", {}),
    "state@x.example": ("statewide-administrator", {}),
    "dee@x.example": ("regional-editor", {"region": "central"}),
    "lead@x.example": ("regional-administrator", {"region": "central"}),
    "other@x.example": ("regional-administrator", {"region": "southern"}),
}


@pytest.mark.parametrize(("over", "step"), [(-31, 0), (-30, 1), (0, 1), (13, 1), (14, 2), (29, 2), (30, 3), (400, 3)])
def test_a_thing_climbs_from_its_owner_to_the_lead_to_the_state(over: int, step: int) -> None:
    assert step_of(TODAY - timedelta(days=over), TODAY) == step


def test_what_nobody_has_checked_yet_stays_with_its_owner() -> None:
    assert step_of(None, TODAY) == 1


@pytest.mark.parametrize(("given", "comes"), [(365, 365), (7, 30), (900, 730)])
def test_the_next_check_comes_after_as_long_as_before_within_bounds(given: int, comes: int) -> None:
    last = date(2030, 1, 1)

    assert next_after(last, last + timedelta(days=given), TODAY) == TODAY + timedelta(days=comes)


@pytest.mark.parametrize(("days", "may"), [(0, False), (6, False), (7, True)])
def test_a_person_is_written_to_once_a_week(days: int, may: bool) -> None:  # noqa: FBT001 - a case of the table
    assert may_write_again([TODAY - timedelta(days=30), TODAY - timedelta(days=days)], TODAY) is may


@pytest.fixture
def people(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Give the people who may be written to, by address, on a day on which nothing is due."""
    on(monkeypatch)
    with app.app_context():
        everything_fresh()
        return {email: make_person(role, email=email, **place).id for email, (role, place) in PEOPLE.items()}


def letters(app: Flask) -> dict[str, list[str]]:
    """Return the texts of the letters about what is due, by whom they are for."""
    with app.app_context():
        known = select(MailMessage).where(MailMessage.subject == "What is due for a check").order_by(MailMessage.id)
        found: dict[str, list[str]] = {}
        for message in db.session.scalars(known):
            found.setdefault(message.recipient, []).append(message.text)
    return found


def run(app: Flask, monkeypatch: pytest.MonkeyPatch, day: date) -> list[str]:
    """Do the daily look on a day; return to whom it wrote."""
    before = letters(app)
    on(monkeypatch, day)
    with app.app_context():
        remind()
    return sorted(email for email, texts in letters(app).items() if len(texts) > len(before.get(email, [])))


def test_an_overdue_page_climbs_and_each_step_is_told_once(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    due = TODAY + timedelta(days=30)
    with app.app_context():
        page_due("scaling", due, owner_id=people["owner@x.example"])

    told = {days: run(app, monkeypatch, due + timedelta(days=days)) for days in (-30, -29, -22, 0, 13, 14, 15, 30, 31)}

    owner, editor, state = "owner@x.example", "editor@x.example", "state@x.example"
    assert told == {
        -30: [owner], -29: [], -22: [], 0: [], 13: [], 14: [editor, owner], 15: [],
        30: [editor, owner, state], 31: [],
    }  # fmt: skip
    assert "Scaling questions (Statewide, page)" in letters(app)[state][0]
    assert "http://localhost/toolkit/direct-practice/scaling" in letters(app)[owner][0]


def test_what_comes_within_a_week_of_a_letter_waits_for_the_next(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        page_due("scaling", TODAY)
        page_due("three-houses", TODAY + timedelta(days=32))

    told = [run(app, monkeypatch, TODAY + timedelta(days=days)) for days in (0, 2, 6, 7, 8)]

    assert told == [["editor@x.example"], [], [], ["editor@x.example"], []]
    first, second = letters(app)["editor@x.example"]
    assert ("Three Houses" in first, "Three Houses" in second, "Scaling" in second) == (False, True, False)


def test_a_page_whose_owner_has_left_goes_to_statewide_editors(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        page_due("scaling", TODAY, owner_id=people["owner@x.example"])
        with transaction():
            close_account(get_account(people["owner@x.example"]), actor_id=None)

    assert run(app, monkeypatch, TODAY) == ["editor@x.example"]


def test_a_regions_tool_climbs_inside_the_region_and_no_other_hears_of_it(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        key = tool_due("central", TODAY)
        title = next(tool.title for tool in list_tools("central") if tool.id == key)

    told = [run(app, monkeypatch, TODAY + timedelta(days=days)) for days in (0, 14, 30)]

    dee, lead, state = "dee@x.example", "lead@x.example", "state@x.example"
    assert told == [[dee], [dee, lead], [dee, lead, state]]
    assert all(title in texts[0] for texts in letters(app).values())


def test_j19_a_note_asks_its_editor_at_once_and_the_academys_lead_after_thirty_days(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    dee = PortalClient(app).sign_in_as("regional-editor", region="central")
    write(dee, "/admin/upkeep/notes/central/scaling/after-text", "Ours.")
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nOther words.")

    told = [run(app, monkeypatch, TODAY + timedelta(days=days)) for days in (0, 29, 30, 31)]

    assert [[email for email in some if email.endswith("@x.example")] for some in told] == [
        ["dee@x.example"], [], ["dee@x.example", "lead@x.example"], [],
    ]  # fmt: skip
    assert "/admin/upkeep/notes/central/scaling/after-text" in letters(app)["lead@x.example"][0]


def test_a_new_round_is_told_anew(app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        page_due("scaling", TODAY)
    first = run(app, monkeypatch, TODAY)
    year = TODAY + timedelta(days=365)
    with app.app_context():
        everything_fresh()
        page_due("scaling", year)

    later = run(app, monkeypatch, year - timedelta(days=30))

    assert first == ["editor@x.example"]
    assert "editor@x.example" in later


def test_of_very_many_things_the_letter_names_some_and_counts_the_rest(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(app, monkeypatch, date(2032, 4, 10))

    text = letters(app)["editor@x.example"][0]
    assert text.count("(Statewide, page)") == 20
    assert "more." in text
