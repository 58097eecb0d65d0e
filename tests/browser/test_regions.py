"""People land on their region's home, switch between regions, or read statewide."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from tests.browser.conftest import Visits


class Home(NamedTuple):
    """What a person finds after signing in."""

    email: str
    region: str
    name: str
    label: str
    county: str
    mail: str
    start: str


HOMES = (
    Home(
        "ana@butte.example",
        "northern",
        "Northern Region",
        "Northern",
        "Butte",
        "butte@northern.example",
        "County worker",
    ),
    Home(
        "ben@fresno.example",
        "central",
        "Central Region",
        "Central",
        "Fresno",
        "fresno@central.example",
        "County worker",
    ),
    Home(
        "cy@san-diego.example",
        "southern",
        "Southern Region",
        "Southern",
        "San Diego",
        "san-diego@southern.example",
        "Supervisor or coach",
    ),
    Home(
        "ines@alameda.example",
        "bay-area",
        "Bay Area Region",
        "Bay Area",
        "Alameda",
        "alameda@bay-area.example",
        "Supervisor or coach",
    ),
    Home(
        "jo@los-angeles.example",
        "los-angeles",
        "Los Angeles County",
        "Los Angeles",
        "Los Angeles",
        "offices@los-angeles.example",
        "County worker",
    ),
)


@pytest.mark.parametrize("home", HOMES, ids=lambda home: home.region)
def test_a_person_signs_in_and_lands_on_the_regions_home(visits: Visits, address: str, home: Home) -> None:
    page = visits.blank()

    sign_in(page, home.email)

    expect(page).to_have_url(f"{address}/regions/{home.region}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(home.name)
    contact = page.get_by_role("region", name="Who is my contact?")
    expect(contact).to_contain_text(f"For {home.county} County")
    expect(contact.get_by_role("link").first).to_have_attribute("href", f"mailto:{home.mail}")
    expect(page.get_by_role("region", name="Start here")).to_contain_text(home.start)
    tools = page.get_by_role("region", name=f"Tools of {home.name}")
    assert tools.get_by_role("heading", level=3).count() >= 3
    labels = page.get_by_role("region", name="From the field").locator(".badge").all_inner_texts()
    assert set(labels) == {home.label, "Statewide"}
    others = {other.name for other in HOMES} - {home.name}
    assert [name for name in others if name in page.content()] == []


def test_regions_differ_in_colour(visits: Visits) -> None:
    accents = {}
    for home in HOMES[:2]:
        page = visits.open("/", person=home.email)
        accents[home.region] = page.evaluate("getComputedStyle(document.body).getPropertyValue('--region-accent')")

    assert len(set(accents.values())) == 2
    assert "" not in accents.values()


def test_a_person_with_two_academies_switches_to_the_other_and_back(visits: Visits, address: str) -> None:
    page = visits.open("/", person="hana@ventura.example")
    expect(page).to_have_url(f"{address}/regions/central/")
    switch = page.get_by_role("navigation", name="Your regions")
    expect(switch.get_by_role("link")).to_have_text(["Central", "Southern"])

    switch.get_by_role("link", name="Southern").click()

    expect(page).to_have_url(f"{address}/regions/southern/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Southern Region")
    expect(switch.locator("[aria-current]")).to_have_text("Southern")
    switch.get_by_role("link", name="Central").click()
    expect(page).to_have_url(f"{address}/regions/central/")
    expect(switch.locator("[aria-current]")).to_have_text("Central")


def test_a_person_with_one_academy_sees_no_switch(visits: Visits) -> None:
    page = visits.open("/", person="ana@butte.example")

    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    expect(page.get_by_role("navigation", name="Your regions")).to_have_count(0)


def test_a_person_of_no_county_gets_the_statewide_home(visits: Visits, address: str) -> None:
    page = visits.open("/", person="quin@statewide.example")

    expect(page).to_have_url(f"{address}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome, Quin Abara")
    expect(page.get_by_role("main")).to_contain_text("Your account belongs to no single county")
    expect(page.get_by_role("region", name="Start here").get_by_role("link")).to_have_count(3)


def test_another_regions_tools_are_not_found(visits: Visits) -> None:
    page = visits.blank(storage_state=visits.state_of("ana@butte.example"))

    answer = page.goto("/regions/southern/tools/")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("main")).not_to_contain_text("Southern")
