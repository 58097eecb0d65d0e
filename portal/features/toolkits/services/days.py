"""On which days a page is checked, as what is published says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from portal.features.toolkits import rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.features.toolkits.models import Page


def day_in(facts: Mapping[str, Any], name: str) -> date:
    """Return when a page was checked, or will be, by its facts."""
    return date.fromisoformat(facts[name])


def take_days(page: Page, facts: Mapping[str, Any], *, by_hand: bool = False) -> None:
    """Take the days that facts name when they are later: somebody may have found the page still right since.

    An editor may also say anew when a page is checked next.
    """
    if not all(facts.get(name) for name in rules.DAYS):
        return
    last_checked = day_in(facts, "last_checked")
    if last_checked > page.last_checked or (by_hand and last_checked == page.last_checked):
        page.last_checked, page.next_check = last_checked, day_in(facts, "next_check")
