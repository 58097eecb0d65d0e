"""A page edited on the site and the pack that ships it: what is offered, taken, kept, and never undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.authoring.models import PageChange
from portal.features.toolkits.models import OldAddress, PackOffer, Page, PageRevision
from portal.features.toolkits.packs import read_pack
from portal.features.toolkits.queries import get_page, pages_by_slug
from portal.features.toolkits.services import import_pack, publish
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import text_of
from tests.features.authoring.writing import Editor
from tests.features.toolkits.packing import page_text, write, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

SLUG = "two"
SHIPPED = "Newer words of the pack."


@pytest.fixture
def folder(app: Flask, tmp_path: Path) -> Path:
    """Give a small pack that was brought in once."""
    folder = write_pack(tmp_path / "pack")
    toolkit = (folder / "toolkit.toml").read_text(encoding="utf-8")
    write(folder, "toolkit.toml", toolkit.replace('"small"', '"sop"'))
    bring_in(app, folder)
    return folder


def bring_in(app: Flask, folder: Path) -> None:
    with app.app_context(), transaction():
        import_pack(read_pack(folder))


def edit_here(app: Flask) -> None:
    """Let a page say something of our own."""
    with app.app_context(), transaction():
        page = db.session.scalars(select(Page).where(Page.slug == SLUG)).one()
        revision = db.session.scalars(select(PageRevision).where(PageRevision.page_id == page.id)).one()
        publish(
            page, title=revision.title, summary=revision.summary, kind=revision.kind, facts=revision.facts,
            body="Our own words.", note="Ours.", author_id=None,
        )  # fmt: skip


def ship(app: Flask, folder: Path, body: str = SHIPPED) -> None:
    """Let the pack ship another text of the page."""
    write(folder, "more/two.md", page_text("Two", body=f"{body}\n"))
    bring_in(app, folder)


def answer(editor: Editor, do: str) -> int:
    page = editor.client.get(editor.url(SLUG, "pack")).get_data(as_text=True)
    digest = page.partition('name="digest" value="')[2].partition('"')[0]
    return editor.post(SLUG, "pack", digest=digest, do=do).status_code


def says(app: Flask) -> str:
    with app.app_context():
        return str(get_page(SLUG).html)


def test_a_newer_text_is_offered_with_its_difference_and_not_put_in_place(app: Flask, folder: Path) -> None:
    edit_here(app)
    ship(app, folder)
    editor = Editor(app)

    page, offer = (text_of(editor.client.get(editor.url(SLUG, part))) for part in ("", "pack"))

    assert "The pack has a newer text" in page
    assert f"[new: {SHIPPED} ]" in offer
    assert "[gone: Our own words. ]" in offer
    assert "Our own words." in says(app)


def test_what_the_page_was_edited_from_is_not_offered(app: Flask, folder: Path) -> None:
    edit_here(app)

    bring_in(app, folder)

    assert "newer text" not in text_of((editor := Editor(app)).client.get(editor.url(SLUG)))
    assert editor.client.get(editor.url(SLUG, "pack")).status_code == 404


def approve(app: Flask) -> None:
    """Let somebody else say yes to what waits."""
    with app.app_context():
        waiting = db.session.scalars(select(PageChange.id).where(PageChange.state == "review")).one()
        url = f"/admin/toolkit/changes/{waiting}"
    Editor(app, "statewide-administrator").client.post(url, {"do": "approve"}, on=url)


def test_a_text_that_is_taken_waits_for_somebody_else_and_is_the_packs_again(app: Flask, folder: Path) -> None:
    edit_here(app)
    ship(app, folder)

    assert answer(Editor(app), "take") == 303

    assert "Our own words." in says(app)
    approve(app)
    assert SHIPPED in says(app)
    with app.app_context():
        assert db.session.scalars(select(PackOffer)).all() == []
    ship(app, folder, "The newest words.")
    assert "The newest words." in says(app)


def test_a_text_that_is_left_is_offered_again_only_when_it_changes(app: Flask, folder: Path) -> None:
    edit_here(app)
    ship(app, folder)

    assert answer(Editor(app), "keep") == 303

    bring_in(app, folder)
    with app.app_context():
        assert db.session.scalars(select(PackOffer)).all() == []
    ship(app, folder, "The newest words.")
    with app.app_context():
        assert [row.content["body"] for row in db.session.scalars(select(PackOffer))] == ["The newest words."]
    assert "Our own words." in says(app)


def test_a_text_that_changed_after_it_was_looked_at_is_not_taken(app: Flask, folder: Path) -> None:
    edit_here(app)
    ship(app, folder)
    editor = Editor(app)

    response = editor.post(SLUG, "pack", digest="0" * 64, do="take")

    assert response.status_code == 409
    assert "Our own words." in says(app)


def test_a_text_the_pack_has_changed_meanwhile_is_not_taken_unseen(app: Flask, folder: Path) -> None:
    edit_here(app)
    ship(app, folder)
    answer(Editor(app), "take")
    ship(app, folder, "The newest words.")

    approve(app)

    assert "Our own words." in says(app)
    with app.app_context():
        change = db.session.scalars(select(PageChange)).one()
        assert (change.state, change.words.partition(",")[0]) == ("held", "The pack has another text by now")


def test_no_pack_brings_back_what_was_withdrawn_here(app: Flask, folder: Path) -> None:
    editor = Editor(app)
    editor.post(SLUG, "withdraw", note="Is wrong.", do="at-once")

    ship(app, folder)

    with app.app_context():
        assert SLUG not in pages_by_slug()
    editor.post(SLUG, "bring-back", note="Is right.")
    approve(app)
    assert SHIPPED not in says(app)


def test_no_pack_moves_back_what_was_moved_here(app: Flask, folder: Path) -> None:
    editor = Editor(app)
    editor.post(SLUG, "place", section="start", word="number-two", position="5")

    ship(app, folder)

    with app.app_context():
        assert get_page(SLUG).url == "/toolkit/start/number-two"
        assert SHIPPED in get_page(SLUG).html
        kept = db.session.scalars(select(OldAddress).where(OldAddress.source == "site")).one()
        assert (kept.path, kept.page_slug) == ("/toolkit/more/two", SLUG)


def test_a_pack_fills_a_page_of_its_name_that_was_only_begun(app: Flask, folder: Path) -> None:
    editor = Editor(app)
    begun = {"title": "Four", "section": "start", "kind": "page", "word": "four"}
    editor.client.post("/admin/toolkit/new", begun, on="/admin/toolkit/new")

    write(folder, "more/four.md", page_text("Four", body="From the pack.\n"))
    bring_in(app, folder)

    with app.app_context():
        assert get_page("four").url == "/toolkit/more/four"
    assert "What the draft changes" in text_of(editor.client.get(editor.url("four")))
