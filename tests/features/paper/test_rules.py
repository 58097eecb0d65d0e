"""Codes on paper: what is one, and that a slip of the pen never makes another one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.features.paper.rules import (
    ALPHABET,
    STANDING,
    WAITING,
    Subject,
    key_of,
    make_code,
    may_confirm,
    read_code,
    shown_code,
    subject_of,
)
from portal.foundation.days import day_in_words

CODE = make_code()


def test_a_new_code_is_one_and_has_no_letter_that_looks_like_another() -> None:
    codes = {make_code() for _ in range(200)}

    assert len(codes) == 200
    assert all(read_code(code) == code for code in codes)
    assert set("".join(codes)) == set(ALPHABET)
    assert set("OILU") & set(ALPHABET) == set()


@given(first=st.integers(0, 7), second=st.integers(0, 7))
def test_two_characters_that_are_swapped_make_no_code(first: int, second: int) -> None:
    typed = list(CODE)
    typed[first], typed[second] = typed[second], typed[first]

    found = read_code("".join(typed))

    assert found == (CODE if "".join(typed) == CODE else None)


@given(place=st.integers(0, 7), letter=st.sampled_from(ALPHABET))
def test_one_wrong_character_makes_no_code(place: int, letter: str) -> None:
    typed = CODE[:place] + letter + CODE[place + 1 :]

    found = read_code(typed)

    assert found == (CODE if typed == CODE else None)


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_anything_can_be_typed(typed: str) -> None:
    found = read_code(typed)

    assert found is None or read_code(shown_code(found)) == found


def test_capitals_gaps_and_lookalikes_do_not_matter() -> None:
    assert shown_code("N8CX6RYY") == "N8CX-6RYY"
    assert read_code(" n8cx–6ryy ") == "N8CX6RYY"
    assert read_code("N8CX 6RYY") == "N8CX6RYY"
    code = next(code for code in iter(make_code, "") if "0" in code and "1" in code)
    assert read_code(code.replace("0", "o").replace("1", "l")) == code


def test_a_recall_is_confirmed_by_somebody_else() -> None:
    assert may_confirm(asked_by=1, viewer=2, state=WAITING)
    assert not may_confirm(asked_by=1, viewer=1, state=WAITING)
    assert not may_confirm(asked_by=1, viewer=2, state=STANDING)


@pytest.mark.parametrize("subject", [Subject("scaling"), Subject("map", "northern")])
def test_what_a_field_holds_names_the_same_again(subject: Subject) -> None:
    assert subject_of(key_of(subject)) == subject


def test_a_day_is_written_as_each_language_has_it() -> None:
    assert day_in_words(date(2026, 7, 4), "en") == "July 4, 2026"
    assert day_in_words(date(2026, 7, 4), "es") == "4 de julio de 2026"
