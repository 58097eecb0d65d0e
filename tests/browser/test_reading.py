"""A stranger reads the toolkit, with and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

TOOL = "/toolkit/direct-practice/three-houses"
with_and_without_script = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@with_and_without_script
def test_a_stranger_goes_from_the_home_to_a_tool_and_on_to_the_next_section(
    visits: Visits, address: str, *, script: bool
) -> None:
    page = visits.open("/", java_script_enabled=script)

    page.get_by_role("main").get_by_role("link", name="All practice tools").click()
    expect(page).to_have_url(f"{address}/toolkit/direct-practice/")
    page.get_by_role("main").get_by_role("link", name="Three Houses", exact=True).first.click()
    expect(page).to_have_url(address + TOOL)
    expect(page.get_by_role("heading", level=1)).to_have_text("Three Houses")
    page.locator("a.next-section-link").click()

    expect(page).to_have_url(f"{address}/toolkit/supervision-coaching/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Supervision Coaching & Tools")


@with_and_without_script
def test_a_word_of_the_practice_is_explained_in_place(visits: Visits, address: str, *, script: bool) -> None:
    page = visits.open(TOOL, java_script_enabled=script)
    explanation = page.locator("#term-voice-of-the-child")
    expect(explanation).to_be_hidden()

    page.get_by_role("button", name="voice", exact=True).click()

    expect(explanation).to_be_visible()
    expect(explanation).to_contain_text("Voice of the child")
    expect(page).to_have_url(address + TOOL)


@with_and_without_script
def test_the_glossary_is_searched_from_the_home(visits: Visits, address: str, *, script: bool) -> None:
    page = visits.open("/", java_script_enabled=script)

    page.get_by_label("Look it up in the glossary").fill("danger statement")
    page.get_by_role("button", name="Look up").click()

    expect(page).to_have_url(f"{address}/toolkit/definitional-tools/glossary?q=danger+statement")
    expect(page.get_by_role("status")).to_contain_text("match “danger statement”")
    expect(page.get_by_role("term").first).to_have_text("Danger statement also: danger statements")


def test_an_address_of_the_old_toolkit_leads_to_its_section(visits: Visits, address: str) -> None:
    page = visits.open("/toolkits/safety-organized-practice/direct-practice-tools/")

    expect(page).to_have_url(f"{address}/toolkit/direct-practice/")


def test_a_part_of_a_long_page_is_reached_by_the_list_beside_it(visits: Visits, address: str) -> None:
    page = visits.open(TOOL)

    page.get_by_role("navigation", name="On this page").get_by_role("link", name="Watch out for").click()

    expect(page).to_have_url(f"{address}{TOOL}#watch-out-for")
    expect(page.get_by_role("heading", name="Watch out for")).to_be_in_viewport()


def test_an_unknown_address_has_a_page_with_ways_on(visits: Visits, address: str) -> None:
    page = visits.open("/toolkit/no-such-page")

    expect(page.get_by_role("main")).to_contain_text("404")
    page.get_by_role("main").get_by_role("link", name="Site map").click()
    expect(page).to_have_url(f"{address}/sitemap")
