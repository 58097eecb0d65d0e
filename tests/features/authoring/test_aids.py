"""Help while writing: pasted text is cleaned and its author told, hints follow the text, links are looked at before."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image
from sqlalchemy import select

from portal.features.toolkits.models import Picture
from portal.foundation.database import db
from tests.clients import PortalClient, text_of
from tests.features.authoring.writing import Editor

if TYPE_CHECKING:
    from flask import Flask

SLUG = "circles"
PASTED = (
    '<p class=MsoNormal style="color:red">What <b>went</b> well?<o:p></o:p></p>\n<script>alert(1)</script>\n\n'
    "![A house](https://tracker.example/house.png) and [a link](https://e.example/?utm_source=mail)"
)
CLEAN = "What **went** well?\n\n\nA house and [a link](https://e.example/)"
TOLD = (
    "A script was taken out.",
    "Word’s hidden formatting was taken out.",
    "The picture “A house” was taken out: pictures come from the picture library, where you can upload it.",
    "What follows readers was taken off the end of a link.",
)


def test_what_was_pasted_is_cleaned_when_it_is_saved_and_the_author_is_told(app: Flask) -> None:
    editor = Editor(app)

    editor.save(SLUG, body=PASTED)

    told = text_of(editor.client.get(editor.url(SLUG)))
    assert str(editor.open(SLUG)["body"]).split() == CLEAN.split()
    assert [sentence for sentence in TOLD if sentence not in told] == []


def test_a_preview_shows_the_cleaned_text_and_its_hints(app: Flask) -> None:
    editor = Editor(app)
    body = "<b>Bold</b> and see [here](page:scaling)."

    answer = editor.send(SLUG, editor.open(SLUG), body=body, do="preview")

    page = editor.client.get(answer.headers["Location"]).get_data(as_text=True)
    assert "<strong>Bold</strong> and see" in page
    assert "The link “here” does not say where it leads" in page
    assert "HTML was turned into Markdown" in page


def test_the_form_shows_hints_for_what_is_in_it(app: Flask) -> None:
    editor = Editor(app)

    editor.save(SLUG, body="The perpetrator left. The HARMS and the XYZ.")

    page = text_of(editor.client.get(editor.url(SLUG, "edit")))
    assert "Words of the practice “perpetrator”: Say who it is and what was done" in page
    assert "Nothing explains “XYZ”" in page
    assert "Line 1" in page


def test_hints_follow_what_is_typed(app: Flask) -> None:
    editor = Editor(app)

    answer = editor.send(SLUG, editor.open(SLUG), "typing", body="Fine words.\n\nSee [here](page:scaling).")

    assert answer.get_json()["hints"] == [
        {
            "kind": "For everybody to read",
            "sentence": "The link “here” does not say where it leads: use the name of the page.",
            "line": 3,
        }
    ]
    assert editor.client.get(editor.url(SLUG, "typing")).get_json()["hints"] is None


def test_a_sheet_is_held_to_an_easier_grade_than_a_page(app: Flask) -> None:
    editor = Editor(app)
    body = "The worker asks the family what has happened before and what they would like to be different now. " * 5

    sheet = editor.send(SLUG, editor.open(SLUG), "typing", body=body, kind="sheet").get_json()["hints"]
    page = editor.send(SLUG, editor.open(SLUG), "typing", body=body, kind="page").get_json()["hints"]

    assert [hint["sentence"] for hint in sheet if "grade" in hint["sentence"]] == [
        "The text reads at grade 7.2; the target is 6: shorter sentences, shorter words."
    ]
    assert [hint for hint in page if "grade" in hint["sentence"]] == []


def test_the_clipboard_comes_back_as_markdown_and_nothing_is_kept(app: Flask) -> None:
    editor = Editor(app)

    answer = editor.client.post(
        "/admin/toolkit/clean", {"html": "<h1>One</h1><ul><li>a<li>b</ul><img src=//x.example/t.gif width=1>"},
        on=editor.url(SLUG, "edit"),
    )  # fmt: skip

    assert answer.get_json() == {
        "text": "## One\n\n- a\n- b",
        "told": [
            "A hidden picture that tells others who reads was taken out.",
            "HTML was turned into Markdown: look it over.",
        ],
    }


def test_nobody_else_is_told_that_there_is_a_cleaner(app: Flask) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Butte")

    assert worker.post("/admin/toolkit/clean", {"html": "<b>x</b>"}).status_code == 404


def test_a_link_to_a_part_that_is_not_there_keeps_a_page_from_being_published(app: Flask) -> None:
    editor = Editor(app)
    body = str(editor.open(SLUG)["body"])

    editor.save(SLUG, body=body + "\n\n[one](page:three-houses#no-part) [two](#no-such-part) [three](#steps)")

    page = text_of(editor.client.get(editor.url(SLUG)))
    assert "the page “three-houses” has no part “no-part”" in page
    assert "the page has no part “no-such-part”" in page
    assert "no part “steps”" not in page
    assert editor.publish(SLUG).status_code == 422


def test_a_picture_of_the_library_is_shown_in_the_preview_and_an_unknown_one_keeps_a_page_back(app: Flask) -> None:
    editor, out = Editor(app), BytesIO()
    Image.new("RGB", (40, 30), 7).save(out, "PNG")
    words = {"title": "A house", "alternative": "A house with three rooms.", "credit": "Drawn here."}
    file = {"file": (BytesIO(out.getvalue()), "a.png")}
    library = "/admin/toolkit/pictures"
    editor.client.post(library, words | file, on=library)  # type: ignore[arg-type]
    with app.app_context():
        key = db.session.scalars(select(Picture.key)).one()

    editor.save(SLUG, body=f"{editor.open(SLUG)['body']}\n\n![](picture:{key}) ![x](picture:nosuch)")

    shown = editor.client.get(editor.url(SLUG, "preview")).get_data(as_text=True)
    state = text_of(editor.client.get(editor.url(SLUG)))
    assert f'<img class="picture" src="/pictures/{key}.png" alt="A house with three rooms." width="40"' in shown
    assert "There is no picture “nosuch” in the library." in state
    assert "in a draft" in text_of(editor.client.get(f"{library}/{key}"))
