"""How fast somebody may ask: so many requests a minute, counted by the minute."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Pace:
    """How many requests there were since a minute began."""

    since: datetime
    count: int = 0


def next_pace(pace: Pace | None, *, at: datetime, most: int) -> tuple[Pace, int]:
    """Count a request; return for how many seconds it has to wait, 0 for not at all. One that waits is not counted."""
    if pace is None or not timedelta() <= at - pace.since < MINUTE:
        pace = Pace(at)
    if pace.count >= most:
        return pace, max(1, -(-(pace.since + MINUTE - at) // timedelta(seconds=1)))
    return replace(pace, count=pace.count + 1), 0
