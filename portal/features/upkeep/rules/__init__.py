"""What is decided about upkeep, over values."""

from portal.features.upkeep.rules.notes import (
    ABOVE,
    LEADS_TO,
    LONGEST_NOTE,
    PLACES,
    Statewide,
    changed_parts,
    is_late,
    moved_on,
    note_faults,
)

__all__ = [
    "ABOVE", "LEADS_TO", "LONGEST_NOTE", "PLACES", "Statewide", "changed_parts", "is_late", "moved_on", "note_faults",
]  # fmt: skip
