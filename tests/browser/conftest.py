"""A running portal, a browser, and visitors with or without an account."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from portal.cli.demo import PASSWORD
from tests.browser.chromium import NoBrowser, Watch, open_browser
from tests.browser.running import demo_portal
from tests.conftest import cannot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page, StorageState, ViewportSize

FOLDER = Path(__file__).parent
DESK = {"width": 1280, "height": 900}
LONGEST_WAIT_MS = 15_000


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker have all browser tests: one portal and one browser serve them all."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder in which the running portal keeps everything it keeps; its log lies beside it."""
    return tmp_path_factory.mktemp("demo") / "instance"


@pytest.fixture(scope="session")
def address(instance: Path) -> Iterator[str]:
    """Give the address of a running portal with demo people."""
    with demo_portal(instance) as found:
        yield found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give a running browser."""
    try:
        with open_browser() as found:
            yield found
    except NoBrowser as missing:
        cannot(f"a browser cannot be had: {missing}")


@dataclass
class Kept:
    """What all tests share: the cookies of people who have signed in, and the pages in which somebody only looks."""

    known: dict[str, StorageState] = field(default_factory=dict)
    looks: dict[str | None, tuple[Page, Watch]] = field(default_factory=dict)

    def contexts(self) -> set[BrowserContext]:
        """Return the contexts that stay open."""
        return {page.context for page, _ in self.looks.values()}


class Visits:
    """Opens pages, each in a browser context of its own."""

    def __init__(self, browser: Browser, address: str, watch: Watch, kept: Kept) -> None:
        self.browser = browser
        self.address = address
        self.watch = watch
        self.kept = kept
        self.known = kept.known

    def look(self, path: str, *, person: str | None = None, viewport: ViewportSize | None = None) -> Page:
        """Open an address only to look at it, in the page in which this person looked before, with the first cookies.

        A new context and its process cost six times as much as another address in them. What is written or pressed
        needs `open`.
        """
        cookies = self.state_of(person).get("cookies", []) if person else []
        if person not in self.kept.looks or self.kept.looks[person][0].is_closed():
            watch = Watch(self.address)
            context = self.browser.new_context(base_url=self.address)
            context.set_default_timeout(LONGEST_WAIT_MS)
            watch.follow(context)
            self.kept.looks[person] = context.new_page(), watch
        page, watch = self.kept.looks[person]
        watch.begin_anew(self.watch.faults)
        if page.url.startswith(self.address):
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.context.clear_cookies()
        page.context.add_cookies(cookies)
        page.set_viewport_size(viewport or DESK)
        page.emulate_media(color_scheme="null", reduced_motion="null")
        page.goto(path)
        return page

    def open(self, path: str = "/", *, person: str | None = None, **options: Any) -> Page:
        """Open an address as a stranger, or as somebody of the demo who signed in before."""
        page = self.blank(storage_state=self.state_of(person) if person else None, **options)
        page.goto(path)
        return page

    def blank(self, **options: Any) -> Page:
        """Return an empty page in a new context, under watch."""
        context = self.browser.new_context(base_url=self.address, **({"viewport": DESK} | options))
        context.set_default_timeout(LONGEST_WAIT_MS)
        self.watch.follow(context)
        return context.new_page()

    def state_of(self, person: str) -> StorageState:
        """Return the cookies of a person, who signs in once for all tests that only need to be somebody."""
        if person not in self.known:
            page = self.blank()
            sign_in(page, person)
            page.wait_for_url(lambda url: "/sign-in" not in url)  # the cookie comes with the answer
            self.known[person] = page.context.storage_state()
            page.context.close()
        return self.known[person]


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Fill in the form as people do."""
    page.goto("/sign-in")
    page.get_by_label("Work email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()


@pytest.fixture(scope="session")
def kept() -> Kept:
    """Keep what all tests share."""
    return Kept()


@pytest.fixture
def visits(browser: Browser, address: str, kept: Kept) -> Iterator[Visits]:
    """Open pages, and fail afterwards if any of them asked elsewhere or complained."""
    watch = Watch(address)
    yield Visits(browser, address, watch, kept)
    for context in set(browser.contexts) - kept.contexts():
        context.close()
    assert watch.faults == []
