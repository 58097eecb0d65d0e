"""Decide who may let a person go and who may take one in, which accounts rest, and what is asked when. Values only."""

from portal.features.people.rules.resting import Step, last_used, next_step, rests
from portal.features.people.rules.transferring import OFFER_LIVES, Side, may_let_go, may_take_in, sides_of
from portal.features.people.rules.yearly import ANSWERS, LEFT, MOVED, RIGHT, letters_due, year_to_open

__all__ = [
    "ANSWERS", "LEFT", "MOVED", "OFFER_LIVES", "RIGHT", "Side", "Step", "last_used", "letters_due", "may_let_go",
    "may_take_in", "next_step", "rests", "sides_of", "year_to_open",
]  # fmt: skip
