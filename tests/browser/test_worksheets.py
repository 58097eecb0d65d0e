"""J5, the sealed worksheet: filled in, printed and cleared, and nothing of it leaves the device."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.pages import ANA
from tests.browser.test_printing import printed

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page, Request

    from tests.browser.conftest import Visits

SHEET = "/regions/northern/worksheets/three-houses"
MARKER = "zqxworriesatnight"
CY = "cy@san-diego.example"


def fill(page: Page, words: str) -> int:
    """Type into everything, tick every box, move every slider; return how many fields were typed in."""
    sheet = page.locator("[data-sheet]")
    fields = [*sheet.locator("input[type=text]").all(), *sheet.locator("textarea").all()]
    for field in fields:
        field.click()
        page.keyboard.type(words)
    for box in sheet.locator("[data-one-choice] input, fieldset input").all():
        box.check()
    for slider in sheet.locator("input[type=range]").all():
        slider.fill("7")
    return len(fields)


def watched(page: Page) -> list[str]:
    """Return the list into which every request of the page goes from now on, but for its icon, which may come late."""
    page.wait_for_load_state("networkidle")
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/static/img/favicon.svg" not in request.url:
            asked.append(f"{request.method} {request.url}")

    page.on("request", note)
    return asked


def test_no_request_leaves_while_typing_printing_and_clearing_even_with_the_line_cut(
    visits: Visits, tmp_path: Path
) -> None:
    page = visits.open(SHEET, person=ANA)
    asked = watched(page)

    count = fill(page, MARKER)
    printed(page, tmp_path / "sheet.pdf")
    page.context.set_offline(True)
    page.get_by_label("What do you like best? Who makes it so?").fill(f"{MARKER} again")
    sheets, _ = printed(page, tmp_path / "offline.pdf")
    page.emulate_media(media="screen")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Clear the sheet").click()

    assert count == 1 + 3 + 9
    assert sheets <= 3
    assert asked == []
    assert [field.input_value() for field in page.locator("[data-sheet] textarea").all()] == [""] * 12
    assert page.locator("[data-sheet] input:checked").count() == 0


def test_the_policy_of_the_page_lets_nothing_out_though_a_script_tries(visits: Visits) -> None:
    page = visits.open(SHEET, person=ANA)

    outcome = page.evaluate("""async () => {
        const tried = await fetch("/sitemap?q=zqx").then(() => "sent", () => "refused");
        const beacon = navigator.sendBeacon("/sitemap", "zqx");
        await new Promise((wait) => setTimeout(wait, 300));
        return [tried, beacon];
    }""")

    assert outcome[0] == "refused"
    assert any("connect-src 'none'" in fault for fault in visits.watch.faults)
    visits.watch.faults.clear()  # this test broke the policy on purpose


def test_a_word_typed_on_a_sheet_is_nowhere_in_what_the_portal_keeps(visits: Visits, instance: Path) -> None:
    page = visits.open(SHEET, person=ANA)
    fill(page, MARKER)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/regions/northern/worksheets/")
    page.go_back()

    kept = [file for file in [*instance.rglob("*"), instance.with_suffix(".log")] if file.is_file()]

    assert len(kept) > 1
    assert [file.name for file in kept if MARKER.encode() in file.read_bytes()] == []
    assert MARKER not in page.content()
    assert [field.input_value() for field in page.locator("[data-sheet] textarea").all()] == [""] * 12


def test_it_prints_in_grey_on_letter_with_code_and_version_and_nothing_of_the_screen(
    visits: Visits, tmp_path: Path
) -> None:
    page = visits.open(SHEET, person=ANA)
    page.get_by_label("How does it feel at home today?").fill("7")

    sheets, said = printed(page, tmp_path / "sheet.pdf")

    assert sheets in {1, 2}
    assert "northern/three-houses · 2026-11-20 · Northern Academy" in said
    assert "do not write a case number here" in said
    for words in ("What you write stays on this device", "Print the sheet", "Clear the sheet", "not chosen yet"):
        assert words not in said
    page.emulate_media(media="print")
    assert page.locator(".scale-mark.is-chosen").inner_text() == "7"
    colours = page.locator("[data-sheet] *").evaluate_all("all => all.map(one => getComputedStyle(one).color)")
    assert {colour for colour in colours if len(set(re.findall(r"\d+", colour)[:3])) > 1} == set()


def test_a_scale_says_its_number_and_one_of_several_is_one(visits: Visits) -> None:
    page = visits.open(SHEET, person=ANA)
    slider, answer = page.get_by_label("How does it feel at home today?"), page.locator(".scale-answer")

    expect(answer).to_have_text("not chosen yet")
    slider.press("ArrowRight")
    expect(answer).to_have_text("6")
    page.get_by_label("House of worries").check()
    page.get_by_label("House of good things").check()

    expect(page.get_by_label("House of worries")).not_to_be_checked()
    expect(page.get_by_label("House of good things")).to_be_checked()


def test_a_page_with_something_written_on_it_asks_before_it_goes(visits: Visits) -> None:
    page = visits.open(SHEET, person=ANA)
    page.get_by_label("What shall we call you on this sheet?").fill("blue")
    asked: list[str] = []

    def stay(dialog: object) -> None:
        asked.append(dialog.type)  # type: ignore[attr-defined]  # a dialog of Playwright's
        dialog.dismiss()  # type: ignore[attr-defined]  # as above

    page.on("dialog", stay)
    page.get_by_role("link", name="Worksheets").click(no_wait_after=True)
    page.wait_for_timeout(300)

    assert asked == ["beforeunload"]
    assert page.url.endswith(SHEET)


def test_without_script_it_is_filled_in_and_printed_all_the_same(visits: Visits, tmp_path: Path) -> None:
    page = visits.open(SHEET, person=ANA, java_script_enabled=False)

    field = page.get_by_label("What do you like best? Who makes it so?")
    before = field.bounding_box()
    field.fill("words " * 200)
    page.get_by_label("House of worries").check()
    after = field.bounding_box()
    sheets, _ = printed(page, tmp_path / "sheet.pdf")

    assert before is not None
    assert after is not None
    assert after["height"] > 2 * before["height"]  # it grows with what is written, so that paper shows all of it
    assert sheets in {2, 3}
    assert page.get_by_role("button", name="Print the sheet").count() == 0


@pytest.mark.parametrize("width", [320, 1280])
def test_the_spanish_sheet_fits_its_screen(visits: Visits, width: int) -> None:
    page = visits.open(
        "/regions/southern/worksheets/escala-de-seguridad", person=CY, viewport={"width": width, "height": 800}
    )

    assert page.evaluate("document.documentElement.scrollWidth") <= width
