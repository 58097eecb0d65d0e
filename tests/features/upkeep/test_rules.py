"""What is decided about upkeep, over values alone."""

from __future__ import annotations

from portal.features.upkeep.rules import changed_parts

BEFORE = "Title\n\nSummary\n\nFirst words.\n\n## Steps\n\n1. Ask.\n\n2. Listen.\n\n## Watch out for\n\nHaste."


def test_of_a_changed_text_the_changed_parts_are_shown_under_their_headings() -> None:
    assert changed_parts(BEFORE, BEFORE.replace("Listen.", "Wait.")) == ("Steps\n\n2. Listen.", "Steps\n\n2. Wait.")


def test_what_was_only_added_is_shown_beside_the_heading_it_stands_under() -> None:
    assert changed_parts(BEFORE, BEFORE + "\n\nPride.") == ("Watch out for", "Watch out for\n\nPride.")


def test_two_changes_are_shown_in_their_order() -> None:
    before, after = changed_parts(BEFORE, BEFORE.replace("Summary", "Shorter").replace("Haste", "Hurry"))

    assert (before, after) == ("Summary\n\nWatch out for\n\nHaste.", "Shorter\n\nWatch out for\n\nHurry.")


def test_a_text_of_very_many_paragraphs_is_shown_whole() -> None:
    before, after = ("\n\n".join(f"x\n\n{letter}{n}" for n in range(400)) for letter in "ab")

    assert changed_parts(before, after) == (before, after)
