"""The watch over every page notices what it is there for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import Watch

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

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
