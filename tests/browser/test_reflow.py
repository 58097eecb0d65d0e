"""Narrow screens, strong zoom and wide letters: everything stays readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

NARROW = {"width": 320, "height": 640}
ZOOMED = {"width": 320, "height": 256}  # a screen of 1280 by 1024 at 400 percent
WIDE_LETTERS = """
  * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
  p { margin-block-end: 2em !important; }
"""
# What lies beyond the window's edge and is not inside a box of its own that scrolls.
TOO_WIDE = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const box = element.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !element.closest(".table-scroll, .visually-hidden");
}).map((element) => element.tagName + "." + element.className)"""
# Boxes that hide what does not fit, and hold words that do not; those of one pixel are there for screen readers.
CUT = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const hides = [style.overflowX, style.overflowY].some((way) => way === "hidden" || way === "clip");
  if (!hides || !element.innerText?.trim() || element.clientWidth <= 1) return false;
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
}).map((element) => element.tagName + "." + element.className)"""
# Panels, forms, tables and lists of links with less than four pixels to what stands below them.
TOUCHING = """() => [
  ...document.querySelectorAll("main :is(.panel, .form, .table-scroll, .notice, nav)"),
].filter((element) => {
  const box = element.getBoundingClientRect(), next = element.nextElementSibling?.getBoundingClientRect();
  return box.height && next?.height && next.top > box.bottom - 1 && next.top < box.bottom + 4;
}).map((element) => element.tagName + "." + element.className)"""
APPLY = """(style) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets = [sheet];
}"""


def excess_of(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    found: int = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    return max(found, 0)


@pytest.mark.parametrize("name", PAGES)
def test_no_page_scrolls_sideways_on_the_narrowest_phone(visits: Visits, name: str) -> None:
    path, person = PAGES[name]

    page = visits.look(path, person=person, viewport=NARROW)

    assert (excess_of(page), page.evaluate(TOO_WIDE)) == (0, [])


@pytest.mark.parametrize("name", ["public home", "tool page", "glossary", "regional home", "people", "sign-in"])
def test_no_page_scrolls_sideways_at_400_percent(visits: Visits, name: str) -> None:
    path, person = PAGES[name]

    page = visits.open(path, person=person, viewport=ZOOMED, device_scale_factor=4)

    assert (excess_of(page), page.evaluate(TOO_WIDE)) == (0, [])


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["public home", "tool page", "regional home", "people"])
def test_wide_letters_cut_no_text(visits: Visits, name: str, width: int) -> None:
    path, person = PAGES[name]
    page = visits.look(path, person=person, viewport={"width": width, "height": 800})

    page.evaluate(APPLY, WIDE_LETTERS)

    assert page.evaluate("getComputedStyle(document.querySelector('h1')).letterSpacing") != "normal"
    assert (excess_of(page), page.evaluate(CUT)) == (0, [])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", ["sign-in", "own sign-in", "people", "person", "how people of a county join"])
def test_parts_of_a_page_do_not_touch(visits: Visits, name: str, width: int) -> None:
    path, person = PAGES[name]

    page = visits.look(path, person=person, viewport={"width": width, "height": 800})

    assert page.evaluate(TOUCHING) == []


def test_what_is_too_wide_or_cut_would_be_found(visits: Visits) -> None:
    page = visits.open("/privacy", viewport=NARROW)

    page.evaluate("document.querySelector('h1').id = 'wide'")
    page.evaluate(APPLY, "#wide { inline-size: 900px; } main p { block-size: 4px; overflow: hidden; }")

    assert excess_of(page) > 0
    assert page.evaluate(TOO_WIDE)[0].startswith("H1")
    assert page.evaluate(CUT)[0].startswith("P")
