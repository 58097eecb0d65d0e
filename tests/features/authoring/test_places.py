"""Where pages lie: new ones, moved ones, and addresses that never break."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.toolkits.models import Page
from portal.features.toolkits.queries import get_page, list_pages_of, page_addresses
from portal.foundation.database import db
from tests.clients import PortalClient, text_of
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

SLUG = "three-houses"
ADDRESS = f"/toolkit/direct-practice/{SLUG}"


@pytest.fixture
def without_review(app: Flask) -> Iterator[None]:
    """Let everybody publish what they write."""
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"review_before_publish": False})
    yield
    app.extensions["portal.settings"] = settings


def move(editor: Editor, slug: str, **to: str) -> tuple[int, str]:
    """Give a page another place; return the answer and what it says."""
    place = {"section": "direct-practice", "word": slug, "position": "10"} | to
    response = editor.post(slug, "place", **place)
    return response.status_code, text_of(response)


def lead(app: Flask, address: str) -> str:
    """Return where an address leads at once."""
    response = PortalClient(app).get(address)
    return response.location if response.status_code == 301 else str(response.status_code)


def test_a_renamed_page_keeps_its_old_address(app: Flask) -> None:
    editor = Editor(app)

    assert move(editor, SLUG, word="houses")[0] == 303

    assert lead(app, "/toolkit/direct-practice/houses") == "200"
    assert lead(app, ADDRESS) == "/toolkit/direct-practice/houses"


def test_a_page_renamed_twice_keeps_both_old_addresses(app: Flask) -> None:
    editor = Editor(app)
    move(editor, SLUG, word="houses")

    move(editor, SLUG, section="quick-guides", word="a-house")

    now = "/toolkit/quick-guides/a-house"
    assert [lead(app, old) for old in (ADDRESS, "/toolkit/direct-practice/houses", now)] == [now, now, "200"]


def test_a_page_that_moves_back_is_at_its_own_address_again(app: Flask) -> None:
    editor = Editor(app)
    move(editor, SLUG, word="houses")

    move(editor, SLUG)

    assert lead(app, ADDRESS) == "200"
    assert lead(app, "/toolkit/direct-practice/houses") == ADDRESS


def test_links_and_lists_go_on_by_the_name_of_the_page(app: Flask) -> None:
    move(Editor(app), SLUG, word="houses")

    with app.app_context():
        assert page_addresses()[SLUG] == "/toolkit/direct-practice/houses"
        assert [page.url for page in list_pages_of((SLUG,))] == ["/toolkit/direct-practice/houses"]
        assert get_page(SLUG).url == "/toolkit/direct-practice/houses"


@pytest.mark.parametrize(
    ("slug", "to", "code", "sentence"),
    [
        (SLUG, {"word": "scaling"}, 422, "“scaling” is taken"),
        (SLUG, {"word": "Three Houses!"}, 422, "lower-case words joined by hyphens"),
        (SLUG, {"position": "-1"}, 422, "must be a number from 0"),
        (SLUG, {"position": "many"}, 422, "Not a valid integer value"),
        ("direct-practice", {"word": "direct-practice"}, 409, "cannot be moved under itself"),
        ("glossary", {"word": "words", "section": "definitional-tools"}, 409, "its address stays"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_a_sentence(
    app: Flask, slug: str, to: dict[str, str], code: int, sentence: str
) -> None:
    answer, page = move(Editor(app), slug, **to)

    assert answer == code
    assert sentence in page


def test_a_word_that_still_leads_readers_to_another_page_is_taken(app: Flask) -> None:
    editor = Editor(app)
    move(editor, SLUG, word="houses")
    move(editor, SLUG, word="three-good-houses")

    code, page = move(editor, "scaling", word="houses")

    assert code == 422
    assert "still leads readers to the page “three-houses”" in page


def test_a_new_page_is_nowhere_until_it_is_published(app: Flask, without_review: None) -> None:
    editor = Editor(app)
    begun = editor.client.post(
        "/admin/toolkit/new",
        {"title": "Family time", "section": "direct-practice", "kind": "page", "word": "family-time-plan"},
        on="/admin/toolkit/new",
    )
    address = "/toolkit/direct-practice/family-time-plan"
    before = lead(app, address)

    editor.save(
        "family-time-plan", summary="Planning family time.", body="Plan it together.", owner="The committee",
        last_checked="2026-11-01", next_check="2027-11-01", audience="social-worker",
    )  # fmt: skip
    response = editor.publish("family-time-plan", note="A new page.")

    assert begun.status_code == 303
    assert before == "404"
    assert response.status_code == 303
    assert "Plan it together." in text_of(PortalClient(app).get(address))
    assert "Family time" in text_of(PortalClient(app).get("/toolkit/direct-practice/"))


def test_a_new_page_with_an_address_that_is_taken_is_refused(app: Flask) -> None:
    editor = Editor(app)
    fields = {"title": "Three houses", "section": "home", "kind": "page", "word": ""}

    response = editor.client.post("/admin/toolkit/new", fields, on="/admin/toolkit/new")

    assert response.status_code == 422
    assert "“three-houses” is taken" in text_of(response)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("translation_of", SLUG, "cannot be the translation of itself"),
        ("instead_of", SLUG, "cannot stand instead of itself"),
        ("tools", SLUG, "cannot belong to itself"),
        ("related", SLUG, "used together with itself"),
        ("translation_of", "no-such-page", "there is no page"),
        ("related", ", ".join(f"page-{n}" for n in range(8)), "names more than 6 pages"),
        ("title", "", "“Title” is missing"),
        ("title", "Long " * 20, "longer than 80 characters"),
        ("next_check", "2020-01-01", "must be later"),
        ("audience", "", "“For whom” is missing"),
        ("body", "No headings of a tool", "A tool's headings are"),
        ("body", "::: note\n\nNot closed", "A box is not closed"),
    ],
)
def test_what_is_wrong_with_a_page_is_said_before_it_is_published(
    app: Flask, field: str, value: str, sentence: str
) -> None:
    editor = Editor(app)
    fields = editor.open(SLUG)
    if not value and field == "audience":
        fields.pop("audience")
    else:
        fields[field] = value

    editor.send(SLUG, fields)

    page = text_of(editor.client.get(editor.url(SLUG)))
    assert sentence.casefold() in page.casefold()
    assert editor.client.get(editor.url(SLUG, "publish")).get_data(as_text=True).count('name="note"') == 0


def test_a_moved_page_is_marked_as_placed_here(app: Flask) -> None:
    move(Editor(app), SLUG, section="quick-guides")

    with app.app_context():
        page = db.session.scalars(select(Page).where(Page.slug == SLUG)).one()
        assert page.is_placed_here


def test_a_new_page_is_checked_the_day_it_is_begun_and_again_in_a_year(app: Flask) -> None:
    begun = {"title": "Ice breakers", "section": "direct-practice", "kind": "page", "word": ""}

    with time_machine.travel(datetime(2026, 11, 27, 20, tzinfo=UTC), tick=False):
        editor = Editor(app)
        editor.client.post("/admin/toolkit/new", begun, on="/admin/toolkit/new")
        form = editor.open("ice-breakers")

    assert (form["last_checked"], form["next_check"]) == ("2026-11-27", "2027-11-27")


def test_the_first_page_of_a_section_is_offered_no_other_place(app: Flask) -> None:
    editor = Editor(app)

    page = editor.client.get(editor.url("direct-practice", "place"))

    assert "It cannot be moved or renamed." in text_of(page)
    assert "Move the page" not in text_of(page)
