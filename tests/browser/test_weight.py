"""First visits stay light, and nothing jumps while a page comes up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.transfers import SHIFT, Transfers

if TYPE_CHECKING:
    from tests.browser.conftest import Visits

PATHS = {
    "home": "/",
    "tool page": "/toolkit/direct-practice/three-houses",
    "region home": "/regions/northern/",
    "glossary": "/toolkit/definitional-tools/glossary",
}
MOST_BYTES, MOST_REQUESTS, MOST_STYLE, MOST_SCRIPT = 100_000, 10, 20_000, 30_000
MOST_SHIFT = 0.02


@pytest.mark.parametrize("name", ["home", "tool page", "glossary"])
def test_a_first_visit_is_light(visits: Visits, name: str) -> None:
    page = visits.blank()
    transfers = Transfers(page)

    page.goto(PATHS[name], wait_until="networkidle")

    assert 3 <= transfers.requests <= MOST_REQUESTS
    assert 1_000 <= transfers.total <= MOST_BYTES
    assert 1_000 <= transfers.bytes_of("text/css") <= MOST_STYLE
    assert 1 <= transfers.bytes_of("text/javascript") <= MOST_SCRIPT


def test_a_second_page_brings_no_style_or_script_again(visits: Visits) -> None:
    page = visits.blank()
    page.goto("/", wait_until="networkidle")
    transfers = Transfers(page)

    page.goto(PATHS["tool page"], wait_until="networkidle")

    assert transfers.bytes_of("text/html") > 1_000
    assert (transfers.bytes_of("text/css"), transfers.bytes_of("text/javascript")) == (0, 0)


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("name", PATHS)
def test_nothing_jumps(visits: Visits, name: str, width: int) -> None:
    person = "ana@butte.example" if name == "region home" else None
    page = visits.blank(
        viewport={"width": width, "height": 740}, storage_state=visits.state_of(person) if person else None
    )
    page.goto(PATHS[name], wait_until="networkidle")

    page.mouse.wheel(0, 100_000)

    assert page.evaluate(SHIFT) <= MOST_SHIFT


def test_a_jump_would_be_measured(visits: Visits) -> None:
    page = visits.open("/")

    page.evaluate("""() => new Promise((done) => {
      const box = document.createElement("div");
      box.style.blockSize = "300px";
      requestAnimationFrame(() => {
        document.body.prepend(box);
        requestAnimationFrame(() => requestAnimationFrame(done));
      });
    })""")

    assert page.evaluate(SHIFT) > MOST_SHIFT
