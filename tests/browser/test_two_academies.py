"""Journey J25: a person whose county two academies serve, and one whose county has none for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.pages import FAY

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

HANA, JO = "hana@ventura.example", "jo@los-angeles.example"
SWITCH = "/admin/plugins/los_angeles/in/los-angeles"


def test_j25_with_two_academies_both_are_one_step_away_and_labelled(visits: Visits, address: str) -> None:
    page = visits.open("/", person=HANA)
    expect(page).to_have_url(f"{address}/regions/central/")
    switch = page.get_by_role("navigation", name="Your regions")
    expect(switch.get_by_role("link")).to_have_text(["Central", "Southern"])
    contact = page.get_by_role("region", name="Who is my contact?")
    expect(contact.get_by_role("heading", level=3)).to_have_text(["SOP regional lead", "Advanced training desk"])
    expect(contact).to_contain_text("Also for Ventura County")
    expect(contact.locator(".badge").filter(has_text="Southern")).to_have_count(1)

    page.goto("/regions/central/tools/")
    page.get_by_label("Look for a tool").fill("family")
    page.get_by_role("button", name="Look", exact=True).click()

    beside = page.get_by_role("region", name="Also in Southern Region")
    expect(beside.locator(".badge").first).to_have_text("Southern")
    expect(page.get_by_role("main").locator(".badge").first).to_have_text("Central")
    page.goto("/toolkit/regional-contacts/?county=Ventura")
    answer = page.get_by_role("status").filter(has_text="Ventura County")
    expect(answer.get_by_role("link")).to_have_text(["Central Region", "Southern Region"])


def test_j25_without_an_academy_the_statewide_home_stands_and_no_wrong_region(visits: Visits, address: str) -> None:
    fay, jo = visits.open(f"{SWITCH}/off", person=FAY), visits.open("/", person=JO)
    expect(jo).to_have_url(f"{address}/regions/los-angeles/")
    expect(jo.get_by_role("region", name="Who is my contact?")).to_contain_text("Los Angeles County")

    fay.get_by_role("main").get_by_role("button", name="Switch it off").click()
    try:
        jo.goto("/")
        expect(jo).to_have_url(f"{address}/")
        expect(jo.get_by_role("heading", level=1)).to_have_text("Welcome, Jo Reyes")
        expect(jo.get_by_role("navigation", name="Main")).not_to_contain_text("home")
        expect(jo.get_by_role("navigation", name="Your regions").get_by_role("link")).to_have_text(["Southern"])
        gone = jo.goto("/regions/los-angeles/")
        assert gone is not None
        assert gone.status == 404
    finally:
        fay.goto(f"{SWITCH}/on")
        fay.get_by_role("main").get_by_role("button", name="witch it on").click()
    jo.goto("/")
    expect(jo).to_have_url(f"{address}/regions/los-angeles/")
