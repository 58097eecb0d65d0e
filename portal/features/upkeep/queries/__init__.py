"""Read what is to be kept true."""

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
    "NoteView", "find_note", "find_page", "lead_choices", "leads_of", "link_of", "list_notes", "notes_on",
    "texts_since",
]  # fmt: skip
