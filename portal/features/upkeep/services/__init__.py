"""What people do to keep the toolkit true."""

from portal.features.upkeep.services.checks import check_item, check_page, due_on, look_after, note_told
from portal.features.upkeep.services.notes import (
    FIRST,
    NoteChanged,
    ReadNote,
    confirm_note,
    read_note,
    remove_note,
    write_note,
)

__all__ = [
    "FIRST", "NoteChanged", "ReadNote", "check_item", "check_page", "confirm_note", "due_on", "look_after", "note_told",
    "read_note", "remove_note", "write_note",
]  # fmt: skip
