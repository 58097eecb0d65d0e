"""What is decided about upkeep, over values."""

from portal.features.toolkits.rules import DUE, FRESH, OVERDUE
from portal.features.upkeep.rules.freshness import (
    CLIMBS,
    LONGEST,
    NEVER,
    NOTES_CLIMB,
    STATES,
    TO_LEAD,
    TO_OWNER,
    TO_STATE,
    WITHDRAWN,
    may_write_again,
    next_after,
    state_of,
    step_of,
)
from portal.features.upkeep.rules.notes import (
    ABOVE,
    LEADS_TO,
    LONGEST_NOTE,
    PLACES,
    SHOWN_AFTER,
    Statewide,
    changed_parts,
    is_late,
    moved_on,
    note_faults,
)

__all__ = [
    "ABOVE", "CLIMBS", "DUE", "FRESH", "LEADS_TO", "LONGEST", "LONGEST_NOTE", "NEVER", "NOTES_CLIMB", "OVERDUE",
    "PLACES", "SHOWN_AFTER", "STATES", "TO_LEAD", "TO_OWNER", "TO_STATE", "WITHDRAWN", "Statewide", "changed_parts",
    "is_late", "may_write_again", "moved_on", "next_after", "note_faults", "state_of", "step_of",
]  # fmt: skip
