"""Read what is to be kept true."""

from portal.features.upkeep.queries.board import (
    KINDS,
    NOTES,
    PAGES,
    Thing,
    every_thing,
    find_item_thing,
    list_things,
    may_check,
    may_check_page,
    regions_seen_by,
)
from portal.features.upkeep.queries.checks import CheckView, active_accounts, find_owner, list_checks, told_before
from portal.features.upkeep.queries.notes import (
    NoteView,
    find_note,
    find_page,
    lead_choices,
    leads_of,
    link_of,
    list_notes,
    notes_on,
    texts_since,
)

__all__ = [
    "KINDS", "NOTES", "PAGES", "CheckView", "NoteView", "Thing", "active_accounts", "every_thing", "find_item_thing",
    "find_note", "find_owner", "find_page", "lead_choices", "leads_of", "link_of", "list_checks", "list_notes",
    "list_things", "may_check", "may_check_page", "notes_on", "regions_seen_by", "texts_since", "told_before",
]  # fmt: skip
