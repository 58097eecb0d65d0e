"""How hard a text is to read."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.infrastructure.markup.prose import passages_of
from portal.infrastructure.reading import read, sentences_of, syllables_of

ENGLISH = {
    "safety": 2, "family": 3, "caregiver": 3, "someone": 2, "circles": 2, "wishes": 2, "reunification": 6, "area": 3,
    "idea": 3, "walked": 1, "needed": 2, "people": 2, "behavior": 3, "everything": 3, "question": 2, "little": 2,
    "CFT": 1, "six-month": 2, "saying": 2, "10": 1,
}  # fmt: skip
SPANISH = {
    "seguridad": 4, "niños": 2, "guía": 2, "país": 2, "que": 1, "aquí": 2, "pingüino": 3, "leer": 2, "muy": 1,
    "reunión": 2, "cuidado": 3, "ayuda": 3,
}  # fmt: skip


@pytest.mark.parametrize(("word", "count"), ENGLISH.items())
def test_syllables_of_english_words_are_counted_as_they_are_spoken(word: str, count: int) -> None:
    assert syllables_of(word) == count


@pytest.mark.parametrize(("word", "count"), SPANISH.items())
def test_syllables_of_spanish_words_are_counted_by_their_vowels(word: str, count: int) -> None:
    assert syllables_of(word, "es") == count


def test_a_sentence_ends_at_its_stop_and_at_the_lines_end_but_not_behind_a_short_form() -> None:
    found = sentences_of(
        "Dr. Ruiz said no. Then he left!\nA point without a stop\n“Why?” He asked 3.5 times, e.g. here.\n…"
    )

    assert found == (
        "Dr. Ruiz said no.", "Then he left!", "A point without a stop", "“Why?”", "He asked 3.5 times, e.g. here.",
    )  # fmt: skip


def test_plain_words_are_read_early_and_long_ones_late() -> None:
    plain = "We ask what went well. Then we ask what worries us."
    heavy = "Interdepartmental implementation necessitates considerable organizational collaboration."

    assert read(plain).grade < 3
    assert read(heavy).grade > 20
    assert read(plain).ease > 90
    assert read(heavy).ease == 0


def test_the_formulas_are_those_of_their_authors() -> None:
    english = read("The families of our county remember everything together.")
    spanish = read("La familia recuerda la seguridad de los niños todos los días.", "es")

    assert (english.words, english.syllables, len(english.sentences)) == (8, 17, 1)
    assert english.grade == round(0.39 * 8 + 11.8 * 17 / 8 - 15.59, 1)
    assert english.ease == round(206.835 - 1.015 * 8 - 84.6 * 17 / 8, 1)
    assert (spanish.words, spanish.syllables) == (11, 21)
    assert spanish.ease == round(206.84 - 60 * 21 / 11 - 1.02 * 11, 1)
    assert spanish.grade == round(-0.205 * 100 / 11 + 0.049 * 100 * 21 / 11 - 3.407, 1)


def test_a_text_without_words_is_easy() -> None:
    assert (read("").grade, read(" … ").ease, read("--- 。").grade) == (0.0, 100.0, 0.0)


def test_prose_is_what_is_read_without_heads_cells_and_marks() -> None:
    text = "## A head\n\nFirst **bold** [link](page:x)\ngoes on.\n\n- a point\n\n| Head |\n|---|\n| cell |\n"

    assert [(one.kind, one.text, one.line) for one in passages_of(text)] == [
        ("heading", "A head", 1), ("paragraph", "First bold link goes on.", 3), ("paragraph", "a point", 6),
        ("cell", "Head", 8), ("cell", "cell", 10),
    ]  # fmt: skip


@settings(max_examples=60)
@given(st.text(max_size=300), st.sampled_from(["en", "es", "vi"]))
def test_any_text_can_be_graded(text: str, language: str) -> None:
    reading = read(text, language)

    assert reading.grade >= 0
    assert 0 <= reading.ease <= 100
    assert reading.syllables >= reading.words
