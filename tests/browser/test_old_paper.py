"""Journey J10: a parent scans the code on last year's sheet, somebody mistypes one, and one is a region's own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from portal.app import create_app
from portal.config import load_settings
from portal.features.paper.queries import page_codes, region_tools, tool_codes
from portal.foundation.database import db
from tests.features.upkeep.writing import rewrite

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import Visits

PHONE = {"width": 360, "height": 740}
SHEET = "our-safety-network"


@contextmanager
def beside(instance: Path, address: str) -> Iterator[None]:
    """Stand beside the running portal, where statewide editors write."""
    app = create_app(load_settings(instance, environment="demo", base_url=address))
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_j10_old_paper_leads_to_the_sheet_of_now_in_both_languages(
    visits: Visits, instance: Path, address: str
) -> None:
    with beside(instance, address):
        old = page_codes()[SHEET]
        rewrite(SHEET)

    parent = visits.open(f"/c/{old}", viewport=PHONE)

    expect(parent.get_by_role("heading", level=1)).to_have_text("There is a newer sheet")
    expect(parent.get_by_role("heading", name="Hay una hoja más nueva")).to_be_visible()
    english = parent.locator("main a[hreflang=en]")
    spanish = parent.locator("main a[hreflang=es]")
    expect(english).to_have_count(1)
    expect(spanish).to_have_count(1)
    way_out = parent.get_by_role("link", name="Leave this page")
    expect(way_out).to_have_attribute("href", "https://www.weather.gov/")
    expect(way_out).to_have_attribute("rel", "noreferrer noopener nofollow")
    spanish.click()
    expect(parent.get_by_role("heading", level=1)).to_have_attribute("lang", "es")
    assert parent.context.cookies() == []


def test_j10_two_letters_swapped_are_no_such_sheet_and_a_regions_code_says_whom_to_ask(
    visits: Visits, instance: Path, address: str
) -> None:
    with beside(instance, address):
        code = page_codes()["three-houses"]
        own = next(key for key, tool in region_tools("northern").items() if not tool.for_everyone)
        title, regions = region_tools("northern")[own].title, tool_codes("northern")[own].code
    place = next(n for n in range(7) if code[n] != code[n + 1])
    page = visits.open("/c/", viewport=PHONE)

    page.get_by_label("Code on the sheet").fill(code[:place] + code[place + 1] + code[place] + code[place + 2 :])
    with page.expect_response(lambda answer: "/c/?code=" in answer.url) as swapped:
        page.get_by_role("button", name="Look it up").click()

    assert swapped.value.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("No such sheet")
    expect(page.locator("main a")).to_have_count(0)

    page.get_by_label("Code on the sheet").fill(f"{code[:4].lower()} {code[4:]}")
    page.get_by_role("button", name="Look it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This sheet is still right")

    page.goto(f"/c/{regions}")
    expect(page.get_by_role("heading", level=1)).to_have_text("A sheet of one region")
    expect(page.get_by_role("main")).to_contain_text("Northern Region")
    expect(page.get_by_role("main")).not_to_contain_text(title)
