"""What is done with directories' tokens, and what directories do to people. Rows are committed by the caller."""

from portal.features.directories.services.people import Change, add_person, change_person, drop_person
from portal.features.directories.services.tokens import (
    count_unknown,
    end_token,
    make_token,
    needs_noting,
    note_used,
    wait_of_unknown,
)

__all__ = [
    "Change", "add_person", "change_person", "count_unknown", "drop_person", "end_token", "make_token",
    "needs_noting", "note_used", "wait_of_unknown",
]  # fmt: skip
