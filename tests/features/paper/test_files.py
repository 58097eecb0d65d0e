"""Pages and regions' tools as files: who gets them, made once, and with what at their foot."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from portal.features.authoring.services.images import Words, add_picture, prepare, store
from portal.features.paper import routes
from portal.features.paper.queries import page_codes, tool_codes
from portal.features.paper.rules import Subject, shown_code
from portal.features.toolkits.queries import list_pages
from portal.features.toolkits.rules import ON_PAPER
from portal.features.tools import services as tools
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.web.storage import storage_here
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.declaring import declared, tool
from tests.features.paper.papers import URL, new_version, recalled

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

MARKER = "Zanzibar"


def words_of(answer: TestResponse) -> str:
    """Return what a PDF says."""
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    return " ".join(re.sub(r"-\n", "", text).split())


def word_of(answer: TestResponse) -> docx.document.Document:
    """Return a Word file, opened."""
    return docx.Document(BytesIO(answer.data))


@pytest.fixture
def northern(app: Flask) -> Flask:
    """Give Northern a tool of its own, one for everyone, and one in Persian."""
    records = (
        tool("own", f"{MARKER} tool", body=f"## Steps\n\n1. {MARKER}\n"),
        tool("open", "An open tool", for_everyone=True),
        tool("persian", "خانه", language="fa", body="سلام\n\n- یک"),
    )
    with app.app_context(), transaction():
        tools.synchronise((declared("northern", *records),))
        advance_epoch()
    return app


def test_a_pdf_says_what_the_page_says_and_which_version_it_is(client: PortalClient, context: Flask) -> None:
    answer = client.get(f"{URL}.pdf")

    said = words_of(answer)
    code = page_codes()["three-houses"]
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "Let the child name and draw the houses." in said
    assert "House of Good Things" in said
    assert "Three houses, side by side" in said
    assert "Three Houses · Version 1 ·" in said
    assert f"type {shown_code(code)} at localhost/c/" in said
    assert "Credit Nicki Weld and Maggie Greening, New Zealand" in said
    assert answer.headers["Content-Disposition"] == 'inline; filename="three-houses-version-1.pdf"'


def test_a_word_file_has_real_headings_lists_and_tables(client: PortalClient) -> None:
    opened = word_of(client.get(f"{URL}.docx"))

    styles = {paragraph.text: paragraph.style.name for paragraph in opened.paragraphs}
    assert styles["Three Houses"] == "Title"
    assert styles["Steps"] == "Heading 1"
    assert styles["Ask this"] == "Heading 2"
    assert styles["Promising secrecy."] == "List Bullet"
    assert next(text for text in styles if text.startswith("Prepare.")) in styles
    assert [cell.text for cell in opened.tables[0].rows[0].cells] == ["Part", "Kind", "Note"]
    assert "Version 1" in opened.sections[0].footer.tables[0].rows[0].cells[0].text
    assert (opened.core_properties.title, opened.core_properties.language) == ("Three Houses", "en")


def test_a_file_is_sent_once_and_made_once_until_it_says_something_else(
    client: PortalClient, context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setitem(routes.WRITERS, "pdf", lambda sheet, _: made.append(sheet.title) or b"%PDF")
    first = client.get(f"{URL}.pdf")

    again = client.get(f"{URL}.pdf", headers={"If-None-Match": first.headers["ETag"]})
    other = client.get(f"{URL}.pdf")
    new_version(title="Four Houses")
    newer = client.get(f"{URL}.pdf", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert other.data == b"%PDF"
    assert newer.status_code == 200
    assert made == ["Three Houses", "Four Houses"]
    assert first.headers["Cache-Control"] == "public, no-cache"


def test_a_page_offers_its_files_and_one_that_is_not_for_paper_has_none(client: PortalClient) -> None:
    page, other = client.get(URL), client.get("/toolkit/about-sop/history")

    assert f'href="{URL}.pdf"' in page.get_data(as_text=True)
    assert "Word (DOCX, to change or type in)" in text_of(page)
    assert ".pdf" not in other.get_data(as_text=True)
    assert client.get("/toolkit/about-sop/history.pdf").status_code == 404
    assert client.get("/toolkit/about-sop/nothing.pdf").status_code == 404
    assert client.get(f"{URL}.odt").status_code == 404


def test_a_file_asked_for_where_its_page_was_before_leads_on(client: PortalClient) -> None:
    answers = [client.get(f"/toolkit/{place}three-houses.pdf") for place in ("about-sop/", "")]

    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(301, f"{URL}.pdf")] * 2


def test_files_of_what_is_recalled_are_refused_with_the_reason(client: PortalClient, context: Flask) -> None:
    recalled(reason="The third house was wrong.", replacement="scaling")

    answers = [client.get(f"{URL}.{ending}") for ending in ("pdf", "docx")]

    for answer in answers:
        assert answer.status_code == 410
        assert "This file is not given out" in text_of(answer)
        assert "The third house was wrong." in text_of(answer)
    assert f"{URL}.pdf" not in client.get(URL).get_data(as_text=True)


def test_a_regions_tool_is_a_file_for_its_people_alone(northern: Flask) -> None:
    address = "/regions/northern/tools/own.pdf"
    own = PortalClient(northern).sign_in_as("worker", county="Butte").get(address)
    other = PortalClient(northern).sign_in_as("worker", county="Fresno").get(address)
    stranger = PortalClient(northern).get(address)

    assert own.status_code == 200
    assert f"1. {MARKER}" in words_of(own)
    assert "public" not in own.headers["Cache-Control"]
    assert (other.status_code, stranger.status_code) == (404, 303)
    assert MARKER.encode() not in other.data + stranger.data


def test_a_tool_for_everyone_is_a_file_for_everyone(northern: Flask, client: PortalClient) -> None:
    assert "An open tool" in words_of(client.get("/regions/northern/tools/open.pdf"))


def test_a_tool_in_persian_comes_as_a_word_file_that_runs_from_right_to_left(northern: Flask) -> None:
    worker = PortalClient(northern).sign_in_as("worker", county="Butte")

    page, answer = worker.get("/regions/northern/tools/persian"), worker.get("/regions/northern/tools/persian.docx")

    opened = word_of(answer)
    assert "persian.pdf" not in page.get_data(as_text=True)
    assert worker.get("/regions/northern/tools/persian.pdf").status_code == 404
    assert "سلام" in [paragraph.text for paragraph in opened.paragraphs]
    assert all(paragraph._p.pPr.find(docx.oxml.ns.qn("w:bidi")) is not None for paragraph in opened.paragraphs)


def test_a_recalled_tool_is_no_file_and_shows_its_banner_at_home_only(northern: Flask) -> None:
    with northern.app_context():
        recalled(Subject("own", "northern"), reason=f"{MARKER} is wrong.")
        assert "own" in tool_codes("northern")
    own = PortalClient(northern).sign_in_as("worker", county="Butte")
    other = PortalClient(northern).sign_in_as("worker", county="Fresno")

    assert own.get("/regions/northern/tools/own.docx").status_code == 410
    assert f"{MARKER} is wrong." in text_of(own.get("/regions/northern/tools/own"))
    assert f"{MARKER} tool Recalled" in text_of(own.get("/regions/northern/tools/"))
    for path in ("/regions/northern/tools/own", "/regions/northern/tools/own.docx", "/toolkit/shared-tools/"):
        assert MARKER not in text_of(other.get(path))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # it is about files: once is enough
def test_pages_of_each_kind_can_be_written_as_both_files(context: Flask, client: PortalClient) -> None:
    pages = [page for page in list_pages() if page.kind in ON_PAPER]

    sizes = [len(client.get(f"{page.url}.{ending}").data) for page in pages[::12] for ending in ("pdf", "docx")]

    assert len(sizes) >= 20
    assert min(sizes) > 10_000


def test_a_picture_that_an_editor_put_in_is_in_both_files_with_its_words(client: PortalClient, context: Flask) -> None:
    words = Words(title="Rings", alternative="Two rings, one in the other.", credit="")
    drawn = prepare(picture_file())
    key = store(drawn, storage_here())
    editor = make_person("statewide-editor")
    with transaction():
        add_picture(key, drawn, words, actor_id=editor.id)
    new_version(body=f"## Purpose\n\n![](picture:{key})\n")

    pdf, word = client.get(f"{URL}.pdf"), client.get(f"{URL}.docx")

    assert [
        image.image.size for page in PdfReader(BytesIO(pdf.data)).pages for image in page.images if image.image
    ] == [(60, 40)]
    [shape] = word_of(word).inline_shapes
    assert shape._inline.docPr.get("descr") == "Two rings, one in the other."


def picture_file() -> bytes:
    """Return a small picture as a file."""
    out = BytesIO()
    Image.new("RGB", (60, 40), (200, 90, 40)).save(out, "WEBP")
    return out.getvalue()
