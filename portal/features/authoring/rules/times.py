"""A day and a time in California as one moment: also on the two nights of the year on which clocks are moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from portal.foundation.clock import CALIFORNIA
from portal.foundation.errors import Invalid

FURTHEST = timedelta(days=730)


def moment_in_california(day: date, clock: time) -> tuple[datetime, str]:
    """Return the moment, and what to say of it where the clocks are moved. A time that there is not is refused."""
    local = datetime.combine(day, clock, CALIFORNIA)
    at = local.astimezone(UTC)
    there = at.astimezone(CALIFORNIA)
    if there.replace(tzinfo=None, fold=0) != local.replace(tzinfo=None, fold=0):
        raise Invalid(
            f"On {shown_day(day)} the clocks go forward, and {shown_time(clock)} does not exist. "
            f"Choose {shown_time(there.time())} or another time."
        )
    if local.replace(fold=1).astimezone(UTC) != at:
        return at, f"The clocks go back that night, and {shown_time(clock)} comes twice: the first one is meant."
    return at, ""


def future_moment(day: date, clock: time, *, at: datetime) -> tuple[datetime, str]:
    """Return a moment in California that is still to come, or refuse."""
    moment, remark = moment_in_california(day, clock)
    if moment <= at:
        raise Invalid("That moment is over. Choose one that is still to come, or leave day and time empty for now.")
    if moment - at > FURTHEST:
        raise Invalid("Choose a day within the next two years.")
    return moment, remark


def shown_day(day: date) -> str:
    """Return a day as people read it."""
    return f"{day:%B} {day.day}, {day.year}"


def shown_time(clock: time) -> str:
    """Return a time as people read it."""
    return f"{clock.hour % 12 or 12}:{clock.minute:02} {'am' if clock.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
