"""The figures: each is drawn where a text names it, with words for who does not see it."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest
from justhtml import JustHTML

from portal.infrastructure.markup.figures import DRAWINGS, FIGURES, drawing_of
from portal.infrastructure.markup.markdown import render

OWN = {"svg", "title", "desc", "path", "circle", "rect", "text"}
ATTRIBUTES = {
    "class", "viewBox", "width", "height", "role", "aria-labelledby", "id", "d", "cx", "cy", "r", "x", "y", "rx",
    "text-anchor", "stroke-dasharray",
}  # fmt: skip
WIDEST_SIGN = 7.6  # of the widest of the fonts it may be shown in, at the size the style gives


def figure(name: str, words: str = "What it shows.") -> str:
    return f"Before.\n\n::: figure {name} A caption\n{words}\n:::\n\nAfter.\n"


def tree_of(name: str) -> ET.Element:
    return ET.fromstring(drawing_of(name))  # noqa: S314 - a file of ours


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_drawn_where_a_text_names_it_with_its_words_below(name: str) -> None:
    rendered = render(figure(name), pages={})

    (place,) = JustHTML(rendered.html, sanitize=False).query("figure")
    assert rendered.problems == ()
    assert len(place.query("svg")) == 1
    assert place.query("figcaption")[0].to_text() == "A caption"
    assert place.query("details p")[0].to_text() == "What it shows."


@pytest.mark.parametrize("name", FIGURES)
def test_a_drawing_has_a_title_and_a_description_and_nothing_that_acts(name: str) -> None:
    root = tree_of(name)

    ids = [element.attrib["id"] for element in root.iter() if "id" in element.attrib]
    assert root.get("role") == "img"
    assert len(ids) == 2
    assert root.attrib["aria-labelledby"].split() == ids
    assert all((element.text or "").strip() for element in root.iter() if element.tag in {"title", "desc", "text"})
    assert {element.tag for element in root.iter()} <= OWN
    assert {key for element in root.iter() for key in element.attrib} <= ATTRIBUTES


@pytest.mark.parametrize("name", FIGURES)
def test_no_word_of_a_drawing_leaves_its_frame(name: str) -> None:
    root = tree_of(name)
    width, height = float(root.attrib["width"]), float(root.attrib["height"])

    outside = []
    for element in root.iter("text"):
        x, y, length = float(element.attrib["x"]), float(element.attrib["y"]), len(element.text or "") * WIDEST_SIGN
        left = {"middle": x - length / 2, "end": x - length}.get(element.get("text-anchor", ""), x)
        if not (left >= -4 and left + length <= width + 4 and 10 < y < height):
            outside.append(element.text)
    assert outside == []


def test_every_drawing_has_a_name_and_every_name_a_drawing() -> None:
    assert sorted(file.stem for file in DRAWINGS.glob("*.svg")) == sorted(FIGURES)


def test_the_same_figure_twice_has_ids_of_its_own_each_time() -> None:
    html = render(figure("houses") + figure("houses"), pages={}).html

    ids = re.findall(r' id="([^"]+)"', html)
    named = re.findall(r' aria-labelledby="([^"]+)"', html)
    assert len(set(ids)) == 4
    assert " ".join(named).split() == ids


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (figure("castle"), 3, "“castle” is no figure"),
        ("::: figure\nWords.\n:::\n", 1, "“” is no figure"),
        ("\n::: figure houses Three\n:::\n", 2, "in words"),
    ],
)
def test_what_is_wrong_with_a_figure_is_said_with_its_line(text: str, line: int, told: str) -> None:
    (problem,) = render(text, pages={}).problems

    assert problem[0] == line
    assert told in problem[1]


@pytest.mark.parametrize(
    ("text", "drawings"),
    [
        ('<p class="figure-place">houses</p>\n', 0),
        ('`<p class="figure-place">houses</p>`\n', 0),
        ('<svg onload="alert(1)"></svg>\n', 0),
        (figure("castle"), 0),
        ('::: figure houses <svg onload="alert(1)">\nWords.\n:::\n', 1),
    ],
)
def test_nobody_brings_a_drawing_of_their_own(text: str, drawings: int) -> None:
    html = render(text, pages={}).html

    assert html.count("<svg") == drawings
    assert "<svg onload" not in html
