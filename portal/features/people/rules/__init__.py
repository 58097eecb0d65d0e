"""Decide what a file of people says, and what becomes of each of its rows. Values only."""

from portal.features.people.rules.files import LARGEST_FILE, MOST_ROWS, TOO_LARGE, Line, Sheet, read_file
from portal.features.people.rules.rows import (
    Known,
    Reach,
    Row,
    State,
    address_of,
    compare,
    count_states,
    judge,
    reaches_beyond,
    still_within,
)

__all__ = [
    "LARGEST_FILE", "MOST_ROWS", "TOO_LARGE", "Known", "Line", "Reach", "Row", "Sheet", "State", "address_of",
    "compare", "count_states", "judge", "reaches_beyond", "read_file", "still_within",
]  # fmt: skip
