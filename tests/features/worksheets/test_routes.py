"""A worksheet's page: whom it is shown to, and that nothing typed into it has anywhere to go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portal.features.worksheets import services
from portal.features.worksheets.models import RegionWorksheet
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.contributions import WorksheetPart
from tests.clients import PortalClient, text_of
from tests.conftest import ROOT
from tests.features import declaring

if TYPE_CHECKING:
    from flask import Flask

SHEET = "/regions/northern/worksheets/sheet"
PARTS = (
    WorksheetPart(kind="heading", label="A heading", help="About it."),
    WorksheetPart(kind="note", label="A note"),
    WorksheetPart(kind="line", label="A line"),
    WorksheetPart(kind="lines", label="Some lines", rows=5),
    WorksheetPart(kind="choice", label="One of these", choices=("this one", "that one")),
    WorksheetPart(kind="checks", label="Any of these", choices=("first", "second")),
    WorksheetPart(kind="scale", label="A number", choices=("worst", "best")),
    WorksheetPart(kind="table", label="Steps", choices=("Who", "What"), rows=2),
)
SENDING = re.compile(
    r"fetch|XMLHttp|sendBeacon|WebSocket|EventSource|RTCPeer|importScripts|Worker|navigator\.|location|open\(|postMessage"
    r"|localStorage|sessionStorage|indexedDB|caches|cookie|history|submit|FormData|createElement|innerHTML|\.src|\.href"
    r"|import|clipboard",
    re.IGNORECASE,
)


@pytest.fixture
def sheet(app: Flask) -> Flask:
    """Give the portal with one private worksheet in the northern region, of every kind of part."""
    with app.app_context(), transaction():
        one = declaring.worksheet("sheet", "Our sheet", *PARTS, audience=("family",))
        services.synchronise((declaring.declared("northern", one, regions=("northern",)),))
        advance_epoch()
    return app


def opened(app: Flask, url: str = SHEET) -> tuple[str, dict[str, str]]:
    """Return a page as a worker of the region sees it, and its headers."""
    answer = PortalClient(app).sign_in_as("worker", county="Butte").get(url)
    assert answer.status_code == 200
    return answer.get_data(as_text=True), dict(answer.headers)


def test_every_part_is_shown_with_its_words(sheet: Flask) -> None:
    client = PortalClient(sheet).sign_in_as("worker", county="Butte")

    said = text_of(client.get(SHEET))

    for part in PARTS:
        assert all(words in said for words in (part.label, part.help, *part.choices) if words)


def test_the_page_has_no_form_no_named_field_and_no_button_that_sends(sheet: Flask) -> None:
    page, _ = opened(sheet)

    assert re.findall(r"<form\b", page) == []
    assert re.findall(r"<(?:input|textarea|select|button)\b[^>]*\bname=", page) == []
    assert re.findall(r"\b(?:formaction|action|ping|method)=", page) == []
    assert set(re.findall(r'<button[^>]*type="(\w+)"', page)) == {"button"}
    assert len(re.findall(r"<button\b", page)) == len(re.findall(r'<button[^>]*type="button"', page))


def test_no_field_is_remembered_or_sent_to_a_spelling_service(sheet: Flask) -> None:
    page, _ = opened(sheet)

    fields = re.findall(r"<(?:input|textarea|select)\b[^>]*>", page)

    assert len(fields) == 1 + 1 + 2 + 2 + 1 + 4
    assert [one for one in fields if 'autocomplete="off" spellcheck="false"' not in one] == []


def test_its_policy_lets_the_page_send_nothing_and_no_browser_keeps_it(sheet: Flask) -> None:
    _, headers = opened(sheet)

    policy = dict(rule.split(" ", 1) for rule in headers["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self'",
        "connect-src": "'none'", "form-action": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"


def test_its_script_has_no_way_to_send_or_keep_anything() -> None:
    source = (ROOT / "portal" / "web" / "static" / "js" / "worksheet.js").read_text(encoding="utf-8")
    code = "\n".join(line for line in source.splitlines() if not line.startswith("//"))

    assert SENDING.findall(code) == []


@pytest.mark.parametrize(
    "line", ["fetch('/x')", "navigator.sendBeacon(x)", "new Image().src = x", "localStorage.a = 1"]
)
def test_the_eye_for_scripts_sees(line: str) -> None:
    assert SENDING.search(line)


def test_the_address_takes_nothing_but_a_reader(sheet: Flask) -> None:
    client = PortalClient(sheet).sign_in_as("worker", county="Butte")

    assert client.post(SHEET, {"part-3": "words"}, on="/profile").status_code == 405


def test_a_private_worksheet_is_no_page_for_others(sheet: Flask) -> None:
    elsewhere = PortalClient(sheet).sign_in_as("worker", county="Fresno")

    assert elsewhere.get(SHEET).status_code == 404
    assert elsewhere.get("/regions/northern/worksheets/").status_code == 404
    assert PortalClient(sheet).get(SHEET).status_code == 303
    assert "Our sheet" not in text_of(PortalClient(sheet).get("/sitemap"))
    assert "Our sheet" in text_of(PortalClient(sheet).sign_in_as("worker", county="Butte").get("/sitemap"))


def test_one_that_is_for_everyone_is_open_to_a_family_without_an_account(sheet: Flask) -> None:
    with sheet.app_context(), transaction():
        db.session.execute(update(RegionWorksheet).where(RegionWorksheet.key == "sheet").values(for_everyone=True))
        advance_epoch()

    answer = PortalClient(sheet).get(SHEET)

    assert answer.status_code == 200
    assert answer.cache_control.no_store
    assert "connect-src 'none'" in answer.headers["Content-Security-Policy"]
    assert SHEET in PortalClient(sheet).get("/sitemap.xml").get_data(as_text=True)


def test_the_regions_home_leads_to_its_worksheets(sheet: Flask) -> None:
    home, _ = opened(sheet, "/regions/northern/")

    assert f'href="{SHEET}"' in home
    assert 'href="/regions/northern/worksheets/"' in home


def test_a_region_without_worksheets_says_so_on_its_page_and_nothing_on_its_home(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Fresno")

    assert "No worksheets yet" in text_of(client.get("/regions/central/worksheets/"))
    assert "Worksheets of" not in text_of(client.get("/regions/central/"))


def test_the_words_around_a_spanish_sheet_are_spanish(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="San Diego")

    page = client.get("/regions/southern/worksheets/escala-de-seguridad").get_data(as_text=True)

    assert '<article class="sheet" lang="es" dir="ltr"' in page
    assert "Lo que escribe se queda en este aparato." in page
    assert "Imprimir la hoja" in page
    for words in ("Pertenece a", "Para", "A cargo de", "Última revisión"):
        assert f'<dt lang="es">{words}</dt>' in page


def test_a_right_to_left_sheet_says_its_direction_and_keeps_english_words_around_it(app: Flask) -> None:
    with app.app_context(), transaction():
        one = declaring.worksheet("sheet", "ورقة", WorksheetPart(kind="line", label="سطر"), language="ar")
        services.synchronise((declaring.declared("northern", one, regions=("northern",)),))
        advance_epoch()

    page, _ = opened(app)

    assert '<article class="sheet" lang="ar" dir="rtl"' in page
    assert "What you write stays on this device." in page
