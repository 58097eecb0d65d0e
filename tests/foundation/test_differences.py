"""Differences: what stayed, what is new, what is gone, in parts and words."""

from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from portal.foundation.differences import Part, count_changed_words, differences, parts_of

TEXTS = st.lists(
    st.sampled_from(["One line.", "- a point", "", "Two  words here", "| a | b |", "## Head"]), max_size=12
)


def test_paragraphs_points_headings_and_rows_are_parts() -> None:
    text = "One\nline.\n\n## Head\n- a point\n  goes on\n- another\n| a |\n::: note\nIn it.\n:::"

    assert parts_of(text) == [
        "One\nline.", "## Head", "- a point\n  goes on", "- another", "| a |", "::: note\nIn it.", ":::",
    ]  # fmt: skip


def test_a_word_put_otherwise_is_shown_in_its_paragraph() -> None:
    found = differences("We meet on Monday at nine.", "We meet on Friday at nine.")

    assert found == (
        Part("changed", (("same", "We meet on "), ("removed", "Monday "), ("added", "Friday "), ("same", "at nine."))),
    )


def test_what_has_little_in_common_is_gone_and_new() -> None:
    found = differences("Entirely one thing.", "And now for something else")

    assert [part.kind for part in found] == ["removed", "added"]


def test_long_runs_that_stayed_are_named_by_their_number() -> None:
    before = "\n\n".join(f"Paragraph {n} stays." for n in range(10))

    found = differences(before, f"{before}\n\nOne more.")

    assert [(part.kind, part.count) for part in found] == [("skipped", 9), ("same", 0), ("added", 0)]


def test_equal_texts_have_no_difference() -> None:
    assert [part.kind for part in differences("One.\n\nTwo.", "One.\n\nTwo.")] == ["skipped"]


@settings(max_examples=60, deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_shown_holds_every_part_of_the_later_text(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)

    found = differences(old, new)

    shown = sum(part.count or 1 for part in found if part.kind != "removed")
    assert shown == len(parts_of(new))


def test_changed_words_are_counted_up_to_a_number() -> None:
    assert count_changed_words("a b c d", "a x c d", at_most=5) == 1
    assert count_changed_words("a b c d", "", at_most=3) == 4
    assert count_changed_words("", "", at_most=3) == 0
    assert count_changed_words("a b", "a b c", at_most=3) == 1


def test_texts_made_to_take_long_are_compared_soon() -> None:
    old, new = (" ".join(f"x {letter}{n}" for n in range(150)) for letter in "ab")
    long_old, long_new = ("\n\n".join(f"x\n\n{letter}{n}" for n in range(1000)) for letter in "ab")
    begun = time.process_time()

    differences(old, new)
    shown = differences(f"Head\n\n{long_old}\n\nEnd", f"Head\n\n{long_new}\n\nEnd")

    assert time.process_time() - begun < 2
    assert shown[0] == Part("skipped", count=2)
    assert shown[-1] == Part("skipped", count=1)
