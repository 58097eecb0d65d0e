"""Room to write on: what a first line may say, and how it looks in HTML."""

from __future__ import annotations

import pytest

from portal.infrastructure.markup.blanks import Blank, read_blank
from portal.infrastructure.markup.markdown import render


@pytest.mark.parametrize(
    ("info", "blank"),
    [
        ("write 4 What worries us?", Blank("write", "What worries us?", lines=4)),
        ("draw large House of worries", Blank("draw", "House of worries", size="large")),
        ("fields Initials | Date", Blank("fields", parts=("Initials", "Date"))),
        ("scale 0 Not safe | 3 Safe", Blank("scale", parts=("Not safe", "Safe"), steps=(0, 1, 2, 3))),
        ("tick", Blank("tick")),
        ("tick Before the visit", Blank("tick", "Before the visit")),
    ],
)
def test_a_first_line_names_a_blank(info: str, blank: Blank) -> None:
    assert read_blank(info) == blank


@pytest.mark.parametrize(
    "info",
    [
        "write",
        "write 4",
        "write four Worries",
        "write 0 Worries",
        "write 41 Worries",
        "write ² Worries",
        "draw huge House",
        "draw large",
        "fields",
        "fields One | | Two",
        "fields a|b|c|d|e|f|g",
        "scale 0 Low",
        "scale 0 | 10 High",
        "scale 5 Low | 5 High",
        "scale 0 Low | 11 High",
        "scale a Low | b High",
    ],
)
def test_a_line_that_names_none_says_how_it_should_be(info: str) -> None:
    told = read_blank(info)

    assert isinstance(told, str)
    assert f"::: {info.split(maxsplit=1)[0]} " in told


def test_each_blank_has_its_room_behind_its_words() -> None:
    text = (
        "::: write 2 Worries\nIn their words.\n:::\n\n::: fields A | B\n:::\n\n::: draw small C\n:::\n\n"
        "::: scale 0 Low | 1 High\n:::\n\n::: tick Before\n- One\n:::\n\n- Two\n"
    )

    rendered = render(text, pages={})

    assert rendered.problems == ()
    assert rendered.html.replace("\n", "") == (
        '<div class="blank blank-write"><p class="blank-label">Worries</p><p>In their words.</p>'
        '<div class="blank-line"></div><div class="blank-line"></div></div>'
        '<div class="blank blank-fields"><div class="blank-fields"><p class="blank-field">A</p>'
        '<p class="blank-field">B</p></div></div>'
        '<div class="blank blank-draw"><p class="blank-label">C</p><div class="blank-frame blank-small"></div></div>'
        '<div class="blank blank-scale"><ul class="blank-steps"><li>0</li><li>1</li></ul>'
        '<div class="blank-ends"><p>Low</p><p>High</p></div></div>'
        '<div class="blank blank-tick"><p class="blank-label">Before</p><ul class="checklist"><li>One</li></ul></div>'
        "<ul><li>Two</li></ul>"
    )


def test_a_faulty_blank_is_told_with_its_line() -> None:
    rendered = render("Words.\n\n::: write Worries\n:::\n", pages={})

    assert [line for line, _ in rendered.problems] == [3]


def test_a_label_is_no_html() -> None:
    assert "<b>" not in render("::: write 1 <b>Worries</b>\n:::\n", pages={}).html
