"""Read what people keep and what they say of pages."""

from portal.features.saved.queries.answers import (
    HEADERS,
    Tally,
    export_lines,
    list_tallies,
    list_words,
    tally_of,
)
from portal.features.saved.queries.bookmarks import (
    Kept,
    count_bookmarks,
    find_bookmark,
    is_saved,
    keepers_of,
    list_bookmarks,
)
from portal.features.saved.queries.things import Thing, find_thing
from portal.features.saved.queries.words import known_words

__all__ = [
    "HEADERS",
    "Kept",
    "Tally",
    "Thing",
    "count_bookmarks",
    "export_lines",
    "find_bookmark",
    "find_thing",
    "is_saved",
    "keepers_of",
    "known_words",
    "list_bookmarks",
    "list_tallies",
    "list_words",
    "tally_of",
]
