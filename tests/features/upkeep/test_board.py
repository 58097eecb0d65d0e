"""The board of what is due: by region, by state, by kind; each person sees what is theirs to see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, update

from portal.features.toolkits.models import Page
from portal.features.tools.queries import list_tools
from portal.features.upkeep.admin import board
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.upkeep.days import TODAY, everything_fresh, on, page_due, tool_due
from tests.features.upkeep.writing import rewrite, write

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.upkeep.queries import Thing

BOARD = "/admin/upkeep/"


@pytest.fixture
def due(app: Flask, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Let one page be overdue and one due soon, and one tool of each of two regions overdue; titles of the tools."""
    on(monkeypatch)
    with app.app_context():
        everything_fresh()
        page_due("scaling", TODAY - timedelta(days=20))
        page_due("three-houses", TODAY + timedelta(days=9))
        keys = {region: tool_due(region, TODAY - timedelta(days=3)) for region in ("northern", "southern")}
        return {
            region: next(tool.title for tool in list_tools(region) if tool.id == key) for region, key in keys.items()
        }


def test_the_longest_overdue_stands_first_with_its_state_and_the_click(app: Flask, due: dict[str, str]) -> None:
    page = text_of(PortalClient(app).sign_in_as("statewide-administrator").get(f"{BOARD}?state=overdue"))

    assert page.index("Scaling questions Page Statewide") < page.index(f"{due['northern']} Tool Northern")
    assert "May 21, 2031 Overdue Checked, still right" in page
    assert due["southern"] in page
    assert "Three Houses" not in page


def test_choices_say_how_many_things_they_leave(app: Flask, due: dict[str, str]) -> None:
    page = text_of(PortalClient(app).sign_in_as("statewide-administrator").get(f"{BOARD}?where=statewide"))

    assert "Overdue 1 Due soon 1 Fresh" in page
    assert "Northern 12" not in page


def test_a_regional_editor_sees_the_own_region_and_statewide_pages_to_read(app: Flask, due: dict[str, str]) -> None:
    editor = PortalClient(app).sign_in_as("regional-editor", region="northern")

    page, statewide = text_of(editor.get(BOARD)), text_of(editor.get(f"{BOARD}?where=statewide&state=overdue"))
    other, unknown = (editor.get(f"{BOARD}?where={where}") for where in ("southern", "atlantis"))

    assert due["northern"] in page
    assert (due["southern"] in page, "Southern" in page) == (False, False)
    assert "Scaling questions" in statewide
    assert "Not yours to check" in statewide
    assert "Checked, still right" not in statewide
    assert (other.status_code, unknown.status_code, text_of(other)) == (404, 404, text_of(unknown))
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(AuditEntry.deed == "reached too far")) == 2


def test_a_statewide_editor_sees_every_region_and_checks_pages_only(app: Flask, due: dict[str, str]) -> None:
    page = text_of(PortalClient(app).sign_in_as("statewide-editor").get(f"{BOARD}?state=overdue"))

    assert page.count("Not yours to check") == 2
    assert page.count("Checked, still right : Scaling questions") == 1
    assert due["southern"] in page


def test_an_owner_without_a_role_sees_the_pages_that_are_theirs(app: Flask, due: dict[str, str]) -> None:
    with app.app_context():
        owner = make_person("worker", county="Butte")
        page_due("three-houses", TODAY, owner_id=owner.id)

    page = text_of(PortalClient(app).sign_in(owner).get(BOARD))

    assert "Three Houses" in page
    assert "Scaling" not in page
    assert PortalClient(app).sign_in_as("worker", county="Butte").get(BOARD).status_code == 403


def test_a_note_the_text_moved_under_stands_on_the_board_until_it_is_looked_at(app: Flask, due: dict[str, str]) -> None:
    editor = PortalClient(app).sign_in_as("regional-editor", region="northern")
    url = "/admin/upkeep/notes/northern/scaling/after-text"
    write(editor, url, "Ours.")
    before = text_of(editor.get(f"{BOARD}?kind=notes"))
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nOther words.")

    after = text_of(editor.get(f"{BOARD}?kind=notes"))
    write(editor, url, "Ours again.")

    assert "Nothing like that" in before
    assert "Confirm or edit : Scaling questions" in after
    assert "Nothing like that" in text_of(editor.get(f"{BOARD}?kind=notes"))


def test_withdrawn_pages_are_named_and_nobody_is_asked_to_check_them(app: Flask, due: dict[str, str]) -> None:
    with app.app_context(), transaction():
        db.session.execute(update(Page).where(Page.slug == "scaling").values(withdrawn_at=now()))
        advance_epoch()
    editor = PortalClient(app).sign_in_as("statewide-editor")

    page = text_of(editor.get(f"{BOARD}?state=withdrawn"))

    assert "Scaling questions Page Statewide" in page
    assert "Checked, still right" not in page
    assert "Scaling" not in text_of(editor.get(f"{BOARD}?state=overdue"))


def test_how_a_thing_stands_is_worked_out_once_for_all_filters(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client, real = PortalClient(app).sign_in_as("statewide-administrator"), board.facts_of
    asked: list[str] = []

    def facts_of(thing: Thing) -> dict[str, str]:
        asked.append(thing.id)
        return real(thing)

    monkeypatch.setattr(board, "facts_of", facts_of)

    answer = client.get(f"{BOARD}?state=fresh")

    assert answer.status_code == 200
    assert len(asked) == len(set(asked)) > 100
