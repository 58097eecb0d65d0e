"""Films on the site: who brings them in, what they need to go live, and what their pages ask of others."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.families.models import Film
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import TOKEN, PortalClient, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from werkzeug.test import TestResponse

FILMS, NEW = "/admin/films/", "/admin/films/new"
CAPTIONS = "WEBVTT\n\n00:01.000 --> 00:50.000\nOne two three four five six.\n"
WHOLE = {
    "title": "The knock on the door", "summary": "A parent and a worker remember.", "minutes": "1", "language": "en",
    "voices": "A parent", "address": "https://youtu.be/abc-DEF_123", "captions": CAPTIONS, "captions_at_host": "y",
    "transcript": "One two three.\n\nFour five <six>.", "related": "scaling, /toolkit/direct-practice/three-houses",
}  # fmt: skip
KEY = "the-knock-on-the-door"


@pytest.fixture(autouse=True)
def _without_review(app: Flask) -> Iterator[None]:
    """Let one person publish; that it takes two otherwise is told in test_film_reviews.py."""
    settings = app.extensions["portal.settings"]
    app.extensions["portal.settings"] = settings.model_copy(update={"review_before_publish": False})
    yield
    app.extensions["portal.settings"] = settings


@pytest.fixture
def editor(app: Flask) -> PortalClient:
    return PortalClient(app).sign_in_as("statewide-editor")


def film_row(app: Flask) -> Film:
    with app.app_context():
        return db.session.scalars(select(Film).order_by(Film.id.desc())).first() or pytest.fail("there is no film")


def keep(editor: PortalClient, **changes: str) -> str:
    """Bring in a film; return the address of its form."""
    answer = editor.post(NEW, WHOLE | changes, on=NEW)
    assert answer.status_code == 303, text_of(answer)
    return str(answer.location)


def save(editor: PortalClient, form: str, **changes: str) -> TestResponse:
    """Save a film's form as it stands, with changes."""
    seen = str(film_row(editor.app).version)
    return editor.post(form, WHOLE | {"seen": seen} | changes, on=form)


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        lines = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"film {KEY}").order_by(AuditEntry.id)
        )
        return [line.deed for line in lines]


def test_a_film_begins_with_a_title_and_nobody_sees_it(app: Flask, editor: PortalClient) -> None:
    form = editor.post(NEW, {"title": "The knock on the door", "language": "en"}, on=NEW).location

    page = text_of(editor.get(str(form)))
    assert "Nobody sees it yet" in page
    assert "Captions: Captions are missing." in page
    assert "Transcript: The transcript is missing." in page
    assert f'action="{form}/publish"' not in editor.get(str(form)).text
    assert PortalClient(app).get(f"/films/{KEY}").status_code == 404
    assert "The knock on the door" not in PortalClient(app).get("/toolkit/videos").text


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"captions": ""}, "Captions are missing."), ({"transcript": ""}, "The transcript is missing."),
        ({"captions": "1\n00:00:01,000 --> 00:00:50,000\nHi\n"}, "This is an SRT file"),
        ({"address": "https://evil.example/a.mp4"}, "this address is of evil.example"),
        ({"captions_at_host": ""}, "Load the captions up at www.youtube-nocookie.com too"),
    ],
)  # fmt: skip
def test_a_film_without_all_it_needs_cannot_be_published(
    app: Flask, editor: PortalClient, changes: dict[str, str], told: str
) -> None:
    form = keep(editor, **changes)

    answer = editor.post(f"{form}/publish", on=form)

    assert answer.status_code == 422
    assert told in text_of(answer)
    assert film_row(app).live_at is None
    assert PortalClient(app).get(f"/films/{KEY}").status_code == 404


def test_a_published_film_has_a_page_that_asks_nothing_elsewhere_until_play(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    stranger = PortalClient(app)
    stranger.get("/toolkit/videos")

    assert editor.post(f"{form}/publish", on=form).status_code == 303

    page, playing = stranger.get(f"/films/{KEY}"), stranger.get(f"/films/{KEY}/play")
    before_the_template, _, player = page.text.partition("<template>")
    assert "youtube-nocookie.com/" not in before_the_template
    assert '<iframe class="film-player" src="https://www.youtube-nocookie.com/embed/abc-DEF_123?' in player
    assert "Four five &lt;six&gt;." in page.text
    assert 'href="/toolkit/direct-practice/three-houses"' in page.text
    assert "<template>" not in playing.text
    assert "<iframe" in playing.text
    for answer in (page, playing):
        assert answer.headers["Content-Security-Policy"].endswith("; frame-src https://www.youtube-nocookie.com")
    assert f'href="/films/{KEY}"' in stranger.get("/toolkit/videos").text
    assert "frame-src" not in stranger.get("/toolkit/videos").headers["Content-Security-Policy"]
    assert f'href="/films/{KEY}"' in stranger.get("/sitemap").text
    assert deeds(app) == ["film added", "film published"]


def test_captions_are_sent_as_they_are_kept(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)

    answer = PortalClient(app).get(f"/films/{KEY}/captions.vtt")

    assert (answer.text, answer.mimetype) == (CAPTIONS, "text/vtt")


def test_captions_may_come_as_a_file(app: Flask, editor: PortalClient) -> None:
    proof = TOKEN.search(editor.get(NEW).text)
    assert proof is not None
    file = (BytesIO("\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:50.000\r\nSí.\r\n".encode()), "film.vtt")

    answer = editor.http.post(NEW, data=WHOLE | {"csrf_token": proof[1], "captions_file": file})

    assert answer.status_code == 303
    assert film_row(app).captions == "WEBVTT\n\n00:01.000 --> 00:50.000\nSí.\n"


def test_a_file_that_is_no_text_is_refused_and_what_was_typed_stays(app: Flask, editor: PortalClient) -> None:
    proof = TOKEN.search(editor.get(NEW).text)
    assert proof is not None
    file = (BytesIO(b"\xff\xfe\x00W"), "film.vtt")

    answer = editor.http.post(NEW, data=WHOLE | {"csrf_token": proof[1], "captions_file": file})

    assert answer.status_code == 422
    assert "The file is not UTF-8 text" in text_of(answer)
    assert "A parent and a worker remember." in answer.text
    with app.app_context():
        assert db.session.scalars(select(Film)).all() == []


def test_a_film_that_is_watched_cannot_lose_its_captions(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)

    answer = save(editor, form, captions="", title="Another title")

    assert answer.status_code == 422
    assert "Captions are missing." in text_of(answer)
    assert 'value="Another title"' in answer.text
    assert (film_row(app).captions, film_row(app).title) == (CAPTIONS, "The knock on the door")


def test_a_change_is_seen_at_once_and_the_address_stays(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)
    stranger = PortalClient(app)
    stranger.get(f"/films/{KEY}")

    save(editor, form, title="A knock")

    assert "<h1>A knock</h1>" in stranger.get(f"/films/{KEY}").text


def test_nobody_saves_over_a_text_they_have_not_seen(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    save(editor, form, title="Theirs")

    answer = save(editor, form, title="Mine", seen="1")

    assert answer.status_code == 409
    assert "Somebody else has changed this film" in text_of(answer)
    assert 'value="Mine"' in answer.text
    assert film_row(app).title == "Theirs"


def test_a_film_is_taken_back_and_only_then_deleted(app: Flask, editor: PortalClient) -> None:
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)
    refused = editor.post(f"{form}/delete", on=form)
    stranger = PortalClient(app)
    stranger.get(f"/films/{KEY}")

    silent = editor.post(f"{form}/take-back", on=form)
    editor.post(f"{form}/take-back", {"reason": "Was never meant to stay."}, on=form)
    gone = stranger.get(f"/films/{KEY}")
    editor.post(f"{form}/delete", on=form)

    assert (refused.status_code, silent.status_code, gone.status_code) == (409, 422, 404)
    assert editor.get(form).status_code == 404
    assert deeds(app) == ["film added", "film published", "film taken back", "film deleted"]


def test_two_films_of_one_title_have_addresses_of_their_own(app: Flask, editor: PortalClient) -> None:
    keep(editor)
    keep(editor)

    assert film_row(app).key == f"{KEY}-2"


def test_an_address_that_nobody_can_read_is_told_and_kept(editor: PortalClient) -> None:
    form = keep(editor, address="https://[films")

    assert "it begins with https://" in text_of(editor.get(form))


def test_a_page_that_is_not_there_is_named(editor: PortalClient) -> None:
    answer = editor.post(NEW, WHOLE | {"related": "scalin"}, on=NEW)

    assert answer.status_code == 422
    assert "There is no page “scalin” (did you mean “scaling”?)." in text_of(answer)


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("regional-administrator", {"region": "northern"}), ("regional-editor", {"region": "northern"}),
        ("worker", {"county": "Butte"}),
    ],
    ids=["regional-administrator", "regional-editor", "worker"],
)  # fmt: skip
def test_only_who_writes_the_statewide_toolkit_brings_in_films(app: Flask, role: str, place: dict[str, str]) -> None:
    person = PortalClient(app).sign_in_as(role, **place)  # type: ignore[arg-type]

    assert person.get(FILMS).status_code == 403
    assert person.post(NEW, WHOLE).status_code == 403
    with app.app_context():
        assert db.session.scalars(select(Film)).all() == []


def test_a_file_of_the_academys_own_is_played_by_the_browser_with_our_captions(
    app: Flask, editor: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["portal.settings"].model_copy(update={"video_hosts": ("films.academy.example",)})
    monkeypatch.setitem(app.extensions, "portal.settings", settings)
    form = keep(editor, address="https://films.academy.example/knock.mp4", captions_at_host="")
    editor.post(f"{form}/publish", on=form)

    page = PortalClient(app).get(f"/films/{KEY}/play")

    assert 'src="https://films.academy.example/knock.mp4"' in page.text
    assert f'<track kind="captions" src="/films/{KEY}/captions.vtt" srclang="en"' in page.text
    assert "media-src 'self' https://films.academy.example" in page.headers["Content-Security-Policy"]
    assert "frame-src" not in page.headers["Content-Security-Policy"]


def test_a_film_whose_host_is_no_longer_allowed_is_not_shown(
    app: Flask, editor: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = keep(editor)
    editor.post(f"{form}/publish", on=form)
    settings = app.extensions["portal.settings"].model_copy(update={"video_hosts": ("player.vimeo.com",)})
    monkeypatch.setitem(app.extensions, "portal.settings", settings)

    assert PortalClient(app).get(f"/films/{KEY}").status_code == 404
