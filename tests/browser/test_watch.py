"""The watch over every page notices what it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Visits

LOAD_ELSEWHERE = """() => new Promise((done) => {
  const picture = new Image();
  picture.onload = picture.onerror = () => setTimeout(done);
  picture.src = "http://127.0.0.1:9/elsewhere.png";
})"""


@pytest.fixture
def watch(address: str) -> Watch:
    return Watch(address)


def open_page(browser: Browser, address: str, watch: Watch, path: str, *, bypass_csp: bool = False) -> Page:
    context = browser.new_context(base_url=address, bypass_csp=bypass_csp)
    watch.follow(context)
    page = context.new_page()
    page.goto(path)
    return page


def test_a_request_elsewhere_is_noticed(browser: Browser, address: str, watch: Watch) -> None:
    page = open_page(browser, address, watch, "/", bypass_csp=True)

    page.evaluate(LOAD_ELSEWHERE)
    page.context.close()

    assert "asked elsewhere: GET http://127.0.0.1:9/elsewhere.png" in watch.faults


def test_what_the_content_policy_blocks_is_noticed(browser: Browser, address: str, watch: Watch) -> None:
    page = open_page(browser, address, watch, "/")

    page.evaluate(LOAD_ELSEWHERE)
    page.context.close()

    assert any("Content Security Policy" in fault for fault in watch.faults)


def test_a_script_that_fails_is_noticed(browser: Browser, address: str, watch: Watch) -> None:
    page = open_page(browser, address, watch, "/")

    with page.expect_event("pageerror"):
        page.evaluate("setTimeout(() => { throw new Error('on purpose'); })")
    page.context.close()

    assert [fault for fault in watch.faults if "on purpose" in fault] != []


def test_a_page_that_is_not_found_is_no_fault(browser: Browser, address: str, watch: Watch) -> None:
    page = open_page(browser, address, watch, "/no-such-page")

    page.context.close()

    assert watch.faults == []


def test_a_page_in_which_many_look_is_watched_for_each_of_them(visits: Visits) -> None:
    visits.look("/").evaluate(LOAD_ELSEWHERE)
    first = list(visits.watch.faults)
    visits.watch.faults.clear()

    visits.look("/privacy").evaluate("0")

    assert any("Content Security Policy" in fault for fault in first)
    assert visits.watch.faults == []


def test_who_looks_next_finds_nothing_of_who_looked_before(visits: Visits) -> None:
    page = visits.look("/", viewport={"width": 320, "height": 640})
    page.evaluate("localStorage.setItem('left', 'here'); sessionStorage.setItem('left', 'here')")
    page.context.add_cookies([{"name": "left", "value": "here", "url": visits.address}])
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")

    again = visits.look("/privacy")

    left = again.evaluate("[localStorage.getItem('left'), sessionStorage.getItem('left'), document.cookie, innerWidth]")
    assert again is page
    assert left == [None, None, "", 1280]
    assert not again.evaluate("matchMedia('(prefers-color-scheme: dark), (prefers-reduced-motion)').matches")
