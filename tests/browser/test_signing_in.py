"""Signing in and out, when it goes well and when it does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.conftest import sign_in

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

OWN_TOOL = "/regions/northern/tools/winter-road-visit-kit"


def test_a_wrong_password_is_announced_with_a_way_to_the_field(visits: Visits, address: str) -> None:
    page = visits.blank()

    sign_in(page, "nobody@county.example", "not the password")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The mail address or the password is not right.")
    expect(alert).to_be_focused()
    field = page.get_by_label("Password")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("The mail address or the password is not right"))
    expect(page.get_by_label("Work email")).to_have_value("nobody@county.example")
    expect(field).to_have_value("")
    alert.get_by_role("link").click()
    expect(field).to_be_focused()
    expect(page).to_have_url(re.compile(re.escape(address) + "/sign-in"))


def test_a_person_who_asked_for_a_page_first_gets_it_after_signing_in(visits: Visits, address: str) -> None:
    page = visits.open(OWN_TOOL)
    expect(page).to_have_url(re.compile("/sign-in"))

    page.get_by_label("Work email").fill("nat@northern.example")
    page.get_by_label("Password").fill("orchard lantern river demo")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(address + OWN_TOOL)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("winter", re.IGNORECASE))


def test_after_signing_out_the_same_addresses_show_nothing_of_the_region(visits: Visits, address: str) -> None:
    page = visits.blank()
    sign_in(page, "eli@northern.example")
    page.goto("/regions/northern/")
    expect(page.get_by_role("region", name="Tools of Northern Region")).to_be_visible()
    private = "Winter road visit kit"
    expect(page.get_by_role("main")).to_contain_text(private)

    page.get_by_role("button", name="Sign out").click()

    expect(page).to_have_url(f"{address}/")
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    page.go_back()
    page.reload()
    expect(page).to_have_url(f"{address}/regions/northern/")
    assert private not in page.content()
    assert "sop@northern.example" not in page.content()
    page.goto(OWN_TOOL)
    expect(page).to_have_url(re.compile("/sign-in"))
