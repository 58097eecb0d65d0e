"""Hints while writing."""

from __future__ import annotations

import pytest

from portal.features.authoring.services.hints import hints_for

TERMS = {"cft": ("child and family team", "CFT"), "harm-statement": ("harm statement",), "safety": ("Safety",)}
ONE_HINT = {
    "## A\n\n#### B": (3, "The heading “B” leaves a level out: begin it with ###."),
    "## A\n\ntext\n\n## A": (5, "The heading “A” is there twice: nobody can tell them apart by ear."),
    "**Before the visit**": (1, "“Before the visit” looks like a heading and is none: begin the line with ##."),
    "See [here](page:x).": (1, "The link “here” does not say where it leads: use the name of the page."),
    "See [](page:x).": (1, "A link has no words: say where it leads."),
    "[https://e.example/a](https://e.example/a)": (
        1, "The link “https://e.example/a” is read letter by letter: give it the name of the page.",
    ),
    "[Map](page:x) and\n[map](page:y)": (1, "The words “map” lead to two places: let them differ."),
    "![](picture:a)": (1, "A picture has no text in its place: say between the brackets what it shows."),
    "x\n\n![house.png](picture:a)": (3, "The picture’s text “house.png” does not say what it shows."),
    f"![{'long ' * 50}](picture:a)": (
        1, "A picture’s text is long: say the main thing, the rest belongs into the text.",
    ),
    "| | b |\n|---|---|\n| x | y |": (
        1, "A column of a table has no head: say in its first row what the column holds.",
    ),
    "Do this. NEVER EVER SHOUT at us.": (1, "All capitals are hard to read: write “Never ever shout”."),
    "word " * 26 + ".": (1, "A sentence of 26 words can be two: “word word word word word …”"),
    "The perpetrator left.": (1, "“perpetrator”: Say who it is and what was done: “her stepfather hit her”."),
    "We write the Harm statement.": (
        1, "The glossary explains “Harm statement”: [Harm statement](term:harm-statement)",
    ),
    "The XYZ says so.": (1, "Nothing explains “XYZ”: write it out once, with the short form behind."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ONE_HINT.items())
def test_each_thing_to_think_about_has_one_hint_at_its_line(text: str, expected: tuple[int, str]) -> None:
    assert [(hint.line, hint.sentence) for hint in hints_for(text, terms=TERMS)] == [expected]


FINE = (
    "## A\n\n### B\n\nSee the [three houses](page:x) and the [CFT](term:cft).\n\n## C",
    "**Safety first.** Then all else.",
    "![Three houses side by side, worries in the first](picture:a)",
    "The Extra Youth Zone (EYZ) is here. The EYZ opens.",
    "- **One**\n- **Two**\n",
    "The perpetratorless runaways-not page.",
    "| A | B |\n|---|---|\n| x | |",
    "Safety comes first.",
    "",
)


@pytest.mark.parametrize("text", FINE)
def test_what_is_well_has_none(text: str) -> None:
    assert hints_for(text, terms=TERMS) == ()


HARD = (
    "Interdepartmental collaboration considerably facilitates organizational implementation of "
    "comprehensive documentation requirements. " * 8
)


def test_a_text_is_graded_against_the_target_of_its_kind() -> None:
    middling = "The worker asks the family what has happened before and what they would like to be different now. " * 5

    assert any(hint.sentence.startswith("The text reads at grade") for hint in hints_for(HARD))
    assert hints_for(middling) == ()
    assert [hint.sentence for hint in hints_for(middling, kind="sheet")] == [
        "The text reads at grade 7.2; the target is 6: shorter sentences, shorter words."
    ]


def test_spanish_is_measured_by_its_own_formula_and_not_by_english_words() -> None:
    easy = "La niña va a la casa. El papá lee un libro. Todos comen pan y toman agua. " * 5
    hard = "La implementación organizacional interdepartamental facilita considerablemente documentación. " * 9

    assert hints_for(easy + "XYZ.", language="es", terms=TERMS) == ()
    assert [hint.sentence for hint in hints_for(hard, language="es")] == [
        "The text’s ease is 0 of 100; the target is 80: shorter sentences."
    ]


def test_a_language_without_a_measure_is_not_graded() -> None:
    assert hints_for(HARD, language="vi") == ()


def test_of_hints_that_say_the_same_only_a_few_are_given() -> None:
    text = "\n\n".join(f"See [here](page:p{number})." for number in range(30))

    assert len(hints_for(text)) == 6


def test_the_kinds_are_told_in_words() -> None:
    assert [hint.kind_label for hint in hints_for("The addict. [here](page:x)")] == [
        "For everybody to read", "Words of the practice",
    ]  # fmt: skip
