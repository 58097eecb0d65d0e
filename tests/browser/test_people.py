"""A statewide administrator looks after people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.pages import ANA, FAY

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

PASSWORD = "thirteen kites above the weir"


def invite(page: Page, name: str, email: str) -> str:
    """Invite a worker for Butte, and return the one-time link."""
    page.goto("/admin/people/")
    page.get_by_role("link", name="Invite a person").click()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Work email").fill(email)
    page.get_by_label("County").select_option(label="Butte")
    page.get_by_label("Role").select_option(label="County worker")
    page.get_by_role("button", name="Make the invitation").click()
    return page.get_by_label("The same link, should the mail not arrive").input_value()


def test_an_administrator_sees_people_and_narrows_the_list(visits: Visits) -> None:
    page = visits.open("/admin/people/", person=FAY)
    rows = page.get_by_role("rowheader")
    expect(rows.filter(has_text="ana@butte.example")).to_be_visible()

    page.locator("#q").fill("okafor")  # other journeys leave people of this county behind
    page.get_by_label("County").select_option("06019")
    page.get_by_role("button", name="Find").click()

    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("Ben Okafor")


def test_a_person_is_invited_joins_gets_a_role_and_is_out_at_once_when_closed(visits: Visits, address: str) -> None:
    email = f"una-{uuid4().hex}@butte.example"
    fay, una = visits.open("/admin/", person=FAY), visits.blank()

    link = invite(fay, "Una Newly", email)
    una.goto(link)
    una.get_by_label("New password").fill(PASSWORD)
    una.get_by_role("button", name="Open my account").click()
    expect(una.get_by_role("main")).to_contain_text("Your password is set. Sign in with it now.")
    sign_in(una, email, PASSWORD)
    expect(una).to_have_url(f"{address}/regions/northern/")

    fay.get_by_role("link", name="Give Una Newly a role").click()
    fay.get_by_label("Role", exact=True).select_option(label="Reviewer")
    fay.get_by_label("Where", exact=True).select_option(label="Northern Region")
    fay.get_by_role("button", name="Give this role").click()
    expect(fay.get_by_role("main")).to_contain_text("The role was granted to Una Newly.")
    expect(fay.get_by_role("rowheader")).to_have_text(["County worker", "Reviewer"])
    una.goto("/profile")
    expect(una.get_by_role("region", name="What you may do")).to_contain_text("Reviewer")

    fay.get_by_role("link", name="Una Newly has left").click()
    fay.get_by_role("button", name="Close this account").click()
    expect(fay.get_by_role("main")).to_contain_text("The account of Una Newly is closed.")
    una.goto("/profile")
    expect(una).to_have_url(re.compile("/sign-in"))
    sign_in(una, email, PASSWORD)
    expect(una.get_by_role("alert")).to_contain_text("The mail address or the password is not right.")


def test_an_invitation_works_once(visits: Visits) -> None:
    fay, first, second = visits.open("/admin/", person=FAY), visits.blank(), visits.blank()
    link = invite(fay, "Otto Once", f"otto-{uuid4().hex}@butte.example")
    first.goto(link)
    first.get_by_label("New password").fill(PASSWORD)
    first.get_by_role("button", name="Open my account").click()
    expect(first.get_by_role("main")).to_contain_text("Your password is set.")

    answer = second.goto(link)

    assert answer is not None
    assert answer.status == 409
    expect(second.get_by_role("main")).to_contain_text("This link was already used.")
    expect(second.get_by_label("New password")).to_have_count(0)


def test_a_worker_may_not_see_people(visits: Visits) -> None:
    page = visits.blank(storage_state=visits.state_of(ANA))

    answer = page.goto("/admin/people/")

    assert answer is not None
    assert answer.status == 403
    expect(page.get_by_role("rowheader")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).not_to_contain_text("Administration")
