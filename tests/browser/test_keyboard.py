"""Reading and finding the way with the keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

TOOL = "/toolkit/direct-practice/three-houses"
MOST_STOPS = 250
FOCUSED = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return null;
  const style = getComputedStyle(here), box = here.getBoundingClientRect();
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  const over = document.elementFromPoint(x, y);
  return {
    name: (here.innerText || here.labels?.[0]?.innerText || here.getAttribute("aria-label") || "").trim(),
    place: [...document.querySelectorAll("*")].indexOf(here),
    outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    isCovered: !(over && (here.contains(over) || over.contains(here) || over.closest("label")?.control === here)),
  };
}"""


def walk(page: Page) -> list[dict[str, Any]]:
    """Press Tab from the top of the page to its end; return what had the focus at each stop."""
    stops: list[dict[str, Any]] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError("the focus never leaves the page")


def test_the_first_stop_leads_past_the_menu(visits: Visits) -> None:
    page = visits.open(TOOL)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()

    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_keys_go_through_the_header_in_its_order(visits: Visits) -> None:
    page = visits.open("/toolkit/")

    names = [stop["name"].splitlines()[0] for stop in walk(page)]

    assert names[:7] == [
        "Skip to the main content",
        "SOP Regional Portal",
        "Find",
        "Toolkit",
        "Regional contacts",
        "Blog",
        "Sign in",
    ]


@pytest.mark.parametrize("name", ["public home", "tool page", "sign-in", "regional home", "people", "person"])
@pytest.mark.parametrize("width", [1280, 360])
def test_every_stop_is_in_reading_order_with_a_visible_focus(visits: Visits, name: str, width: int) -> None:
    path, person = PAGES[name]
    page = visits.open(path, person=person, viewport={"width": width, "height": 800}, reduced_motion="reduce")

    stops = walk(page)

    assert len(stops) >= 8
    assert [stop["name"] for stop in stops if stop["outline"] < 2] == []
    assert [stop["name"] for stop in stops if not stop["isInView"]] == []
    assert [stop["name"] for stop in stops if stop["isCovered"]] == []
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)


def test_a_word_is_explained_by_enter_and_put_away_by_escape(visits: Visits) -> None:
    page = visits.open(TOOL)
    word, explanation = page.get_by_role("button", name="voice", exact=True), page.locator("#term-voice-of-the-child")
    word.focus()

    page.keyboard.press("Enter")
    expect(explanation).to_be_visible()
    page.keyboard.press("Escape")

    expect(explanation).to_be_hidden()
    expect(word).to_be_focused()


def test_the_menu_of_a_phone_opens_and_closes_by_the_keys(visits: Visits, address: str) -> None:
    page = visits.open("/", viewport={"width": 360, "height": 640})
    button, menu = page.get_by_role("button", name="Menu"), page.get_by_role("navigation", name="Main")
    expect(menu).to_be_hidden()
    for _ in range(4):  # past the ways to the content, home and the finder
        page.keyboard.press("Tab")
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Toolkit")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/toolkit/")


def test_a_person_signs_in_by_the_keys_alone(visits: Visits, address: str) -> None:
    page = visits.open("/sign-in")
    page.get_by_label("Work email").focus()

    page.keyboard.type("lou@bay-area.example")
    page.keyboard.press("Tab")
    page.keyboard.type("orchard lantern river demo")
    page.keyboard.press("Enter")

    expect(page).to_have_url(f"{address}/regions/bay-area/")
