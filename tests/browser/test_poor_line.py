"""J12: a poor line and no scripts. Everything that matters on the road is there within seconds and works."""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING

import pytest

from portal.cli.demo import PASSWORD
from tests.browser.pages import ANA
from tests.browser.test_printing import printed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

BYTES_PER_SECOND = 260_000 // 8  # 0.26 Mbps
LATENCY_MS, MOST_SECONDS = 150, 5
PHONE = {"width": 360, "height": 740}
TOOL = "/toolkit/direct-practice/three-houses"


def on_poor_line(page: Page) -> Page:
    """Let a page load as slowly as at the edge of a network."""
    channel = page.context.new_cdp_session(page)
    channel.send("Network.enable")
    speed = {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    channel.send("Network.emulateNetworkConditions", {"offline": False, "latency": LATENCY_MS, **speed})
    return page


@pytest.fixture
def road(visits: Visits) -> Page:
    """Give an empty page on a phone without scripts."""
    return visits.blank(java_script_enabled=False, viewport=PHONE)


@pytest.mark.parametrize("path", ["/", TOOL, "/toolkit/case", "/toolkit/find"])
def test_j12_a_first_visit_is_readable_within_five_seconds(road: Page, path: str) -> None:
    page = on_poor_line(road)
    began = perf_counter()

    page.goto(path, wait_until="load")

    assert perf_counter() - began < MOST_SECONDS
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator("main .lead").first.is_visible()


def test_j12_filters_are_links_that_can_be_followed_shared_and_taken_back(road: Page) -> None:
    road.goto("/toolkit/find")
    everything = road.locator(".row-title").count()

    road.locator("summary", has_text="Child’s age").click()
    road.locator(".facet[open] .facet-link", has_text="Six to twelve").click()
    road.locator("summary", has_text="Kind of page").click()
    road.locator(".facet[open] .facet-link", has_text="Blank form").click()

    assert re.search(r"\?kind=form&age=6-12$", road.url)
    found = road.locator(".row-title").all_inner_texts()
    assert 0 < len(found) < everything
    assert road.get_by_role("status").inner_text().startswith(f"{len(found)} page")
    road.goto(road.url)
    assert road.locator(".row-title").all_inner_texts() == found
    road.get_by_role("link", name="Clear all").click()
    assert road.locator(".row-title").count() == everything


def test_j12_words_are_found(road: Page) -> None:
    road.goto("/toolkit/find")

    road.get_by_label("Words in the title or summary").fill("three houses")
    road.get_by_role("button", name="Find").click()

    assert "Three Houses" in road.locator(".row-title").first.inner_text()
    assert road.get_by_label("Words in the title or summary").input_value() == "three houses"


def test_j12_the_shelf_of_quick_guides_is_filtered(road: Page) -> None:
    road.goto("/toolkit/quick-guides/")
    shelf = road.locator(".row-title").count()

    road.locator("summary", has_text="Moment of the case").click()
    road.locator(".facet[open] .facet-link", has_text="Hotline").click()

    assert shelf == 34
    assert 0 < road.locator(".row-title").count() < shelf


def test_j12_somebody_signs_in_and_sees_who_to_call(road: Page) -> None:
    page = on_poor_line(road)
    page.goto("/sign-in")
    page.get_by_label("Work email").fill(ANA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", level=1).wait_for()

    page.goto("/toolkit/case")

    calls = page.locator(".case-call-line").all_inner_texts()
    assert len(calls) == 9
    assert all("Northern" in call for call in calls)


def test_j12_a_form_prints_on_paper(road: Page, tmp_path: Path) -> None:
    road.goto(TOOL)
    road.locator("section[aria-labelledby=with-form] .row-title a").first.click()
    title = road.get_by_role("heading", level=1).inner_text()
    assert road.locator(".blank").count() > 1

    sheets, said = printed(road, tmp_path / "form.pdf")

    assert 1 <= sheets <= 2
    assert title in said
    assert "Skip to the main content" not in said


def test_j12_what_needs_scripts_says_so_and_offers_the_blank_sheet(visits: Visits) -> None:
    page = visits.open(
        "/regions/northern/worksheets/three-houses", person=ANA, java_script_enabled=False, viewport=PHONE
    )

    told = page.get_by_role("main").inner_text()
    assert "Without script nothing is kept or saved here; print the blank sheet" in " ".join(told.split())
    assert page.get_by_role("textbox").count() > 0


def test_j12_no_control_is_shown_that_does_nothing_without_scripts(road: Page) -> None:
    for path in (TOOL, "/toolkit/find", "/toolkit/case", "/toolkit/quick-guides/"):
        road.goto(path)

        assert road.get_by_role("button", name="Print this page").count() == 0
