"""Whatever is written, nothing comes out that acts or loads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from justhtml import JustHTML

from portal.infrastructure.markup.markdown import ATTRIBUTES, SCHEMES, TAGS, render, sanitize

NASTY = (
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:", "data:text/html,",
    "](", "[", ")", "![", "page:", "term:", "`", "```\n", "::: note ", ":::", "\n\n", "\n", "## ",
    "| a | b |\n|---|---|\n",
    "\"'><", "&#x6a;avascript:x", "onclick=x", "<a href='javascript:x'>", "style=x", "<!--", "]]>", "<https://a.b>",
    "\\",
    "{", "}", "[x]: javascript:alert(1) 'a'\n", "[x]", "\x00", "\u202e", "- ", "1. ", "> ", "**", "~~", "mapping#",
)  # fmt: skip
PAGES = {"mapping": "/sop/direct-practice/mapping"}


def offences(html: str) -> list[str]:
    """Return what of the HTML, as a browser reads it, the portal did not put there."""
    found = []
    for node in JustHTML(f"<!doctype html><body>{html}", sanitize=False).query("*"):
        if node.name not in TAGS | {"html", "head", "body"}:
            found.append(f"<{node.name}>")
        for name, value in (node.attrs or {}).items():
            if name not in ATTRIBUTES.get(node.name, set()) | {"rel"}:
                found.append(f"{node.name} {name}")
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", value or "", re.IGNORECASE)
            if name == "href" and scheme and scheme[1].lower() not in SCHEMES:
                found.append(f"href {value}")
    return found


@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=30).map("".join))
def test_no_text_brings_out_a_script_a_handler_or_a_foreign_scheme(text: str) -> None:
    rendered = render(text, pages=PAGES)

    assert offences(rendered.html) == []


@given(st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=8)), max_size=30).map("".join))
def test_no_html_passes_the_sanitizer_with_anything_that_acts(html: str) -> None:
    assert offences(sanitize(html)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>x</script>", "<p onclick='x'>a</p>", "<a href='javascript:x'>a</a>", "<p style='color:red'>a</p>",
        "<iframe src='//a.example'></iframe>", "<img src='//a.example'>", "<form action='/'><input name=a></form>",
        "<svg><script>x</script></svg>", "<math><mtext><p onclick=x>a</p></mtext></math>", "<base href='//a.example'>",
        "<button formaction='/x'>a</button>", "<a target='_top' href='/'>a</a>", "<p id='x'>a</p>",
    ],
)  # fmt: skip
def test_the_eye_of_these_tests_sees_what_must_not_come_out(html: str) -> None:
    assert offences(html) != []
    assert offences(sanitize(html)) == []
