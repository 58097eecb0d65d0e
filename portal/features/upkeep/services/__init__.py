"""What people do to keep the toolkit true."""

from portal.features.upkeep.services.notes import (
    FIRST,
    NoteChanged,
    ReadNote,
    confirm_note,
    read_note,
    remove_note,
    write_note,
)

__all__ = ["FIRST", "NoteChanged", "ReadNote", "confirm_note", "read_note", "remove_note", "write_note"]
