"""Answers to “Was this page helpful?”: how long their words may be and stay, and how a text is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

YES, NO = "yes", "no"
LONGEST_WORDS = 1000
WORDS_KEPT = timedelta(days=365)
SHOWN = 5
ADVICE = (
    "Write who it was without saying who: “the mother”, “a boy of six”. A word that is no name can be written in small "
    "letters."
)


def refusal(found: Sequence[str]) -> str:
    """Return the sentence by which a text is refused for what was found in it."""
    more = len(found) - SHOWN
    said = "; ".join(found[:SHOWN]) + (f"; and {more} more" if more > 0 else "")
    return f"Nothing was kept yet: {said}. {ADVICE}"
