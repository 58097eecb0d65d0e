"""The system's own Chromium, driven by Playwright; and a watch over what pages ask for and complain about."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Request, sync_playwright

from tests.browser.running import host_of

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "microsoft-edge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowser(Exception):
    """There is no browser on this machine, or it does not start; the message says which."""


def find_browser() -> str:
    """Return the browser to drive: the one of PORTAL_BROWSER, else the first that is installed."""
    named = os.environ.get("PORTAL_BROWSER", "")
    for name in (named, *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise NoBrowser("no Chromium or Chrome is installed; set PORTAL_BROWSER to one")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Give a running browser."""
    path = find_browser()
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    flags = [*FLAGS, "--no-sandbox"] if as_root else [*FLAGS]
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=flags)
        except Exception as error:
            raise NoBrowser(f"{path} does not start ({str(error).splitlines()[0]})") from error
        try:
            yield browser
        finally:
            browser.close()


class Watch:
    """Everything that must not happen on any page: requests elsewhere, errors in the console, broken policy."""

    def __init__(self, address: str) -> None:
        self.host = host_of(address)
        self.faults: list[str] = []
        self.documents: set[str] = set()

    def follow(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.on("request", self.on_request)
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.faults.append(f"script failed: {error.error}"))

    def begin_anew(self, faults: list[str]) -> None:
        """Write into another list of faults from now on, and forget which pages were opened before."""
        self.faults = faults
        self.documents.clear()

    def on_request(self, request: Request) -> None:
        """Note a request that leaves the portal."""
        if request.is_navigation_request():
            self.documents.add(request.url)
        if host_of(request.url) != self.host:
            self.faults.append(f"asked elsewhere: {request.method} {request.url}")

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error; that a page itself answered 404 or 422 is for its test to judge."""
        is_page_status = "status of 4" in message.text and message.location["url"] in self.documents
        if message.type == "error" and not is_page_status:
            self.faults.append(f"console: {message.text} ({message.location['url']})")
