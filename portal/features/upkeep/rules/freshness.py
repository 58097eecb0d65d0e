"""When a thing that was checked is due again, how far its being overdue has climbed, and who hears of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.features.toolkits.rules import DUE, FRESH, OVERDUE, freshness

if TYPE_CHECKING:
    from collections.abc import Collection

WITHDRAWN = "withdrawn"
STATES = {OVERDUE: "Overdue", DUE: "Due soon", FRESH: "Fresh", WITHDRAWN: "Withdrawn"}
SHORTEST, USUAL, LONGEST = timedelta(days=30), timedelta(days=365), timedelta(days=730)
TO_OWNER, TO_LEAD, TO_STATE = 1, 2, 3
CLIMBS = (14, 30)  # days over after which the lead hears of it, and then the state
NOTES_CLIMB = (1, 30)
NEVER = date(2000, 1, 1)  # stands for the day of what nobody has checked yet
BETWEEN_LETTERS = timedelta(days=7)


def state_of(next_check: date | None, on: date) -> str:
    """Return how a thing stands; what nobody has checked yet is due."""
    return freshness(next_check, on) if next_check else DUE


def step_of(next_check: date | None, on: date, climbs: tuple[int, int] = CLIMBS) -> int:
    """Return how far a thing has climbed: to nobody (0), its owner, the lead, the state."""
    if state_of(next_check, on) == FRESH:
        return 0
    over = (on - next_check).days if next_check else 0
    return TO_OWNER + sum(over >= days for days in climbs)


def next_after(last_checked: date | None, next_check: date | None, on: date) -> date:
    """Return when a thing checked today is due again: after as long as it was given before, within bounds."""
    given = next_check - last_checked if last_checked and next_check else USUAL
    return on + min(max(given, SHORTEST), LONGEST)


def may_write_again(told_on: Collection[date], on: date) -> bool:
    """Say whether a person may be written to: once a week, and no more often."""
    return all(on - day >= BETWEEN_LETTERS for day in told_on)
