"""What is pasted into a text is cleaned, and its author is told what went."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.infrastructure.markup.cleaning import clean, clean_html
from portal.infrastructure.markup.markdown import render
from tests.conftest import ROOT

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office">
<head><meta name=Generator content="Microsoft Word 15">
<style><!-- p.MsoNormal {margin:0in;} --></style></head><body lang=EN-US style='tab-interval:.5in'>
<h1>Getting ready<o:p></o:p></h1>

<p class=MsoNormal style='mso-margin-top-alt:auto'><b><span style='color:red'>What <i>went</i> well </span></b>and what
did not.<o:p></o:p></p>

<p class=MsoListParagraphCxSpFirst><![if !supportLists]><span>·&nbsp;&nbsp; </span><![endif]>First point<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast><![if !supportLists]>·&nbsp;<![endif]>Second point</p>
<ol><li>One<ul><li>inner</li></ul></li><li>Two</li></ol>
<table border=1><tr><td><p>Who</p></td><td>What | how</td></tr><tr><td>Ana</td><td>asks<br>twice</td></tr></table>
</body></html>"""
MARKDOWN_OF_WORD = """## Getting ready

**What *went* well** and what
did not.

- First point
- Second point
1. One
   - inner
2. Two

| Who | What \\| how |
| --- | --- |
| Ana | asks twice |"""
TOLD_OF_HTML = "HTML was turned into Markdown: look it over."


def test_html_of_word_becomes_markdown_and_its_formatting_goes() -> None:
    cleaned = clean(WORD)

    assert cleaned.text == MARKDOWN_OF_WORD
    assert cleaned.told == ("Word’s hidden formatting was taken out.", TOLD_OF_HTML)


def test_the_same_from_the_clipboard_reads_its_lines_as_one() -> None:
    assert clean_html(WORD).text == MARKDOWN_OF_WORD.replace("what\ndid", "what did")


@pytest.mark.parametrize("heading", ["<h2><b>Before</b></h2>", "<h2>Be<strong>fore</strong></h2>"])
def test_bold_words_of_a_heading_are_a_heading_and_no_more(heading: str) -> None:
    assert clean_html(f"{heading}<p><b>Bold</b></p>").text == "## Before\n\n**Bold**"


def test_letters_of_the_clipboard_that_mean_something_in_markdown_mean_themselves() -> None:
    assert clean_html("<p># 5 *stars* [sic] a_b</p><p>- no point</p>").text == (
        "\\# 5 \\*stars\\* \\[sic\\] a_b\n\n\\- no point"
    )


GONE = {
    "<p>a</p><script>alert(1)\n\nalert(2)</script>": ("a", "A script was taken out."),
    '<p onclick="go()">a</p>': ("a", "A piece that acts when touched was taken out."),
    '<p>a<img src="https://t.example/p.gif" width="1" height="1"></p>': (
        "a", "A hidden picture that tells others who reads was taken out.",
    ),
    '<iframe src="https://x.example/"></iframe>a': ("a", "A frame was taken out."),
    '<p>a <input name="x"><input name="y"></p>': ("a", "2 fields of a form were taken out."),
    '<p style="color:red">a</p>': ("a", "Colours, fonts and sizes were taken out: the portal has its own."),
    "<p>a</p><!-- hidden -->": ("a", "A hidden comment was taken out."),
    "a![A house](https://x.example/a.png)": (
        "aA house",
        "The picture “A house” was taken out: pictures come from the picture library, where you can upload it.",
    ),
    "a![](data:image/png;base64,AAAA)": (
        "a", "A picture without a text was taken out: pictures come from the picture library, where you can upload it.",
    ),
    "[a](javascript:alert(1))": ("a", "A link that begins with “javascript:” was taken out; its words stay."),
    "[a](<javascript:x>)": ("a", "A link that begins with “javascript:” was taken out; its words stay."),
    "[a](//e.example/x?utm_source=mail)": (
        "[a](https://e.example/x)", "A link to another site had no https:// in front; it has now.",
    ),
    r"[a](/\e.example/x)": ("[a](https://e.example/x)", "A link to another site had no https:// in front; it has now."),
    "![A house](//x.example/a.png)": (
        "A house",
        "The picture “A house” was taken out: pictures come from the picture library, where you can upload it.",
    ),
    "[a](file:///C:/mine.doc)": ("a", "A link that begins with “file:” was taken out; its words stay."),
    "[a](https://e.example/?id=4&utm_source=mail&fbclid=1)": (
        "[a](https://e.example/?id=4)", "What follows readers was taken off the end of a link.",
    ),
    "[a](https://nam02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.example%2Fx&data=05)": (
        "[a](https://e.example/x)", "A link led through a service that notes who follows it; now it leads straight on.",
    ),
    "[a](https://urldefense.com/v3/__https://e.example/x__;!!abc)": (
        "[a](https://e.example/x)", "A link led through a service that notes who follows it; now it leads straight on.",
    ),
    "a\u200bb\u00adc\u202e": ("abc", "Letters that nobody sees were taken out."),
}  # fmt: skip


@pytest.mark.parametrize(("pasted", "expected"), GONE.items())
def test_what_acts_hides_or_follows_goes_and_the_author_is_told(pasted: str, expected: tuple[str, str]) -> None:
    cleaned = clean(pasted)

    assert cleaned.text.strip() == expected[0]
    assert expected[1] in cleaned.told


KEPT = (
    "## Head\n\nPlain **text** with 3 < 4, a [page](page:x#y), [word](term:cft) and ![alt](picture:abc).\n",
    "```\n<b>shown as it is</b> ![x](https://x.example/)\n```",
    "::: ask\nHow are you?\n:::\n\n::: scale 0 Low | 10 High\n:::\n",
    "`<b>` in a line",
    "[mail](mailto:a@b.example), <https://e.example/a>, [own](/toolkit/) and [part](#part)",
)


@pytest.mark.parametrize("text", KEPT)
def test_what_the_toolkit_is_written_in_stays_letter_by_letter(text: str) -> None:
    cleaned = clean(text)

    assert (cleaned.text, cleaned.told) == (text, ())


def test_no_page_of_the_toolkit_is_changed() -> None:
    changed = [
        file.name
        for file in sorted((ROOT / "portal" / "content" / "sop").rglob("*.md"))
        if clean(body := file.read_text(encoding="utf-8").split("---\n", 2)[-1]).text != body
    ]

    assert changed == []


def test_words_in_angle_brackets_that_are_no_html_stay() -> None:
    assert clean("Write <initials of the child> <b>here</b>.").text == "Write \\<initials of the child> **here**."


def test_markdown_around_and_inside_html_keeps_its_meaning() -> None:
    text = "- a <b>bold</b> point\n  - inner\n\n<div>\n\n### Head\n\n| a | b |\n|---|---|\n| x<br>y | z |\n\n</div>\n"

    assert clean(text).text == ("- a **bold** point\n  - inner\n\n### Head\n\n| a | b |\n|---|---|\n| x y | z |\n")


@pytest.mark.parametrize("html", [
    "<div>" * 50_000, "<ul><li>" * 30_000, "<b>" * 50_000, "<" * 100_000, "[" * 20_000,
    f"[x]({'a' * 150_000}", f"[x]({' ' * 150_000}", "<div>\n\n" * 5_000, f"<img width={' ' * 20_000}x>",
])  # fmt: skip
def test_a_text_made_to_take_long_does_not(html: str) -> None:
    begun = time.process_time()

    clean(html)
    clean_html(html)

    assert time.process_time() - begun < 10


PIECES = st.sampled_from([
    "<b>", "</b>", "<p>", "</p>", "<table>", "<tr><td>", "</table>", "<script>", "</script>", "<!--", "-->", "x ", "\n",
    "\n\n", "- ", "## ", "```\n", "![a](http://x)", "[b](javascript:y)", "[c](page:d)", "<o:p>", "|", "<a href='http://e?utm_id=1'>",
    "</a>",     "<img src=x onerror=y>", "\\", "*", "<ul><li>", "</ul>", "&lt;", "::: ask\n", "1. ", "    ",
])  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_whatever_is_pasted_nothing_that_acts_is_left(pasted: str) -> None:
    for cleaned in (clean(pasted), clean_html(pasted)):
        html = render(cleaned.text, pages={}).html

        assert "<script" not in html
        assert "<img" not in html
        assert 'href="javascript' not in html
