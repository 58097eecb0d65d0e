"""What time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import time_machine

from portal.foundation.clock import now, today


def test_a_moment_is_aware_and_in_utc() -> None:
    with time_machine.travel(datetime(2026, 3, 4, 5, 6, tzinfo=UTC), tick=False):
        moment = now()

    assert (moment, moment.utcoffset()) == (datetime(2026, 3, 4, 5, 6, tzinfo=UTC), timedelta(0))


def test_the_day_is_the_one_it_is_in_california() -> None:
    with time_machine.travel(datetime(2026, 1, 2, 7, 59, tzinfo=UTC), tick=False):
        before_midnight = today()
    with time_machine.travel(datetime(2026, 1, 2, 8, 0, tzinfo=UTC), tick=False):
        at_midnight = today()

    assert (before_midnight, at_midnight) == (date(2026, 1, 1), date(2026, 1, 2))


def test_the_day_follows_summer_time() -> None:
    with time_machine.travel(datetime(2026, 7, 2, 7, 0, tzinfo=UTC), tick=False):
        day = today()

    assert day == date(2026, 7, 2)
