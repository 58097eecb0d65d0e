"""Journey 27: two thousand rows, thirteen of them bad."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.pages import FAY
from tests.browser.running import ROOT, own_environment
from tests.people_files import COUNTIES, ELSEWHERE, PRESENT, good, journey_file, mended, written

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

GOOD = 1987


def do_work(instance: Path) -> None:
    """Do what the background would do with files that were confirmed."""
    command = [sys.executable, "-m", "portal", "account", "import", "--continue"]
    env = own_environment(PORTAL_INSTANCE=str(instance), PORTAL_ENVIRONMENT="demo")
    subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)  # noqa: S603 - a command of ours


def upload(page: Page, data: bytes, name: str) -> None:
    """Upload a file and see its preview."""
    page.goto("/admin/people/imports")
    file = {"name": name, "mimeType": "text/csv", "buffer": data}
    page.get_by_label("CSV file").set_input_files(files=[file])  # type: ignore[list-item]  # a file made here
    page.get_by_role("button", name="Upload and look").click()
    expect(page).to_have_url(re.compile(r"/admin/people/imports/\d+$"), timeout=60_000)


def invite(page: Page, name: str, email: str, county: str) -> None:
    """Invite one worker by the form, so that somebody is here already."""
    page.goto("/admin/people/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Work email").fill(email)
    page.get_by_label("County").select_option(label=county)
    page.get_by_label("Role").select_option(label="County worker")
    page.get_by_role("button", name="Make the invitation").click()
    expect(page.get_by_role("main")).to_contain_text(email)


def states(page: Page) -> list[str]:
    """Return what the page says of the states of rows, but for those without any."""
    chips = page.get_by_role("navigation", name="Rows by state").get_by_role("link").all_inner_texts()
    return [chip for chip in chips if not chip.endswith(" 0")]


def not_ready(page: Page) -> list[dict[str, str]]:
    """Download the rows that are not ready."""
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Download the .* not ready")).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.timeout(300)
def test_two_thousand_rows_of_which_thirteen_are_not_ready(visits: Visits, instance: Path) -> None:
    page = visits.open("/admin/people/", person=FAY)
    expect(page.get_by_role("link", name="Import from a file")).to_be_visible()
    invite(page, "Here Already", PRESENT, "Butte")
    invite(page, "Here Elsewhere", ELSEWHERE, "Fresno")

    upload(page, journey_file(GOOD), "people.csv")
    expect(page.get_by_role("main")).to_contain_text("1,987 rows are ready, 13 are not.")
    assert states(page) == ["Bad 11", "Waiting 1", "Ready 1,987", "Same 1"]
    counties = page.get_by_role("table", name="People by county and role").get_by_role("rowheader")
    expect(counties).to_have_text(sorted(COUNTIES))
    rows = not_ready(page)
    assert len(rows) == 13
    assert all(row["Row"] and row["Reason"] for row in rows)
    preview = page.url

    page.get_by_role("button", name="Invite 1,987 people").click()
    expect(page.get_by_role("main")).to_contain_text("0 of 1,987 done")
    page.goto("/admin/people/")
    do_work(instance)
    page.goto(preview)
    expect(page.get_by_role("main")).to_contain_text("1,987 people invited")

    upload(page, written([mended(number, row) for number, row in enumerate(rows)]), "mended.csv")
    assert states(page) == ["Waiting 1", "Ready 11", "Same 1"]
    expect(page.get_by_role("row", name=re.compile("Here Elsewhere"))).to_contain_text("transfer decision")
    page.get_by_role("button", name="Invite 11 people").click()
    do_work(instance)

    upload(page, journey_file(GOOD), "people.csv")
    assert states(page) == ["Bad 11", "Waiting 1", "Same 1,988"]
    expect(page.get_by_role("button", name=re.compile("Invite"))).to_have_count(0)
    page.goto(f"/admin/people/?q={good(0)[1]}")
    expect(page.get_by_role("main")).to_contain_text(good(0)[0])
