"""Take the pictures of the manual: `python -m tests.browser.screenshots` writes them to docs/screenshots/."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from portal.cli.demo import PASSWORD
from tests.browser.chromium import open_browser
from tests.browser.pages import BEN, FAY, PIA
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
WIDTHS = (PHONE, DESK) = (360, 1280)
IN_ONE_LOOK: dict[str, tuple[str, str | None, int]] = {  # what more there is, each where it is used most
    "finder": ("/toolkit/find?phase=court&audience=supervisor", None, DESK),
    "quick-guides": ("/toolkit/quick-guides/", None, DESK),
    "moments-of-a-case": ("/toolkit/case", BEN, PHONE),
    "tool-with-a-note": ("/toolkit/direct-practice/genogram-ecomap", BEN, PHONE),
    "quick-guide": ("/toolkit/quick-guides/three-houses-guide", None, PHONE),
    "blank-form": ("/toolkit/direct-practice/three-houses-form", None, DESK),
    "sheet-for-a-family": ("/family/our-safety-plan", None, PHONE),
    "sheet-in-spanish": ("/family/three-questions-for-us/es", None, PHONE),
    "saved-pages": ("/saved/", BEN, PHONE),
    "what-readers-say": ("/admin/answers/", FAY, DESK),
    "upkeep": ("/admin/upkeep/", FAY, DESK),
    "writing-a-page": ("/admin/toolkit/pages/scaling/edit", PIA, DESK),
    "review": ("/admin/toolkit/changes/1", FAY, DESK),
}
AFTER_A_RECALL: dict[str, tuple[str, str | None, int]] = {
    "recalls": ("/admin/recalls/", PIA, DESK),
    "recalled-tool": ("/toolkit/direct-practice/solution-focused", None, PHONE),
}
CODED = "/toolkit/direct-practice/three-houses"  # the page whose code on paper is looked up
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
                picture(browser, address, name, path, person=person, width=width, schemes=SCHEMES)
        for name, (path, person, width) in IN_ONE_LOOK.items():
            picture(browser, address, name, path, person=person, width=width)
        picture(browser, address, "code-on-paper", code_on(browser, address), person=None, width=PHONE)
        recall(browser, address)
        for name, (path, person, width) in AFTER_A_RECALL.items():
            picture(browser, address, name, path, person=person, width=width)
    return 0


def picture(
    browser: Browser,
    address: str,
    name: str,
    path: str,
    *,
    person: str | None,
    width: int,
    schemes: tuple[Literal["light", "dark"], ...] = SCHEMES[:1],
) -> None:
    """Take a page in each scheme."""
    page = open_page(browser, address, path, person=person, width=width)
    for scheme in schemes:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        file = TARGET / f"{name}-{width}-{scheme}.png"
        print(f"{file.relative_to(ROOT)}  {take(page, file, width=width) // 1000} KB")  # noqa: T201
    page.context.close()


def code_on(browser: Browser, address: str) -> str:
    """Return the address behind the code of a page on paper."""
    page = open_page(browser, address, CODED, person=None, width=DESK)
    found = page.locator("a.paper-code").first.get_attribute("href")
    page.context.close()
    return found or ""


def recall(browser: Browser, address: str) -> None:
    """Recall a tool: one person asks, a second one confirms."""
    fay = open_page(browser, address, "/admin/recalls/new", person=FAY, width=DESK)
    fay.get_by_label("What is recalled").select_option("/solution-focused")
    fay.get_by_label("Reason").fill("One question on the sheet can be heard as blame.")
    fay.get_by_label("What is used instead").select_option("three-questions")
    fay.get_by_role("button", name="See whom it reaches").click()
    fay.get_by_role("button", name="Ask a second person to confirm").click()
    fay.get_by_role("main").get_by_text("A second person has to confirm it").wait_for()
    pia = open_page(browser, address, fay.url, person=PIA, width=DESK)
    pia.get_by_role("button", name="Confirm the recall").click()
    pia.get_by_role("status").wait_for()
    fay.context.close()
    pia.context.close()


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
