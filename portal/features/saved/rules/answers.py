"""Answers to “Was this page helpful?”: how long their words may be and stay."""

from __future__ import annotations

from datetime import timedelta

YES, NO = "yes", "no"
LONGEST_WORDS = 1000
WORDS_KEPT = timedelta(days=365)
