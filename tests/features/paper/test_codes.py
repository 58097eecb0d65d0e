"""Each version has a code from the moment it is made; its page says how it is, and nothing of one region to others."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, func, select

from portal.features.paper.models import PaperCode
from portal.features.paper.queries import region_tools, tool_codes
from portal.features.paper.rules import Subject, make_code, read_code
from portal.features.paper.services import fill_in_codes
from portal.features.toolkits.models import PageRevision
from portal.features.toolkits.rules import ON_PAPER
from portal.features.tools import services as tools
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient, text_of
from tests.features.declaring import declared, tool
from tests.features.paper.papers import URL, codes_of, get_page, new_version, recalled

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

MARKER = "Zanzibar"


def synchronise(*records: object) -> None:
    """Bring Northern's tools in."""
    with transaction():
        tools.synchronise((declared("northern", *records),))  # type: ignore[arg-type]  # records of the tools' hook
        advance_epoch()


def html_of(answer: TestResponse) -> str:
    """Return a page as it was sent."""
    return answer.get_data(as_text=True)


def test_every_version_on_paper_has_a_code_and_no_other(context: Flask) -> None:
    versions = select(func.count()).select_from(PageRevision).where(PageRevision.kind.in_(ON_PAPER))
    coded = select(func.count()).select_from(PaperCode).where(PaperCode.page_id.is_not(None))

    assert db.session.scalar(versions) == db.session.scalar(coded)
    assert (db.session.scalar(coded) or 0) > 30
    assert all(read_code(code) == code for code in db.session.scalars(select(PaperCode.code)))


def test_a_new_version_has_another_code_at_once(context: Flask) -> None:
    new_version()

    codes = codes_of()
    assert len(codes) == len(set(codes)) == 2


def test_codes_come_for_what_was_there_before_them(context: Flask) -> None:
    new_version()
    with transaction():
        db.session.execute(delete(PaperCode))

    with transaction():
        fill_in_codes()
    before = codes_of()
    with transaction():
        fill_in_codes()

    assert len(before) == 2
    assert codes_of() == before
    assert set(tool_codes("northern")) == set(region_tools("northern"))


def test_a_regions_tool_has_a_new_version_when_it_says_other_words(context: Flask) -> None:
    synchronise(tool("map", "A map"))
    first = tool_codes("northern")["map"]

    synchronise(tool("map", "A map", order=5))
    same = tool_codes("northern")["map"]
    synchronise(tool("map", "A better map"))
    second = tool_codes("northern")["map"]

    assert same == first
    assert (first.number, second.number) == (1, 2)
    assert first.code != second.code


def test_a_page_says_that_a_code_is_of_the_newest_version(client: PortalClient, context: Flask) -> None:
    [code] = codes_of()

    answer = client.get(f"/c/{code}")

    assert answer.status_code == 200
    assert "<h1>This sheet is still right</h1>\n<p><strong>Three Houses</strong>, version 1" in html_of(answer)
    assert "Leave this page Salir de esta página" in text_of(answer)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_code_on_old_paper_leads_to_the_newer_version(client: PortalClient, context: Flask) -> None:
    new_version()
    old, _ = codes_of()

    said = client.get(f"/c/{old.lower()}")

    assert "<h1>There is a newer sheet</h1>\n<p><strong>Three Houses</strong>, version 1" in html_of(said)
    assert "Version 2 of" in text_of(said)
    assert "Hay una hoja más nueva" in text_of(said)
    assert f'<a href="{URL}"' in html_of(said)


def test_a_code_of_a_page_that_was_withdrawn_says_so(client: PortalClient, context: Flask) -> None:
    [code] = codes_of()
    with transaction():
        get_page().withdrawn_at = datetime.now(UTC)
        advance_epoch()

    answer = client.get(f"/c/{code}")

    assert "This sheet is no longer used" in text_of(answer)
    assert URL not in html_of(answer)


def test_a_code_that_was_recalled_says_why_and_what_to_use(client: PortalClient, context: Flask) -> None:
    new_version()
    recalled(reason="The third house was wrong.", replacement="scaling")

    answers = [client.get(f"/c/{code}") for code in codes_of()]

    for answer in answers:
        assert "Please do not use this sheet" in text_of(answer)
        assert "The third house was wrong." in text_of(answer)
        assert '<a href="/toolkit/direct-practice/scaling"' in html_of(answer)


@pytest.mark.parametrize("code", ["N8CX6RYY"[::-1], "ABCD", "%20", "three-houses", "1", "<b>", "x" * 200])
def test_no_such_sheet_offers_no_near_one(client: PortalClient, code: str) -> None:
    answer = client.get(f"/c/{code}")

    assert answer.status_code == 404
    assert "No such sheet" in text_of(answer)
    assert "/toolkit/" not in html_of(answer)


def test_two_letters_swapped_are_no_such_sheet(client: PortalClient, context: Flask) -> None:
    [code] = codes_of()
    place = next(n for n in range(7) if code[n] != code[n + 1])
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]

    answer = client.get("/c/", query_string={"code": typed})

    assert answer.status_code == 404
    assert "Three Houses" not in text_of(answer)


def test_a_typed_code_leads_to_its_page(client: PortalClient, context: Flask) -> None:
    [code] = codes_of()

    answer = client.get("/c/", query_string={"code": f" {code[:4].lower()}-{code[4:]} "})

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{code}")
    assert "Code on the sheet" in text_of(client.get("/c/"))


def test_a_code_of_a_region_says_only_that_it_is_there_and_whom_to_ask(app: Flask, client: PortalClient) -> None:
    with app.app_context():
        synchronise(tool("secret", f"{MARKER} tool", body=MARKER, summary=MARKER))
        code = tool_codes("northern")["secret"].code

    answers = [client.get(f"/c/{code}"), PortalClient(app).sign_in_as("worker", county="Fresno").get(f"/c/{code}")]

    for answer in answers:
        assert answer.status_code == 200
        assert "A sheet of one region" in text_of(answer)
        assert "Northern Region" in text_of(answer)
        assert MARKER not in html_of(answer)
        assert "secret" not in html_of(answer)


def test_a_recall_of_a_regions_tool_tells_strangers_no_word_of_it(client: PortalClient, context: Flask) -> None:
    synchronise(tool("secret", f"{MARKER} tool"))
    recalled(Subject("secret", "northern"), reason=f"{MARKER} is wrong.")

    answer = client.get(f"/c/{tool_codes('northern')['secret'].code}")

    assert MARKER not in html_of(answer)


def test_a_tool_for_everyone_is_told_of_and_led_to(client: PortalClient, context: Flask) -> None:
    synchronise(tool("open", "An open tool", for_everyone=True))

    answer = client.get(f"/c/{tool_codes('northern')['open'].code}")

    assert "<h1>This sheet is still right</h1>\n<p><strong>An open tool</strong>, version 1" in html_of(answer)
    assert '<a href="/regions/northern/tools/open"' in html_of(answer)


def test_nobody_is_noted_and_a_session_stays_as_it_is(app: Flask, context: Flask) -> None:
    [code] = codes_of()
    worker = PortalClient(app).sign_in_as("worker", county="Butte")

    answer = worker.get(f"/c/{code}")

    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Sign out" not in text_of(answer)


def test_whoever_tries_very_many_codes_has_to_wait(client: PortalClient, context: Flask) -> None:
    tries = [client.get(f"/c/{make_code()}").status_code for _ in range(31)]

    assert tries == [404] * 30 + [429]
    assert client.get(f"/c/{codes_of()[0]}").status_code == 200


def test_the_page_shows_its_code_and_prints_its_square(client: PortalClient, context: Flask) -> None:
    [code] = codes_of()

    answer = client.get(URL)

    shown = f"{code[:4]}-{code[4:]}"
    assert f'<a class="paper-code" href="/c/{code}">{shown}</a>' in html_of(answer)
    assert f"Is this sheet still right? Scan the square, or type {shown} at localhost/c/" in text_of(answer)
    assert 'class="print-square"' in html_of(answer)


def test_a_page_that_is_not_for_paper_has_no_code(client: PortalClient, context: Flask) -> None:
    answer = client.get("/toolkit/about-sop/history")

    assert codes_of("history") == []
    assert "paper-code" not in html_of(answer)
