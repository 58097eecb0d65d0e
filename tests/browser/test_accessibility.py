"""axe finds nothing on any page template, light and dark, on a desk and on a phone."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, Literal
from uuid import uuid4

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.pages import FAY, PAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

OPTIONS = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (1280, 360)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
OF_COLOUR = OPTIONS | {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}


def faults_of(page: Page) -> dict[str, Any]:
    """Return what axe finds in every look of the page, by look and rule; without motion, so that colours are final.

    In the dark nothing but colours differs, so only they are looked at anew.
    """
    found = {}
    page.evaluate(AXE_SCRIPT)
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        options = OPTIONS if scheme == SCHEMES[0] else OF_COLOUR
        answer = page.evaluate("options => axe.run(document, options)", options)
        for violation in answer["violations"]:
            found[f"{width} {scheme} {violation['id']}"] = [
                f"{node['target']} {node['failureSummary']}" for node in violation["nodes"]
            ]
    return found


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visits: Visits, name: str) -> None:
    path, person = PAGES[name]
    page = visits.look(path, person=person)

    found = faults_of(page)

    assert found == {}


def test_axe_finds_nothing_on_forms_with_errors(visits: Visits) -> None:
    page = visits.open("/sign-in")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("alert").wait_for()

    found = faults_of(page)

    assert found == {}


def test_axe_finds_nothing_with_a_glossary_word_open(visits: Visits) -> None:
    page = visits.open("/toolkit/direct-practice/three-houses")
    page.locator("button.term").first.click()

    found = faults_of(page)

    assert found == {}


def test_axe_finds_nothing_with_the_menu_of_a_phone_open(visits: Visits) -> None:
    page = visits.open("/", person=FAY, viewport={"width": 360, "height": 640})
    page.get_by_role("button", name="Menu").click()

    found = faults_of(page)

    assert found == {}


def test_axe_finds_nothing_on_an_invitation_and_where_its_link_leads(visits: Visits) -> None:
    page = visits.open("/admin/people/new", person=FAY)
    page.get_by_label("Name").fill("Ivy Invited")
    page.get_by_label("Work email").fill(f"ivy-{uuid4().hex}@county.example")
    page.get_by_role("button", name="Make the invitation").click()
    link = page.get_by_label("The same link, should the mail not arrive").input_value()
    joining = visits.open(link)

    found = {"invitation": faults_of(page), "joining": faults_of(joining)}

    assert found == {"invitation": {}, "joining": {}}


def test_axe_does_find_what_is_wrong(visits: Visits) -> None:
    page = visits.open("/privacy")
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")

    found = faults_of(page)

    assert {key.split()[-1] for key in found} >= {"label"}
