"""Pages on paper: whose they are, how old they are, and nothing that only works on a screen."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import ANA

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

TOOLS = ("three-houses", "safety-planning", "mapping-with-families", "hotline-tool")
GUIDES = ("cans-guide", "cft-meetings-guide", "harm-danger-goals-supervisor-guide", "three-houses-guide")  # the longest
FORMS = ("safety-planning-form", "three-houses-form", "mapping-individual-form")  # the longest
SCREEN_ONLY = (
    "Skip to the main content",
    "Sign in",
    "Menu",
    "On this page",
    "In this section",
    "Next section",
    "Print",
)
LONG_DATE = re.compile(r"[A-Z][a-z]+ \d{1,2}, \d{4}")


def printed(page: Page, file: Path) -> tuple[int, str]:
    """Print the page to a file; return how many sheets it takes and what they say."""
    page.pdf(path=file, prefer_css_page_size=True, format="Letter")
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", file.read_bytes()))
    reader = shutil.which("pdftotext")
    if reader:
        said = subprocess.run([reader, "-layout", str(file), "-"], capture_output=True, check=True, text=True).stdout  # noqa: S603
    else:
        page.emulate_media(media="print")
        said = page.locator("body").inner_text()
    return sheets, " ".join(said.split())


@pytest.mark.parametrize("slug", TOOLS)
def test_a_tool_prints_on_few_sheets_with_its_title_owner_and_date(visits: Visits, slug: str, tmp_path: Path) -> None:
    page = visits.open(f"/toolkit/direct-practice/{slug}")
    title = page.get_by_role("heading", level=1).inner_text()
    facts = page.get_by_role("complementary", name="Using this page").locator("dd")
    owner = next(text for text in facts.all_inner_texts() if "Backbone" in text)

    sheets, said = printed(page, tmp_path / "tool.pdf")

    assert 1 <= sheets <= 4
    footer = re.search(rf"{re.escape(title)} · Version \d+ · (.+?) · {re.escape(owner)}", said)
    assert footer is not None
    assert LONG_DATE.fullmatch(footer[1])
    assert [word for word in SCREEN_ONLY if re.search(rf"\b{word}\b", said)] == []


@pytest.mark.parametrize("slug", GUIDES)
def test_a_quick_guide_prints_on_one_sheet(visits: Visits, slug: str, tmp_path: Path) -> None:
    page = visits.open(f"/toolkit/quick-guides/{slug}")

    sheets, said = printed(page, tmp_path / "guide.pdf")

    assert sheets == 1
    assert "Where it comes from" in said
    assert "do not write a case number here" in said


@pytest.mark.parametrize("slug", FORMS)
def test_a_form_prints_on_two_sheets_at_most_with_its_code(visits: Visits, slug: str, tmp_path: Path) -> None:
    page = visits.open(f"/toolkit/direct-practice/{slug}")
    code = page.locator(".paper-code").inner_text()

    sheets, said = printed(page, tmp_path / "form.pdf")

    assert 1 <= sheets <= 2
    assert f"type {code} at" in said
    assert [word for word in SCREEN_ONLY if re.search(rf"\b{word}\b", said)] == []


def test_a_region_home_prints_its_name_contact_and_tools_without_the_menu(visits: Visits, tmp_path: Path) -> None:
    page = visits.open("/regions/northern/", person=ANA)

    sheets, said = printed(page, tmp_path / "home.pdf")

    assert 1 <= sheets <= 4
    for expected in ("Northern Region", "Who is my contact?", "butte@northern.example", "Tools of Northern Region"):
        assert expected in said
    assert [word for word in (*SCREEN_ONLY, "Sign out") if re.search(rf"\b{word}\b", said)] == []


def test_paper_is_letter_and_grey(visits: Visits, tmp_path: Path) -> None:
    page = visits.open("/regions/northern/", person=ANA, color_scheme="dark")

    page.pdf(path=tmp_path / "home.pdf", prefer_css_page_size=True)

    sizes = set(re.findall(rb"/MediaBox\s*\[([^\]]+)\]", (tmp_path / "home.pdf").read_bytes()))
    assert sizes == {b"0 0 612 792"}
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    }
