"""The picture library: words for every picture, served from here, deleted only where nothing shows it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import select

from portal.features.toolkits.models import Page, PageRevision, Picture
from portal.features.toolkits.queries import picture_library
from portal.features.toolkits.services import publish
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

LIBRARY = "/admin/toolkit/pictures"
WORDS = {"title": "Three houses", "alternative": "Three houses side by side.", "credit": "Drawn for this project."}


def points(shade: int = 7, size: tuple[int, int] = (40, 30)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (shade, 20, 90)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def editor(app: Flask) -> PortalClient:
    """Give a statewide editor's browser."""
    return PortalClient(app).sign_in_as("statewide-editor")


def upload(client: PortalClient, data: bytes, **words: str) -> TestResponse:
    return client.post(LIBRARY, WORDS | words | {"file": (BytesIO(data), "houses.png")}, on=LIBRARY)  # type: ignore[arg-type,dict-item]


def only_picture() -> Picture:
    db.session.rollback()
    return db.session.scalars(select(Picture)).one()


def show_on_circles(key: str) -> None:
    """Let the page on circles show a picture."""
    with transaction():
        page = db.session.scalars(select(Page).where(Page.slug == "circles")).one()
        now_said = db.session.scalars(
            select(PageRevision).where(PageRevision.page_id == page.id, PageRevision.number == page.revision_number)
        ).one()
        publish(
            page, title=now_said.title, summary=now_said.summary, kind=now_said.kind, facts=now_said.facts,
            body=f"{now_said.body}\n\n![]({key})\n\n![Mine]({key})", note="A picture", author_id=None,
        )  # fmt: skip


def test_an_uploaded_picture_is_kept_with_its_words_and_sent_for_a_year(app: Flask, editor: PortalClient) -> None:
    answer = upload(editor, points())

    with app.app_context():
        picture = only_picture()
        deeds = list(db.session.scalars(select(AuditEntry.deed)))
    sent = PortalClient(app).get(f"/pictures/{picture.key}.png")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{LIBRARY}/{picture.key}")
    assert (picture.title, picture.alternative, picture.width, picture.height) == (
        "Three houses", "Three houses side by side.", 40, 30,
    )  # fmt: skip
    assert "picture added" in deeds
    assert sent.mimetype == "image/png"
    assert Image.open(BytesIO(sent.data)).size == (40, 30)
    assert sent.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in sent.headers
    again = PortalClient(app).get(f"/pictures/{picture.key}.png", headers={"If-None-Match": sent.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name", ["aaaaaaaaaa.png", "aaaaaaaaaa.svg", "x.png", "..%2fportal.sqlite", "aaaaaaaaaa.png.jpg"]
)
def test_what_is_no_picture_of_the_library_is_not_there(app: Flask, name: str) -> None:
    assert PortalClient(app).get(f"/pictures/{name}").status_code == 404


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"alternative": " "}, "Say what the picture shows, for people who cannot see it."),
        ({"alternative": "houses.png"}, "Say what the picture shows; the name of its file does not."),
        ({"title": ""}, "Give the picture a name to find it by."),
        ({"credit": ""}, "Say where the picture comes from, and that it may be used."),
        ({"alternative": "x" * 301}, "“What it shows” has at most 300 characters."),
    ],
)
def test_a_picture_without_its_words_is_refused_and_what_was_typed_stays(
    app: Flask, editor: PortalClient, words: dict[str, str], sentence: str
) -> None:
    answer = upload(editor, points(), **words)

    page = answer.get_data(as_text=True)
    with app.app_context():
        assert list(db.session.scalars(select(Picture))) == []
    assert answer.status_code == 422
    assert sentence in page
    assert "Choose the picture again" in page
    assert (WORDS | words)["credit"] in page


def test_a_file_that_is_no_picture_is_refused_with_its_words_kept(app: Flask, editor: PortalClient) -> None:
    answer = upload(editor, b"%PDF-1.7 no picture")

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "This is no picture the portal takes." in page
    assert "Three houses side by side." in page


def test_an_upload_beyond_ten_megabytes_is_refused_before_it_is_read(app: Flask, editor: PortalClient) -> None:
    answer = upload(editor, bytes(11 * 1024 * 1024))

    assert answer.status_code == 413
    assert "The picture is larger than 10 MB." in answer.get_data(as_text=True)


def test_the_same_picture_is_not_kept_twice(app: Flask, editor: PortalClient) -> None:
    upload(editor, points())

    answer = upload(editor, points(), title="Again")

    with app.app_context():
        assert only_picture().title == "Three houses"
    assert answer.status_code == 422
    assert "This picture is already in the library, as “Three houses”." in answer.get_data(as_text=True)


def test_a_page_shows_the_picture_with_its_measures_and_the_librarys_words_where_it_has_none(
    app: Flask, editor: PortalClient
) -> None:
    upload(editor, points())
    with app.app_context():
        key = only_picture().key
        show_on_circles(f"picture:{key}")

    page = PortalClient(app).get("/toolkit/direct-practice/circles").get_data(as_text=True)

    pictures = re.findall(rf"<img [^>]*/pictures/{key}\.png[^>]*>", page)
    assert [re.search(r'alt="([^"]*)"', one)[1] for one in pictures] == ["Three houses side by side.", "Mine"]  # type: ignore[index]
    assert all('width="40" height="30"' in one for one in pictures)


def test_a_picture_that_a_page_shows_cannot_be_deleted(app: Flask, editor: PortalClient) -> None:
    upload(editor, points())
    with app.app_context():
        key = only_picture().key
        show_on_circles(f"picture:{key}")

    answer = editor.post(f"{LIBRARY}/{key}/delete", on=LIBRARY)

    page = editor.get(f"{LIBRARY}/{key}").get_data(as_text=True)
    assert answer.status_code == 409
    assert "take it out there first" in answer.get_data(as_text=True)
    assert "shown to readers" in page
    assert "Delete this picture" not in page
    assert PortalClient(app).get(f"/pictures/{key}.png").status_code == 200


def test_an_unused_picture_is_deleted_with_its_file(app: Flask, editor: PortalClient) -> None:
    upload(editor, points())
    with app.app_context():
        key = only_picture().key

    answer = editor.post(f"{LIBRARY}/{key}/delete", on=f"{LIBRARY}/{key}")

    with app.app_context():
        assert picture_library() == {}
    assert answer.status_code == 303
    assert PortalClient(app).get(f"/pictures/{key}.png").status_code == 404


def test_the_words_of_a_picture_can_be_changed_and_pages_say_them(app: Flask, editor: PortalClient) -> None:
    upload(editor, points())
    with app.app_context():
        key = only_picture().key

    wrong = editor.post(f"{LIBRARY}/{key}", WORDS | {"alternative": ""}, on=f"{LIBRARY}/{key}")
    right = editor.post(f"{LIBRARY}/{key}", WORDS | {"alternative": "A house."}, on=f"{LIBRARY}/{key}")

    with app.app_context():
        assert only_picture().alternative == "A house."
    assert (wrong.status_code, right.status_code) == (422, 303)


def test_the_library_tells_what_no_page_uses(app: Flask, editor: PortalClient) -> None:
    upload(editor, points())
    upload(editor, points(99), title="Circles")
    with app.app_context():
        used = db.session.scalars(select(Picture.key).where(Picture.title == "Circles")).one()
        show_on_circles(f"picture:{used}")

    everything = editor.get(LIBRARY).get_data(as_text=True)
    unused = editor.get(f"{LIBRARY}?show=unused").get_data(as_text=True)

    assert "On 1 page" in everything
    assert "Show the 1 that no page uses" in everything
    assert f"{LIBRARY}/{used}" not in unused
    assert "Three houses" in unused
