"""Refusals and faults."""

from __future__ import annotations

import pytest

from portal.foundation.errors import Conflict, Fault, FaultyContent, Forbidden, Invalid, NotFound, Refusal, TooMany


@pytest.mark.parametrize("kind", [Invalid, Forbidden, Conflict, NotFound])
def test_a_refusal_says_its_sentence(kind: type[Refusal]) -> None:
    refusal = kind("That cannot be.")

    assert (refusal.sentence, str(refusal)) == ("That cannot be.", "That cannot be.")


def test_not_found_has_a_sentence_of_its_own() -> None:
    assert NotFound().sentence == "There is no such page."


def test_too_many_says_how_long_to_wait() -> None:
    refusal = TooMany("Wait.", retry_after=30)

    assert (refusal.sentence, refusal.retry_after) == ("Wait.", 30)


def test_a_fault_names_file_line_and_reason() -> None:
    assert str(Fault("a.md", 3, "no title")) == "a.md:3: no title"


def test_a_fault_of_the_whole_file_names_no_line() -> None:
    assert str(Fault("a.md", 0, "too large")) == "a.md: too large"


def test_faults_are_told_once_each_in_file_and_line_order() -> None:
    faulty = FaultyContent([Fault("b", 1, "x"), Fault("a", 10, "x"), Fault("a", 9, "x"), Fault("b", 1, "x")])

    assert str(faulty) == "a:9: x\na:10: x\nb:1: x"
