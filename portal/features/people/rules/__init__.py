"""Decide on files of people, transfers, accounts that rest and what is asked when. Values only."""

from portal.features.people.rules.files import LARGEST_FILE, MOST_ROWS, TOO_LARGE, Line, Sheet, read_file
from portal.features.people.rules.resting import Step, last_used, next_step, rests
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
from portal.features.people.rules.transferring import OFFER_LIVES, Side, may_let_go, may_take_in, sides_of
from portal.features.people.rules.yearly import ANSWERS, LEFT, MOVED, RIGHT, letters_due, year_to_open

__all__ = [
    "ANSWERS", "LARGEST_FILE", "LEFT", "MOST_ROWS", "MOVED", "OFFER_LIVES", "RIGHT", "TOO_LARGE", "Known", "Line",
    "Reach", "Row", "Sheet", "Side", "State", "Step", "address_of", "compare", "count_states", "judge", "last_used",
    "letters_due", "may_let_go", "may_take_in", "next_step", "reaches_beyond", "read_file", "rests", "sides_of",
    "still_within", "year_to_open",
]  # fmt: skip
