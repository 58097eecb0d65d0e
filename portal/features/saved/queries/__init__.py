"""Read what people keep and what they say of pages."""

from portal.features.saved.queries.answers import (
    HEADERS,
    Tally,
    export_lines,
    list_tallies,
    list_words,
    tally_of,
)
from portal.features.saved.queries.audiences import audiences_of, belongs_to, label_of, regions_open_to
from portal.features.saved.queries.bookmarks import (
    Kept,
    count_bookmarks,
    find_bookmark,
    is_saved,
    keepers_of,
    list_bookmarks,
)
from portal.features.saved.queries.entries import EntryView, select_entries
from portal.features.saved.queries.lists import (
    ListView,
    count_lists,
    find_list,
    find_own_list,
    list_for_home,
    list_lists,
    lists_holding,
    owners_holding,
)
from portal.features.saved.queries.things import Thing, along_with, find_thing

__all__ = [
    "HEADERS",
    "EntryView",
    "Kept",
    "ListView",
    "Tally",
    "Thing",
    "along_with",
    "audiences_of",
    "belongs_to",
    "count_bookmarks",
    "count_lists",
    "export_lines",
    "find_bookmark",
    "find_list",
    "find_own_list",
    "find_thing",
    "is_saved",
    "keepers_of",
    "label_of",
    "list_bookmarks",
    "list_for_home",
    "list_lists",
    "list_tallies",
    "list_words",
    "lists_holding",
    "owners_holding",
    "regions_open_to",
    "select_entries",
    "tally_of",
]
