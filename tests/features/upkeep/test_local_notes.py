"""Notes of regions: added to statewide pages, seen by the region's people alone, and looked at again (J19, J20)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.regions.queries import get_region
from portal.features.tools.queries import list_tools
from portal.features.upkeep.models import LocalNote
from portal.foundation import clock
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.features.upkeep.writing import hidden_on, rewrite, write

if TYPE_CHECKING:
    from flask import Flask

PAGE = "/toolkit/direct-practice/scaling"
NOTES = "/admin/upkeep/notes/central"
NOTE = f"{NOTES}/scaling/after-text"
WORDS = "Marmalade words of one region only."


@pytest.fixture
def dee(app: Flask) -> PortalClient:
    """Give the editor of the central region."""
    return PortalClient(app).sign_in_as("regional-editor", region="central")


@pytest.fixture
def ben(app: Flask) -> PortalClient:
    """Give a worker of a county of the central region."""
    return PortalClient(app).sign_in_as("worker", county="Fresno")


def on(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    """Let it be noon of a day counted from the first of June 2031."""
    monkeypatch.setattr(clock, "moment", lambda: datetime(2031, 6, 1, 19, tzinfo=UTC) + timedelta(days=day - 1))


def test_a_note_stands_on_the_page_for_the_people_of_the_region_under_its_name(
    app: Flask, dee: PortalClient, ben: PortalClient
) -> None:
    with app.app_context():
        tool, name = list_tools("central")[0], get_region("central").name

    answer = write(dee, NOTE, f"{WORDS} See [solutions](page:three-houses).", lead=f"tools/{tool.id}")

    page = ben.get(PAGE)
    html = page.get_data(as_text=True)
    assert (answer.status_code, answer.location) == (303, f"{NOTES}/")
    assert f'aria-label="Note of {name}"' in html
    assert f'<a href="{tool.url}">{tool.title}</a>' in html
    assert WORDS in text_of(page)
    assert "Edit this note" not in text_of(page)
    assert "Edit this note" in text_of(dee.get(PAGE))


def test_of_a_note_nobody_else_learns_by_any_road(app: Flask, dee: PortalClient) -> None:
    write(dee, NOTE, WORDS)
    others = {
        "stranger": PortalClient(app),
        "worker elsewhere": PortalClient(app).sign_in_as("worker", county="San Diego"),
        "editor elsewhere": PortalClient(app).sign_in_as("regional-editor", region="southern"),
        "liaison elsewhere": PortalClient(app).sign_in_as("county-liaison", county="Butte"),
    }
    roads = [PAGE, "/toolkit/direct-practice/", "/admin/upkeep/notes/southern/", f"{NOTES}/", NOTE, "/sitemap"]

    told = [
        (who, road)
        for who, client in others.items()
        for road in roads
        if "Marmalade" in client.get(road, follow_redirects=True).get_data(as_text=True)
    ]

    assert told == []


def test_two_regions_of_one_person_are_told_apart(app: Flask, dee: PortalClient) -> None:
    southern = PortalClient(app).sign_in_as("regional-editor", region="southern")
    write(dee, NOTE, "From one academy.")
    write(southern, NOTE.replace("central", "southern"), "From the other.")

    page = PortalClient(app).sign_in_as("worker", county="Ventura").get(PAGE).get_data(as_text=True)

    with app.app_context():
        names = [get_region(key).name for key in ("central", "southern")]
    first, second = (page.index(f'aria-label="Note of {name}"') for name in names)
    assert first < page.index("From one academy.") < second < page.index("From the other.")


def test_a_note_is_confirmed_beside_what_the_page_said_before_and_says_now(
    app: Flask, dee: PortalClient, ben: PortalClient
) -> None:
    write(dee, NOTE, WORDS)
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nCount to seven first.")

    listed, shown = text_of(dee.get(f"{NOTES}/")), text_of(dee.get(NOTE))
    on_page, for_readers = text_of(dee.get(PAGE)), text_of(ben.get(PAGE))
    answer = dee.post(f"{NOTE}/confirm", hidden_on(dee, NOTE), on=NOTE)

    assert "Statewide text changed, please check 1 of your notes stands beside words" in listed
    assert shown.count("Count to seven first.") == 1
    assert shown.index("Before") < shown.index("After") < shown.index("Your note Marmalade words")
    assert "Statewide text changed, please check" in on_page
    assert (WORDS in for_readers, "changed" in for_readers) == (True, False)
    assert answer.status_code == 303
    assert "Fits the page" in text_of(dee.get(f"{NOTES}/"))
    with app.app_context():
        deeds = list(db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == "page scaling")))
    assert deeds == ["local note written", "local note confirmed"]


def test_editing_a_note_confirms_it_too(app: Flask, dee: PortalClient) -> None:
    write(dee, NOTE, WORDS)
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nCount to seven first.")

    write(dee, NOTE, "Other words.")

    assert "please check" not in text_of(dee.get(f"{NOTES}/"))


def test_a_version_that_says_the_same_asks_nobody_and_so_does_one_that_was_undone(
    app: Flask, dee: PortalClient
) -> None:
    write(dee, NOTE, WORDS)
    with app.app_context():
        rewrite("scaling")
        same = text_of(dee.get(f"{NOTES}/"))
        rewrite("scaling", "## Steps", "## Steps\n\nNot quite.")
        moved = text_of(dee.get(f"{NOTES}/"))
        rewrite("scaling", "\n\nNot quite.", "")

    assert ["please check" in words for words in (same, moved, text_of(dee.get(f"{NOTES}/")))] == [False, True, False]


@pytest.mark.parametrize(("day", "is_told"), [(30, False), (31, True)])
def test_after_thirty_days_without_a_look_readers_are_told(
    app: Flask, dee: PortalClient, ben: PortalClient, monkeypatch: pytest.MonkeyPatch, *, day: int, is_told: bool
) -> None:
    on(monkeypatch, 1)
    write(PortalClient(app).sign_in_as("regional-editor", region="central"), NOTE, WORDS)
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nCount to seven first.")

    on(monkeypatch, day)
    page = text_of(PortalClient(app).sign_in_as("worker", county="Fresno").get(PAGE))

    assert ("Not confirmed since the page changed" in page) is is_told
    assert ("The statewide text was changed on June 1, 2031" in page) is is_told


def test_who_confirms_what_changed_meanwhile_is_asked_to_look_again(app: Flask, dee: PortalClient) -> None:
    write(dee, NOTE, WORDS)
    with app.app_context():
        rewrite("scaling", "## Steps", "## Steps\n\nFirst.")
    seen = hidden_on(dee, NOTE)
    with app.app_context():
        rewrite("scaling", "First.", "Second.")

    answer = dee.post(f"{NOTE}/confirm", seen, on=NOTE)

    assert answer.status_code == 409
    assert "please check" in text_of(dee.get(f"{NOTES}/"))


def test_over_somebody_elses_words_nothing_is_saved_and_nothing_typed_is_lost(app: Flask, dee: PortalClient) -> None:
    seen = hidden_on(dee, NOTE)
    colleague = PortalClient(app).sign_in_as("regional-editor", region="central")
    write(colleague, NOTE, "Theirs was first.")

    answer = dee.post(NOTE, seen | {"body": "Mine came later."}, on=NOTE)

    page = text_of(answer)
    assert answer.status_code == 409
    assert "what the note says now: Theirs was first." in page
    assert "Mine came later." in page
    assert "Theirs was first." in text_of(dee.get(PAGE))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "Write the note, or remove it below."),
        ("x" * 2001, "A note has at most 2,000 letters."),
        ("## My own heading", "A note has no headings"),
        ("See [this](page:nowhere).", "A link leads nowhere: page:nowhere."),
        ("![map](picture:nosuch)", "There is no picture “nosuch” in the library."),
        ("::: nonsense", "A box is not closed or has an unknown name."),
    ],
)
def test_what_a_note_cannot_hold_is_told_and_stays_in_the_form(dee: PortalClient, body: str, told: str) -> None:
    answer = write(dee, NOTE, body)

    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in html
    assert body[:40] in html


def test_scripts_in_a_note_are_taken_out(dee: PortalClient, ben: PortalClient) -> None:
    write(dee, NOTE, "Look <script>alert(1)</script> and [go](javascript:alert(1)).")

    html = ben.get(PAGE).get_data(as_text=True)

    assert "Look  and go." in html
    assert "alert(1)" not in html


def test_a_word_of_the_glossary_has_one_card_on_the_page(dee: PortalClient, ben: PortalClient) -> None:
    write(dee, NOTE, "A [network](term:safety-network) helps.")
    write(dee, NOTE.replace("after-text", "after-summary"), "The [network](term:safety-network) again.")

    html = ben.get(PAGE).get_data(as_text=True)

    assert html.count('id="term-safety-network"') == 1


def test_a_note_is_removed_for_everybody(app: Flask, dee: PortalClient, ben: PortalClient) -> None:
    write(dee, NOTE, WORDS)

    answer = dee.post(f"{NOTE}/remove", hidden_on(dee, NOTE), on=NOTE)

    assert answer.status_code == 303
    assert "Marmalade" not in text_of(ben.get(PAGE))
    assert "No notes yet" in text_of(dee.get(f"{NOTES}/"))


def test_j20_reaching_across_is_refused_alike_and_written_down(app: Flask, dee: PortalClient) -> None:
    southern = NOTE.replace("central", "southern")
    write(PortalClient(app).sign_in_as("regional-editor", region="southern"), southern, "Theirs.")
    seen = {"version": "1", "number": "1", "body": "Mine."}

    answers = [
        dee.get(southern),
        dee.get(NOTE.replace("central", "atlantis")),
        dee.post(southern, seen, on=NOTE),
        dee.post(f"{southern}/confirm", seen, on=NOTE),
        dee.post(f"{southern}/remove", seen, on=NOTE),
        dee.get("/admin/plugins/items/southern/posts/any"),
        dee.get("/admin/plugins/items/atlantis/posts/any"),
        dee.get("/admin/toolkit/pages/scaling/edit"),
        dee.post("/admin/toolkit/pages/scaling/edit", seen, on=NOTE),
    ]

    pages = {text_of(answer) for answer in answers}
    with app.app_context():
        reached = db.session.scalar(select(func.count()).where(AuditEntry.deed == "reached too far"))
        kept = list(db.session.scalars(select(LocalNote.body)))
    assert [answer.status_code for answer in answers] == [404] * 9
    assert len(pages) == 1
    assert (reached, kept) == (9, ["Theirs."])


def test_statewide_words_stay_as_they_are_whatever_a_note_says(app: Flask, dee: PortalClient) -> None:
    before = PortalClient(app).get(PAGE).get_data(as_text=True)

    write(dee, NOTE, WORDS)

    assert PortalClient(app).get(PAGE).get_data(as_text=True) == before


def test_what_is_pasted_into_a_note_is_cleaned_and_its_editor_is_told(dee: PortalClient, ben: PortalClient) -> None:
    answer = write(dee, NOTE, f"<b>{WORDS}</b>\n<script>alert(1)</script>\n![x](https://tracker.example/x.png)")

    told = text_of(dee.get(answer.location))
    page = ben.get(PAGE).get_data(as_text=True)
    assert "A script was taken out." in told
    assert "The picture “x” was taken out" in told
    assert f"<strong>{WORDS}</strong>" in page
    assert "tracker.example" not in page
