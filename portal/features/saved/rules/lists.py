"""Reading lists: how many and how long, whom one is for, and which pages may stand in it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

PRIVATE, COUNTY, REGION = "private", "county", "region"
MOST_LISTS, MOST_ENTRIES = 30, 60
LONGEST_TITLE, LONGEST_NOTE = 80, 500
NEW_FOR = timedelta(days=28)
UP, DOWN = "up", "down"
WITHDRAWN_MARK, CHANGED_MARK = "Withdrawn", "New version"
TOO_MANY_LISTS = f"You have {MOST_LISTS} lists, which is the most. Delete one you no longer need first."
TOO_LONG = f"A list holds {MOST_ENTRIES} pages at most. Remove one from it first, or start another list."


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a list is for: its owner alone, or everybody of a county (by FIPS) or region (by key)."""

    reach: str = PRIVATE
    key: str = ""

    @property
    def word(self) -> str:
        """The audience as a form sends it."""
        return f"{self.reach}:{self.key}" if self.key else self.reach

    @property
    def is_shared(self) -> bool:
        """Whether others see the list."""
        return self.reach != PRIVATE


def audience_in(word: str) -> Audience:
    """Return the audience that a form sent."""
    reach, _, key = word.partition(":")
    return Audience(reach, key)


def new_key() -> str:
    """Return a name for a list's address that nobody guesses."""
    return secrets.token_hex(8)


def may_stand(region_id: str, *, for_everyone: bool, open_to: Collection[str]) -> bool:
    """Say whether a page may stand in a list for people to whom these regions are open, every one of them.

    A page of the toolkit may, a tool that its region shows to everybody too; any other tool only where all of them see
    it anyway.
    """
    return not region_id or for_everyone or region_id in open_to


def is_new(*, changed_on: date | None, added_on: date, today: date) -> bool:
    """Say whether a page has had a new version since it was put in a list, and lately."""
    return changed_on is not None and added_on < changed_on and today - changed_on < NEW_FOR


def moved(order: Sequence[int], place: int, step: str) -> list[int]:
    """Return an order in which the one at a place has changed with its neighbour; at either end nothing moves."""
    changed = list(order)
    other = place - 1 if step == UP else place + 1
    if 0 <= other < len(changed):
        changed[place], changed[other] = changed[other], changed[place]
    return changed
