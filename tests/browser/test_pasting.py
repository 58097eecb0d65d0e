"""What an editor pastes from Word comes in as plain Markdown, and the page says what went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.pages import PIA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.browser.conftest import Visits

EDIT = "/admin/toolkit/pages/cultural-humility/edit"
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal { mso-style-name: Normal; font-family: Calibri }</style>
<script>document.title = "It ran"</script></head><body lang=EN-US>
<h2 style="mso-outline-level:2"><b>Before the visit</b></h2>
<p class=MsoNormal style="mso-margin-top-alt:auto"><span style="color:red">Ask <b>who</b> the family trusts.</span>
<o:p></o:p></p>
<ul><li class=MsoListParagraph>Names stay out.</li><li>Dates too.</li></ul>
<p><a href="https://example.org/guide?id=4&amp;utm_source=mail">The guide</a></p>
<p><img src="https://tracker.example/open.gif" width="1" height="1">
<img src="//pictures.example/house.png" alt="A house"></p>
<table><tr><th>Who</th><th>When</th></tr><tr><td>Aunt</td><td>Monday</td></tr></table>
</body></html>"""
COPY = """([html, plain]) => document.addEventListener("copy", (event) => {
  event.clipboardData.setData("text/html", html);
  event.clipboardData.setData("text/plain", plain);
  event.preventDefault();
}, { once: true })"""
PASTED = """## Before the visit

Ask **who** the family trusts.

- Names stay out.
- Dates too.

[The guide](https://example.org/guide?id=4)

A house

| Who | When |
| --- | --- |
| Aunt | Monday |"""


def paste(page: Page, html: str, plain: str) -> None:
    """Copy and paste as a person does, with the keys."""
    field = page.get_by_label("Text", exact=True)
    page.evaluate(COPY, [html, plain])
    field.press("ControlOrMeta+c")
    field.press("ControlOrMeta+v")


@pytest.fixture
def form(visits: Visits) -> Iterator[Page]:
    """Give the form of a page with an empty text, and drop what was typed in it at the end."""
    page = visits.open(EDIT, person=PIA)
    page.get_by_label("Text", exact=True).fill("")
    yield page
    page.goto(EDIT)
    drop = page.get_by_role("button", name="Drop it, and show what was saved")
    if drop.count():
        drop.click()


def test_what_is_pasted_from_word_is_markdown_and_the_page_says_what_went(form: Page) -> None:
    paste(form, FROM_WORD, "Before the visit")

    expect(form.get_by_label("Text", exact=True)).to_have_value(PASTED)
    told = form.locator("[data-clean-says]")
    expect(told).to_have_attribute("role", "status")
    for sentence in (
        "A script was taken out.",
        "A hidden picture that tells others who reads was taken out.",
        "Word’s hidden formatting was taken out.",
        "The picture “A house” was taken out: pictures come from the picture library",
        "What follows readers was taken off the end of a link.",
        "HTML was turned into Markdown: look it over.",
    ):
        expect(told).to_contain_text(sentence)
    assert form.title() != "It ran"


def test_one_step_back_takes_what_was_pasted_out_again(form: Page) -> None:
    field = form.get_by_label("Text", exact=True)
    field.fill("What stood here.")
    field.press("ControlOrMeta+End")
    paste(form, "<p>And <b>more</b>.</p>", "And more.")
    expect(field).to_have_value("What stood here.And **more**.")

    field.press("ControlOrMeta+z")

    expect(field).to_have_value("What stood here.")


def test_plain_words_are_pasted_as_they_are(form: Page) -> None:
    field = form.get_by_label("Text", exact=True)

    paste(form, "", "Plain * words")

    expect(field).to_have_value("Plain * words")
    expect(form.locator("[data-clean-says]")).to_be_hidden()


def test_without_the_portal_the_plain_words_come_in_and_the_page_says_so(form: Page, visits: Visits) -> None:
    form.route("**/clean", lambda route: route.fulfill(status=503, body=""))

    paste(form, FROM_WORD, "Before the visit")

    expect(form.get_by_label("Text", exact=True)).to_have_value("Before the visit")
    expect(form.locator("[data-clean-says]")).to_contain_text("came in as plain text: the portal did not answer.")
    visits.watch.faults[:] = [fault for fault in visits.watch.faults if "503" not in fault]  # the browser tells of it
