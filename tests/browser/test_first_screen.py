"""What one came for stands on the first screen, in one piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

PHONE = {"width": 360, "height": 740}
LINES = """(element) => {
  const range = document.createRange();
  range.selectNodeContents(element);
  return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;
}"""


@pytest.mark.parametrize("name", ["public home", "regional home", "statewide home"])
def test_a_home_on_a_phone_has_its_field_on_the_first_screen(visits: Visits, name: str) -> None:
    path, person = PAGES[name]

    page = visits.open(path, person=person, viewport=PHONE)

    expect(page.get_by_label("Find a tool, guide or form")).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("main").get_by_role("button", name="Find", exact=True)).to_be_in_viewport(ratio=1)


def test_a_worker_in_a_driveway_is_at_the_tool_in_two_taps(visits: Visits, address: str) -> None:
    page = visits.open("/", person=PAGES["regional home"][1], viewport=PHONE)

    page.get_by_label("Find a tool, guide or form").fill("houses")
    page.get_by_role("main").get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("main").get_by_role("link", name="Three Houses", exact=True)).to_be_in_viewport()
    page.get_by_role("main").get_by_role("link", name="Three Houses", exact=True).click()

    expect(page).to_have_url(f"{address}/toolkit/direct-practice/three-houses")
    expect(page.get_by_role("navigation", name="On paper, with this tool")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("name", ["page finder", "shelf of quick guides"])
def test_every_sort_of_choices_is_named_on_one_line(visits: Visits, name: str, width: int) -> None:
    page = visits.open(PAGES[name][0], viewport={"width": width, "height": 800})

    labels = page.locator(".facet-label")

    assert labels.count() >= 4
    assert [labels.nth(n).evaluate(LINES) for n in range(labels.count())] == [1] * labels.count()


@pytest.mark.parametrize("name", ["page finder", "glossary", "public home"])
def test_a_field_for_words_has_its_button_beside_it_on_a_phone(visits: Visits, name: str) -> None:
    page = visits.open(PAGES[name][0], viewport=PHONE)

    form = page.locator("main form.search-form").first
    field, button = form.get_by_role("searchbox").bounding_box(), form.get_by_role("button").bounding_box()

    assert field is not None
    assert button is not None
    assert abs((field["y"] + field["height"]) - (button["y"] + button["height"])) <= 2
    assert field["width"] >= 120
