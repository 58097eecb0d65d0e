"""Pages for families: the same for everybody, in each language, with a way out; and nothing is noted of who reads."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import segno
import time_machine
from sqlalchemy import func, select

from portal.features.families import drawing
from portal.features.families.queries import list_sheets
from portal.features.families.rules import sheets
from portal.features.toolkits.models import OldAddress, Page
from portal.features.toolkits.queries import get_page, pages_by_slug
from portal.foundation.clock import now
from portal.foundation.database import Model, db
from portal.foundation.days import day_in_words
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

SHEET = "/family/what-to-expect"
IN_SPANISH = "/family/what-to-expect/es"
EVERY_LANGUAGE = "/family/"


def change_page(app: Flask, slug: str, **values: object) -> None:
    with app.app_context(), transaction():
        page = db.session.scalars(select(Page).where(Page.slug == slug)).one()
        for name, value in values.items():
            setattr(page, name, value)
        advance_epoch()


def rows_in(connection: Connection) -> dict[str, int]:
    tables = Model.metadata.sorted_tables
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


@pytest.mark.parametrize("url", [SHEET, IN_SPANISH, EVERY_LANGUAGE])
def test_a_stranger_and_whoever_is_signed_in_get_one_page_and_no_cookie(app: Flask, url: str) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Butte")

    strangers, workers = PortalClient(app).get(url), worker.get(url)

    assert (strangers.status_code, workers.status_code) == (200, 200)
    assert strangers.data == workers.data
    assert list(strangers.headers) == list(workers.headers)
    assert "Set-Cookie" not in workers.headers
    assert strangers.headers["Referrer-Policy"] == "no-referrer"
    assert strangers.headers["Cache-Control"] == "public, no-cache"


def test_whoever_is_signed_in_still_is_after_reading_a_sheet(app: Flask) -> None:
    worker = PortalClient(app).sign_in_as("worker", county="Butte")

    worker.get(SHEET)

    assert worker.get("/profile").status_code == 200


def test_nothing_is_noted_of_who_reads(app: Flask, connection: Connection, caplog: pytest.LogCaptureFixture) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")
    before = rows_in(connection)
    caplog.set_level(logging.DEBUG)
    caplog.clear()

    client.get(SHEET, headers={"User-Agent": "a phone of somebody", "Referer": "http://localhost/secret"})
    client.get("/family/not-a-sheet")

    assert rows_in(connection) == before
    assert [record.getMessage() for record in caplog.records if "family" in record.getMessage()] == []


def test_a_sheet_is_read_in_its_language_and_leads_to_the_other(client: PortalClient) -> None:
    english, spanish = client.get(SHEET), client.get(IN_SPANISH)

    assert '<html lang="en" dir="ltr">' in english.text
    assert f'href="{IN_SPANISH}" lang="es" hreflang="es">Español</a>' in english.text
    assert '<html lang="es" dir="ltr">' in spanish.text
    assert f'href="{SHEET}" lang="en" hreflang="en">English</a>' in spanish.text
    assert "Salir de esta página" in spanish.text
    assert "en espera de que la revise" in text_of(spanish)
    assert "awaits review" not in text_of(english)


def test_the_way_out_is_a_plain_link_that_tells_the_other_site_nothing(client: PortalClient) -> None:
    page = client.get(SHEET).text

    way_out = '<a class="family-exit" href="https://www.weather.gov/" rel="noreferrer noopener nofollow" data-exit>'
    assert way_out in page
    assert page.index(way_out) < page.index("<h1>")
    assert page.count("https://") == 1


def test_what_needs_script_is_not_shown_without_it(client: PortalClient) -> None:
    page = client.get(SHEET).text

    assert 'data-aloud data-stop="Stop reading" hidden>Read aloud</button>' in page
    assert "data-print hidden>Print</button>" in page
    assert "<span data-exit-keys hidden>" in page
    assert "<form" not in page


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/family/what-to-expect-es", IN_SPANISH), ("/family/what-to-expect/en", SHEET),
        ("/family/was-called-so", SHEET), ("/family/was-called-so/es", IN_SPANISH),
    ],
)  # fmt: skip
def test_another_name_of_a_sheet_leads_to_its_address(app: Flask, asked: str, leads_to: str) -> None:
    with app.app_context(), transaction():
        db.session.add(OldAddress(path="/toolkit/direct-practice/was-called-so", page_slug="what-to-expect"))
        advance_epoch()

    answer = PortalClient(app).get(asked)

    assert (answer.status_code, answer.location) == (301, leads_to)


@pytest.mark.parametrize(
    "url", ["/family/none", "/family/three-houses", f"{SHEET}/fr", f"{SHEET}/", f"{SHEET}/es/x", "/family/%00"]
)
def test_an_address_without_a_sheet_is_none(client: PortalClient, url: str) -> None:
    assert client.get(url).status_code in {400, 404}


def test_who_comes_for_a_sheet_that_is_not_there_can_still_leave_and_finds_the_others(app: Flask) -> None:
    change_page(app, "what-to-expect", withdrawn_at=now())

    answer = PortalClient(app).get(SHEET)

    assert answer.status_code == 404
    assert "This sheet is not here" in text_of(answer)
    assert "Esta hoja no está aquí" in text_of(answer)
    assert "data-exit>" in answer.text
    assert 'href="/family/our-safety-plan"' in answer.text
    assert 'href="/family/what-to-expect"' not in answer.text


@pytest.mark.parametrize(
    ("url", "told"),
    [(SHEET, "Due on November 24, 2027."), (IN_SPANISH, "Fecha: 24 de noviembre de 2027.")],
)
def test_a_sheet_that_was_not_checked_in_time_says_so_in_its_language(app: Flask, url: str, told: str) -> None:
    in_time = text_of(PortalClient(app).get(url))
    with time_machine.travel(datetime(2027, 12, 1, tzinfo=UTC), tick=False):
        overdue = text_of(PortalClient(app).get(url))

    assert told in overdue
    assert told not in in_time


def test_every_sheet_has_its_spanish_twin_which_awaits_a_practitioner(context: Flask) -> None:
    languages = [[link.language for link in links] for links in list_sheets()]
    twins = [get_page(link.slug) for links in list_sheets() for link in links if link.language == "es"]

    assert len(languages) >= 10
    assert {tuple(some) for some in languages} == {("en", "es")}
    assert {page.awaiting for page in twins} == {"a practitioner"}


def test_a_sheet_in_the_toolkit_shows_the_square_that_leads_a_phone_to_its_family_page(client: PortalClient) -> None:
    page = client.get("/toolkit/direct-practice/what-to-expect-es").text

    square = segno.make(f"http://localhost{IN_SPANISH}", error="m", micro=False)
    assert f'd="{drawing.path_of(square)}"' in page
    assert f'<a href="{IN_SPANISH}">http://localhost{IN_SPANISH}</a>' in page
    assert f'<a href="{SHEET}" lang="en">English</a>' in page
    assert "data-exit" not in page


def test_the_page_for_partners_and_the_site_map_lead_to_the_sheets(client: PortalClient) -> None:
    partners, site_map = client.get("/toolkit/how-to-use/for-partners").text, client.get("/sitemap").text

    for page in (partners, site_map):
        assert f'href="{SHEET}"' in page
        assert f'href="{IN_SPANISH}"' in page
    assert 'href="/family/"' in site_map


def test_a_tool_has_no_panel_for_families(client: PortalClient) -> None:
    assert "Show this sheet to a family" not in client.get("/toolkit/direct-practice/scaling").text


def test_every_sheet_names_the_tool_it_belongs_to(context: Flask) -> None:
    tools = {link.slug: link.tools for link in pages_by_slug().values() if link.kind == "sheet"}

    assert {slug for slug, named in tools.items() if not named} == set()


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "March 1, 2026"), ("es", "1 de marzo de 2026"), ("ko", "March 1, 2026")],
)
def test_a_day_is_written_in_the_language_of_the_sheet(language: str, words: str) -> None:
    assert day_in_words(date(2026, 3, 1), sheets.spoken_language(language)) == words


def test_the_words_around_a_sheet_are_there_in_both_languages() -> None:
    assert set(sheets.WORDS["en"]) == set(sheets.WORDS["es"])
    assert all(sheets.WORDS["en"][key] != words for key, words in sheets.WORDS["es"].items())


@pytest.mark.parametrize(("url", "status"), [(EVERY_LANGUAGE, 200), ("/family/nothing", 404)])
def test_a_page_in_two_languages_tells_the_way_out_and_that_nobody_notes_in_both(
    client: PortalClient, url: str, status: int
) -> None:
    answer = client.get(url)

    said = answer.get_data(as_text=True)
    way_out, foot = said.split("data-exit>")[1].split("</a>")[0], said.split("<footer")[1]
    assert answer.status_code == status
    assert '<span class="family-exit-second" lang="es">Salir de esta página</span>' in way_out
    assert sheets.WORDS["es"]["nobody"] in foot
    assert said.count(sheets.WORDS["es"]["nobody"]) == 1
