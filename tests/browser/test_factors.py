"""Signing in with a passkey, and with a printed code when it is lost, by the browser's own virtual authenticator."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import expect
from pyotp import TOTP

from tests.browser.chromium import Watch
from tests.browser.conftest import Kept, Visits, sign_in
from tests.browser.running import demo_portal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

ANA, FAY, NAT = "ana@butte.example", "fay@statewide.example", "nat@northern.example"
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip

LINES_TAKEN = "codes => codes.map(code => code.getClientRects().length)"  # a broken code is copied wrongly


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a portal that asks for second factors, under a name: passkeys want one."""
    folder: Path = tmp_path_factory.mktemp("named") / "instance"
    with demo_portal(folder, PORTAL_REQUIRE_SECOND_FACTOR="true", PORTAL_WORKERS="1") as found:
        yield found.replace("127.0.0.1", "localhost")


@pytest.fixture
def desk(browser: Browser, named: str) -> Iterator[Visits]:
    """Open pages under the portal's name, and fail afterwards if any of them asked elsewhere or complained."""
    watch = Watch(named)
    yield Visits(browser, named, watch, Kept())
    for context in browser.contexts:
        context.close()
    assert watch.faults == []


def give_device(page: Page) -> str:
    """Let the page's browser have a device for passkeys; return the device's number."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    return str(devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"])


def add_passkey(page: Page, name: str) -> None:
    """Add a passkey on the page where that is done."""
    page.get_by_label("Name of the new passkey").fill(name)
    page.get_by_role("button", name="Add a passkey").click()


def test_who_lost_the_passkey_comes_in_by_a_printed_code_and_removes_it(desk: Visits, named: str) -> None:
    office = desk.blank()
    give_device(office)
    sign_in(office, ANA)
    office.wait_for_url(re.compile("/regions/"))
    office.goto("/profile")
    office.get_by_role("link", name="Passkeys and codes").click()
    add_passkey(office, "Lost laptop")
    expect(office.get_by_role("main")).to_contain_text("The passkey “Lost laptop” was added.")
    office.get_by_role("button", name="Make codes to print").click()
    code = office.get_by_role("listitem").get_by_role("code").first.inner_text()
    assert office.locator(".codes .key").evaluate_all(LINES_TAKEN) == [1] * 10

    away = desk.blank()
    give_device(away)
    sign_in(away, ANA)
    expect(away.get_by_role("heading", level=1)).to_have_text("One more step")
    away.get_by_label("Code").fill(code.lower())
    away.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(away.get_by_role("main")).to_contain_text("You used a printed code")
    expect(away.get_by_role("main")).to_contain_text("9 of your printed codes are left.")
    add_passkey(away, "New laptop")

    expect(away.get_by_role("heading", level=1)).to_have_text("What is lost?")
    expect(away.get_by_label(re.compile("Lost laptop"))).to_be_checked()
    expect(away.get_by_label(re.compile("New laptop"))).to_have_count(0)
    away.get_by_role("button", name="Remove what is marked").click()

    expect(away.get_by_role("main")).to_contain_text("Removed: Lost laptop.")
    expect(away.get_by_role("button", name="Remove New laptop")).to_be_visible()
    office.goto("/profile")
    expect(office).to_have_url(re.compile("/sign-in"))
    office.get_by_role("button", name="Use a passkey").click()
    expect(office.get_by_role("alert")).to_contain_text("That passkey does not open an account here.")


def test_an_administrator_adds_a_passkey_first_and_then_signs_in_with_nothing_else(desk: Visits, named: str) -> None:
    page = desk.blank()
    give_device(page)
    sign_in(page, FAY)
    expect(page.get_by_role("main")).to_contain_text("Add a second method before you administer")
    page.goto("/admin/people/")
    expect(page).to_have_url(f"{named}/profile/sign-in")

    add_passkey(page, "Academy laptop")
    expect(page.get_by_role("main")).to_contain_text("The passkey “Academy laptop” was added.")
    page.get_by_role("button", name="Sign out").click()
    page.goto("/admin/people/")
    page.get_by_role("button", name="Use a passkey").click()

    expect(page).to_have_url(f"{named}/admin/people/")
    expect(page.get_by_role("rowheader").first).to_be_visible()


def invite(page: Page, email: str) -> str:
    """Invite a worker for Butte as an administrator, and return the one-time link."""
    page.goto("/admin/people/new")
    page.get_by_label("Name").fill("Una Newly")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("County").select_option(label="Butte")
    page.get_by_label("Role").select_option(label="County worker")
    page.get_by_role("button", name="Make the invitation").click()
    return page.get_by_label("The same link, should the mail not arrive").input_value()


def test_who_is_invited_joins_with_a_passkey_adds_an_app_and_lands_on_the_regional_home(
    desk: Visits, named: str
) -> None:
    nat, una = desk.blank(), desk.blank()
    give_device(nat)
    sign_in(nat, NAT)
    add_passkey(nat, "Academy laptop")
    expect(nat.get_by_role("main")).to_contain_text("was added")
    link = invite(nat, f"una-{uuid4().hex}@butte.example")

    give_device(una)
    una.goto(named + urlsplit(link).path)
    expect(una.get_by_role("main")).to_contain_text("Nat Osei invites you.")
    expect(una.get_by_role("main")).to_contain_text("to open your account for Butte County")
    una.get_by_role("button", name="Open my account with a passkey").click()
    expect(una.get_by_role("main")).to_contain_text("Your account is open.")
    una.get_by_role("button", name="Set up an app").click()
    key = una.locator(".key").inner_text().replace(" ", "")
    una.get_by_label("Code that the app shows now").fill(TOTP(key).now())
    una.get_by_role("button", name="Set up this app").click()
    expect(una.get_by_role("main")).to_contain_text("Your authenticator app is set up.")
    una.get_by_role("link", name="Go on to the portal").click()

    expect(una).to_have_url(f"{named}/regions/northern/")
    expect(una.get_by_role("main")).to_contain_text("Butte")
    una.get_by_role("button", name="Sign out").click()
    una.goto("/regions/northern/")
    assert "Winter road visit kit" not in una.content()
    una.goto("/sign-in?next=/regions/northern/")
    una.get_by_role("button", name="Use a passkey").click()
    expect(una.get_by_role("main")).to_contain_text("Winter road visit kit")
