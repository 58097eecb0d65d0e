"""J22: two people write one page. Each sees the other, nothing is overwritten, and no text is lost on the way."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from portal.cli.demo import PASSWORD
from tests.browser.conftest import sign_in
from tests.browser.pages import FAY, PIA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

PAGE = "/admin/toolkit/pages/scaling"
EDIT = f"{PAGE}/edit"
COPY = "Object.keys(localStorage).filter((key) => key.startsWith('page:')).length"


def add(page: Page, sentence: str) -> None:
    """Type a sentence at the end of the text."""
    field = page.get_by_label("Text", exact=True)
    field.click()
    field.press("ControlOrMeta+End")
    field.press_sequentially(f"\n\n{sentence}")


def save(page: Page) -> None:
    page.get_by_role("button", name="Save the draft").first.click()


@pytest.fixture
def unwritten(visits: Visits) -> Iterator[None]:
    """Leave the page as it was: no draft, nothing typed. What a browser says of a line that is down is the test."""
    yield
    for context in visits.browser.contexts:
        context.close()
    visits.watch.faults[:] = [fault for fault in visits.watch.faults if "/typing" not in fault]
    for person in (PIA, FAY):
        page = visits.open(EDIT, person=person)
        drop = page.get_by_role("button", name="Drop it, and show what was saved")
        if drop.count():
            drop.click()
    page.goto(f"{PAGE}/")
    throw = page.get_by_role("button", name="Throw the draft away")
    if throw.count():
        throw.click()
        expect(page.get_by_role("status").first).to_contain_text("The draft is gone.")


@pytest.mark.usefixtures("unwritten")
def test_two_who_edit_one_page_see_each_other_and_overwrite_nothing(visits: Visits) -> None:
    pia, fay = visits.open(EDIT, person=PIA), visits.open(EDIT, person=FAY)
    expect(fay.locator("[data-other-names]")).to_have_text("Pia Castellano")
    add(pia, "Ask for the number first.")
    expect(pia.locator("[data-other-names]")).to_have_text("Fay Lindgren")
    add(fay, "Then wait a moment.")

    save(pia)
    expect(pia.get_by_role("heading", name="What the draft changes")).to_be_visible()
    save(fay)

    expect(fay.get_by_role("heading", name="Somebody else saved this page meanwhile")).to_be_visible()
    compared = fay.get_by_role("region", name="From their text to yours")
    expect(compared).to_contain_text("Ask for the number first.")
    expect(compared).to_contain_text("Then wait a moment.")
    expect(fay.get_by_label("Text", exact=True)).to_have_value(re.compile("Then wait a moment\\.$"))
    pia.reload()
    expect(pia.get_by_role("region", name="What the draft changes")).not_to_contain_text("Then wait a moment.")

    add(fay, "Ask for the number first.")
    fay.get_by_role("button", name="Save mine after theirs").first.click()

    draft = fay.get_by_role("region", name="What the draft changes")
    expect(draft).to_contain_text("Ask for the number first.")
    expect(draft).to_contain_text("Then wait a moment.")


@pytest.mark.usefixtures("unwritten")
def test_a_text_survives_a_dropped_line(visits: Visits) -> None:
    page = visits.open(EDIT, person=PIA)
    page.context.set_offline(True)

    add(page, "Typed without a line.")
    says = page.locator("[data-autosave-says]")
    expect(says).to_contain_text("There is no connection. What you type stays in this browser; trying again.")
    page.context.set_offline(False)

    expect(says).to_contain_text("for you only. It is not saved as the draft yet.")
    again = page.context.new_page()
    again.goto(EDIT)
    expect(again.get_by_label("Text", exact=True)).to_have_value(re.compile("Typed without a line\\.$"))
    expect(again.get_by_role("heading", name="This is what you typed, and did not save")).to_be_visible()


@pytest.mark.usefixtures("unwritten")
def test_who_listens_hears_that_the_text_is_kept_once_and_then_only_of_trouble(visits: Visits) -> None:
    page = visits.open(EDIT, person=PIA)
    says, heard = page.locator("[data-autosave-says]"), page.locator("[data-autosave-heard]")

    add(page, "Kept once.")
    expect(heard).to_contain_text("for you only.")
    page.evaluate("document.querySelector('[data-autosave-heard]').textContent = ''")
    add(page, "Kept twice.")
    with page.expect_response("**/typing"):
        pass
    expect(heard).to_have_text("")
    page.context.set_offline(True)
    add(page, "Without a line.")

    expect(heard).to_contain_text("There is no connection.")
    expect(heard).to_have_attribute("role", "status")
    assert says.get_attribute("role") is None
    page.context.set_offline(False)


@pytest.mark.usefixtures("unwritten")
def test_a_text_survives_a_session_that_ended_while_it_was_typed(visits: Visits) -> None:
    page = visits.blank()
    sign_in(page, PIA)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(EDIT)
    page.context.clear_cookies()

    add(page, "Typed after the session.")
    says = page.locator("[data-autosave-says]")
    expect(says).to_contain_text("You are signed out. What you type stays in this browser.")
    with page.context.expect_page() as opened:
        says.get_by_role("link", name="Sign in in a new tab").click()
    sign_in(opened.value, PIA)
    opened.value.wait_for_url(lambda url: "/sign-in" not in url)
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(says).to_contain_text("for you only. It is not saved as the draft yet.")
    save(page)
    expect(page.get_by_role("region", name="What the draft changes")).to_contain_text("Typed after the session.")
    assert page.evaluate(COPY) == 0


@pytest.mark.usefixtures("unwritten")
def test_a_form_sent_after_the_session_ended_is_filled_again_after_signing_in(visits: Visits) -> None:
    page = visits.blank()
    sign_in(page, PIA)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(EDIT)
    page.route("**/typing", lambda route: route.abort())  # nothing reaches the server while typing
    add(page, "Sent too late.")
    page.context.clear_cookies()

    save(page)
    expect(page.get_by_role("heading", level=1)).not_to_contain_text("Edit")
    page.goto(f"/sign-in?next={EDIT}")
    page.get_by_label("Work email").fill(PIA)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_label("Text", exact=True)).to_have_value(re.compile("Sent too late\\.$"))
    expect(page.locator("[data-autosave-says]")).to_contain_text("was still in this browser")


@pytest.mark.usefixtures("unwritten")
def test_the_toolbar_puts_marks_into_the_text_and_is_one_stop_of_the_tab_key(visits: Visits) -> None:
    page = visits.open(EDIT, person=PIA)
    field = page.get_by_label("Text", exact=True)
    add(page, "A word")
    for _ in range(4):
        field.press("Shift+ArrowLeft")

    page.get_by_role("button", name="Bold").click()
    expect(field).to_have_value(re.compile("A \\*\\*word\\*\\*$"))
    field.press("ControlOrMeta+z")
    expect(field).to_have_value(re.compile("A word$"))
    page.get_by_role("button", name="Heading").focus()
    page.keyboard.press("ArrowRight")

    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Tab")
    expect(field).to_be_focused()
