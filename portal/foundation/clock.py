"""What time it is: UTC for moments, California for days."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

CALIFORNIA = ZoneInfo("America/Los_Angeles")


def moment() -> datetime:
    """Ask the machine for the time: the one place where that happens, which the test kit replaces."""
    return datetime.now(UTC)


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return moment()


def today() -> date:
    """Return the day it is in California, where every reader is."""
    return moment().astimezone(CALIFORNIA).date()


def day_in_california(at: datetime) -> date:
    """Return the day it was in California at a moment."""
    return at.astimezone(CALIFORNIA).date()
