"""Take the pictures of the manual: `python -m tests.browser.screenshots` writes them to docs/screenshots/."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from portal.cli.demo import PASSWORD
from tests.browser.chromium import open_browser
from tests.browser.running import ROOT, demo_portal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TARGET = ROOT / "docs" / "screenshots"
PICTURES = {
    "public-home": ("/", None),
    "tool-page": ("/toolkit/direct-practice/three-houses", None),
    "regional-home": ("/regions/northern/", "ana@butte.example"),
    "admin-people": ("/admin/people/", "fay@statewide.example"),
}
WIDTHS = (360, 1280)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TALLEST, LOWEST, STEP = 2400, 800, 200
LARGEST_BYTES = 300_000


def main() -> int:
    """Take every picture of a fresh demo."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as folder,
        demo_portal(Path(folder) / "instance") as address,
        open_browser() as browser,
    ):
        for name, (path, person) in PICTURES.items():
            for width in WIDTHS:
                page = open_page(browser, address, path, person=person, width=width)
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                    file = TARGET / f"{name}-{width}-{scheme}.png"
                    print(f"{file.relative_to(ROOT)}  {take(page, file, width=width) // 1000} KB")  # noqa: T201
                page.context.close()
    return 0


def open_page(browser: Browser, address: str, path: str, *, person: str | None, width: int) -> Page:
    """Open an address, signed in if somebody is named."""
    context = browser.new_context(base_url=address, viewport={"width": width, "height": LOWEST})
    page = context.new_page()
    if person:
        page.goto("/sign-in")
        page.get_by_label("Work email").fill(person)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.goto(path, wait_until="networkidle")
    return page


def take(page: Page, file: Path, *, width: int) -> int:
    """Write a picture of the page from its top, as tall as the limits allow; return its size in bytes."""
    whole: int = page.evaluate("document.scrollingElement.scrollHeight")
    for height in range(min(whole, TALLEST), 0, -STEP):
        page.screenshot(path=file, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})
        if (size := file.stat().st_size) <= LARGEST_BYTES:
            return size
    raise SystemExit(f"{file} cannot be made small enough")


if __name__ == "__main__":
    sys.exit(main())
