"""Somebody leaves: out in every browser at once; and comes back as the same person, without the old roles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import uuid4

from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.pages import FAY
from tests.browser.test_people import PASSWORD, invite

if TYPE_CHECKING:
    from tests.browser.conftest import Visits


def test_who_has_left_is_out_at_once_and_comes_back_without_the_old_role(visits: Visits) -> None:
    email = f"lea-{uuid4().hex}@butte.example"
    fay, first, second = visits.open("/admin/", person=FAY), visits.blank(), visits.blank()
    first.goto(invite(fay, "Lea Varner", email))
    first.get_by_label("New password").fill(PASSWORD)
    first.get_by_role("button", name="Open my account").click()
    for page in (first, second):
        sign_in(page, email, PASSWORD)
        page.wait_for_url(re.compile("/regions/northern/"))

    fay.get_by_role("link", name="Give Lea Varner a role").click()
    fay.get_by_role("link", name="Lea Varner has left").click()
    expect(fay.get_by_role("main")).to_contain_text("All sessions and passkeys, within a minute and on every device.")
    fay.get_by_role("button", name="Close this account").click()
    expect(fay.get_by_role("main")).to_contain_text("The account of Lea Varner is closed.")
    for page in (first, second):
        page.goto("/profile")
        expect(page).to_have_url(re.compile("/sign-in"))

    fay.goto(f"/admin/people/?q={email}")
    fay.get_by_role("link", name="Lea Varner").click()
    fay.get_by_role("button", name="Open this account again").click()
    expect(fay.get_by_role("main")).to_contain_text("The account of Lea Varner is open again, without roles.")
    expect(fay.get_by_role("region", name="Earlier roles")).to_contain_text("County worker, Butte County")
    sign_in(second, email, PASSWORD)
    expect(second.get_by_role("alert")).to_contain_text("The mail address or the password is not right.")
    fay.get_by_role("button", name="Give again the role County worker in Butte County").click()
    expect(fay.get_by_role("main")).to_contain_text("The role was granted to Lea Varner.")
    expect(fay.get_by_role("region", name="Earlier roles")).to_have_count(0)


def test_several_people_are_closed_and_the_undo_brings_them_back(visits: Visits) -> None:
    mark = uuid4().hex[:8]
    fay = visits.open("/admin/", person=FAY)
    for number in (1, 2):
        invite(fay, f"Pair {mark} {number}", f"pair-{mark}-{number}@butte.example")
    fay.goto(f"/admin/people/?q={mark}")

    for number in (1, 2):
        fay.get_by_role("checkbox", name=f"Pair {mark} {number}").check()
    fay.get_by_label("What", exact=True).select_option(label="Close the accounts")
    fay.get_by_role("button", name="Look at it first").click()
    expect(fay.get_by_role("heading", level=1)).to_have_text("Close the accounts of 2 people?")
    expect(fay.get_by_role("rowheader")).to_have_count(2)
    fay.get_by_role("button", name="Close the accounts of 2 people").click()
    expect(fay.get_by_role("main")).to_contain_text("Done for 2 people. It can be undone for 24 hours.")
    fay.get_by_role("button", name="Undo").click()

    expect(fay.get_by_role("main")).to_contain_text("Undone for 2 people.")
    fay.goto(f"/admin/people/?q={mark}&status=closed")
    expect(fay.get_by_role("heading", name="Nobody matches")).to_be_visible()
