"""What people may keep, and how much of it. Values only."""

from portal.features.saved.rules.answers import (
    LONGEST_WORDS,
    NO,
    WORDS_KEPT,
    YES,
    refusal,
)
from portal.features.saved.rules.keeping import (
    CHANGED,
    LIFTED,
    MOST_BOOKMARKS,
    NEWS,
    RECALLED,
    TOOLKIT,
    news_of,
    place_word,
)

__all__ = [
    "CHANGED",
    "LIFTED",
    "LONGEST_WORDS",
    "MOST_BOOKMARKS",
    "NEWS",
    "NO",
    "RECALLED",
    "TOOLKIT",
    "WORDS_KEPT",
    "YES",
    "news_of",
    "place_word",
    "refusal",
]
