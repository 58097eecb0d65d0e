"""When the yearly check of a county's people opens, and how often its liaisons are written to."""

from __future__ import annotations

from datetime import date, timedelta

LETTER_EVERY = timedelta(days=14)
LETTERS_AT_MOST = 4
RIGHT, LEFT, MOVED = "right", "left", "moved"
ANSWERS = {RIGHT: "Still right", LEFT: "Has left", MOVED: "Has moved"}


def year_to_open(on: date, month: int) -> int | None:
    """Return the year whose check is open on a day: from the first of the month set; none where it is set to 0."""
    return on.year if month and on.month >= month else None


def letters_due(opened_on: date, on: date) -> int:
    """Return how many letters have been due since a check opened: one at once, then one every two weeks."""
    return min(LETTERS_AT_MOST, 1 + max(0, (on - opened_on) // LETTER_EVERY))
