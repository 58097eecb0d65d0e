"""Texts made to keep a process busy when they are compared or sent: each is answered in no time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.admin.item_forms import TYPED, form_field
from portal.features.extensions.services.differences import field_change
from portal.foundation.comparing import compared
from portal.plugin_host.items import MARKDOWN, ItemField
from portal.web.forms import PortalForm

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.timeout(20)


def test_short_texts_are_compared_word_by_word_and_long_ones_line_by_line() -> None:
    lines = "".join(f"line {n} of many\n" for n in range(100))

    assert compared("one two", "one three") == [("one ", False), ("three", True)]
    assert compared(lines, lines + "a last line\n") == [(lines, False), ("a last line\n", True)]


@pytest.mark.parametrize("piece", ["a ", "a\n", "\n"])
def test_texts_of_thousands_of_equal_pieces_are_shown_as_they_are(piece: str) -> None:
    before, after = piece * 4_000, "b\n" * 3 + piece * 4_100

    assert "".join(words for words, _ in compared(before, after)) == after


def test_of_a_long_text_the_lines_that_differ_are_told_with_their_signs() -> None:
    change = field_change("Text", "one\ntwo\nthree\n--four\n", "one\n2\nthree\n++four\n")

    assert change.lines == (("-", "two"), ("+", "2"), ("-", "--four"), ("+", "++four"))


def test_of_very_many_lines_it_is_told_only_that_they_changed() -> None:
    before, after = ("".join(f"{letter} {n}\n" for n in range(30_000)) for letter in "ab")

    change = field_change("Text", before, after)

    assert (change.before, change.after, change.lines) == ("30,000 lines", "changed, 30,000 lines", ())


def test_one_very_long_line_is_told_whole() -> None:
    change = field_change("Text", "ab" * 20_000, "ba" * 20_000)

    assert change.lines == (("-", "ab" * 20_000), ("+", "ba" * 20_000))


@pytest.mark.parametrize(
    ("kind", "longest"), [(kind, 131_072 if kind == MARKDOWN else 16_384) for kind in sorted(TYPED)]
)
def test_every_field_that_is_typed_has_a_longest_text(app: Flask, kind: str, longest: int) -> None:
    made = type("Typed", (PortalForm,), {"text": form_field(ItemField(name="text", label="Text", kind=kind))})

    for length, errors in ((longest, []), (longest + 1, [f"Use at most {longest:,} characters."])):
        with app.test_request_context(method="POST", data={"text": "x" * length}):
            form = made()
            form.validate()
        assert list(form["text"].errors) == errors
