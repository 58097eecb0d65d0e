"""When a job runs, and when again after it failed. Rules over values."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
SPARE = timedelta(seconds=30)  # between the end of a job's time and the end of its claim


class Unfinished(Exception):
    """A job of the portal's own did all that its turn allows, and has more to do: it runs again after those due now."""


def is_due(next_at: datetime, locked_until: datetime | None, moment: datetime) -> bool:
    """Say whether a job is to run now: its time has come, and no process holds it. A claim that is over holds nothing.

    So a job whose process was killed is taken up again when its claim has ended.
    """
    return next_at <= moment and (locked_until is None or locked_until <= moment)


def claimed_until(moment: datetime, seconds: float) -> datetime:
    """Return how long a process may hold what it begins now and stops after so many seconds."""
    return moment + timedelta(seconds=seconds) + SPARE


def next_run(began: datetime, ended: datetime, every: timedelta) -> datetime:
    """Return when a job that went well runs again: so long after it began, but never in the past."""
    return max(began + every, ended)


def pause_after(failures: int, every: timedelta) -> timedelta:
    """Return how long to wait after so many failures in a row: a minute, then twice as long each time.

    It grows to the job's own interval; and where that is short, on to six hours.
    """
    doubled: timedelta = FIRST_PAUSE * 2 ** min(failures - 1, 20)
    return min(doubled, max(every, LONGEST_PAUSE))
