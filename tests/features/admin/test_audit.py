"""The audit's page and spreadsheet: who sees which lines, what is found, and what cannot be looked for."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

from portal.foundation.spreadsheets import plain_cell
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from tests.clients import PortalClient, text_of
from tests.factories import fips_of
from tests.features.test_query_counts import counted

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Connection

pytestmark = pytest.mark.both_databases

ALL = {"state-mark", "north-mark", "butte-mark", "south-mark", "fresno-mark"}


@pytest.fixture
def marked(app: Flask) -> Flask:
    """Give the portal with a line for the state, for two regions, and for a county of each of two regions."""
    with app.app_context(), transaction():
        record("tool withdrawn", subject="state-mark", actor_id=None, reason="=1+1")
        record("tool withdrawn", subject="north-mark", actor_id=None, region="northern")
        record("tool kept", subject="butte-mark", actor_id=None, county=fips_of("Butte"))
        record("tool kept", subject="south-mark", actor_id=None, region="southern")
        record("tool kept", subject="fresno-mark", actor_id=None, county=fips_of("Fresno"))
    return app


def found(client: PortalClient, address: str = "/admin/audit") -> set[str]:
    """Return the marked lines that an address answers with."""
    answer = client.get(address)
    assert answer.status_code == 200
    return {mark for mark in ALL if mark in answer.get_data(as_text=True)}


@pytest.mark.parametrize("address", ["/admin/audit", "/admin/audit.csv"])
@pytest.mark.parametrize(
    ("role", "region", "seen"),
    [
        ("statewide-administrator", None, ALL),
        ("regional-administrator", "northern", {"north-mark", "butte-mark"}),
        ("regional-administrator", "southern", {"south-mark"}),
        ("regional-administrator", "bay-area", set()),
    ],
)
def test_everybody_sees_the_lines_of_the_own_regions(
    marked: Flask, address: str, role: str, region: str | None, seen: set[str]
) -> None:
    client = PortalClient(marked).sign_in_as(role, region=region)

    assert found(client, address) == seen


def test_a_regions_reader_is_not_told_of_deeds_elsewhere_by_the_filter(marked: Flask) -> None:
    with marked.app_context(), transaction():
        record("a deed of the south alone", subject="south", actor_id=None, region="southern")
    client = PortalClient(marked).sign_in_as("regional-administrator", region="northern")

    assert "a deed of the south" not in client.get("/admin/audit").get_data(as_text=True).lower()


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("deed=tool+withdrawn", {"state-mark", "north-mark"}),
        ("deed=nothing", set()),
        ("person=999999999", set()),
        ("since=2999-01-01", set()),
        ("until=1999-01-01", set()),
        ("since=1999-01-01&until=2999-01-01", ALL),
    ],
)
def test_lines_are_found_by_deed_person_and_day(marked: Flask, query: str, seen: set[str]) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")

    assert (found(client, f"/admin/audit?{query}"), found(client, f"/admin/audit.csv?{query}")) == (seen, seen)


def test_a_county_is_named_and_not_numbered(marked: Flask) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")
    with marked.app_context(), transaction():
        record("yearly check opened", subject=f"county {fips_of('Butte')}", actor_id=None)

    page = text_of(client.get("/admin/audit?deed=yearly+check+opened"))

    assert ("Yearly check opened : Butte County" in page, "county 06007" in page) == (True, False)


def test_a_person_is_found_as_who_did_it_and_as_whom_it_was_done_to(marked: Flask) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")
    with marked.app_context(), transaction():
        record("seen to", subject="account 12345", actor_id=None)
        record("seen to", subject="as actor", actor_id=12345)

    page = text_of(client.get("/admin/audit?person=12345"))

    assert ("Lines 1 to 2 of 2" in page, "as actor" in page) == (True, True)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("since=yesterday", "“yesterday” is not a day; write it as "),
        ("until=2026-13-01", "“2026-13-01” is not a day"),
        ("person=Ana", "A person is looked for by the number of the account"),
    ],
)
def test_what_cannot_be_looked_for_is_said_in_a_sentence(marked: Flask, query: str, sentence: str) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")

    page, sheet = client.get(f"/admin/audit?{query}"), client.get(f"/admin/audit.csv?{query}")

    assert (page.status_code, sentence in text_of(page)) == (422, True)
    assert (sheet.status_code, sentence in text_of(sheet)) == (422, True)


def test_the_spreadsheet_has_every_line_and_runs_nothing(marked: Flask) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")

    answer = client.get("/admin/audit.csv?deed=tool+withdrawn")

    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert rows[0] == ["number", "at", "who", "did", "to", "where", "from", "details"]
    assert [(row[2], row[3], row[4], row[5], row[7]) for row in rows[1:]] == [
        ("The command line", "tool withdrawn", "north-mark", "Northern Region", ""),
        ("The command line", "tool withdrawn", "state-mark", "", "reason: =1+1"),
    ]
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_spreadsheet_asks_for_names_once_for_a_thousand_lines(marked: Flask, connection: Connection) -> None:
    client = PortalClient(marked).sign_in_as("statewide-administrator")
    client.get("/admin/audit.csv")

    with counted(connection) as sent:
        few = len(client.get("/admin/audit.csv").get_data(as_text=True).splitlines())
    with marked.app_context(), transaction():
        for number in range(60):
            record("tool kept", subject=f"mark {number}", actor_id=None)
    with counted(connection) as sent_for_more:
        more = len(client.get("/admin/audit.csv").get_data(as_text=True).splitlines())

    assert more == few + 60
    assert len(sent_for_more) == len(sent)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1", "'=1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@a", "'@a"),
        ("\ta", "'\ta"),
        ("a=1", "a=1"),
        ("", ""),
        ("＝1", "'＝1"),
    ],
)
def test_a_cell_that_looks_like_a_formula_is_made_plain(cell: str, written: str) -> None:
    assert plain_cell(cell) == written
