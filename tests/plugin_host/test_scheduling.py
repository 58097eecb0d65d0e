"""When a job runs, and when again: over values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.plugin_host.scheduling import claimed_until, is_due, next_run, pause_after

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(("next_at", "locked_until"), [(NOON, None), (NOON, NOON), (NOON - HOUR, NOON - MINUTE)])
def test_a_job_is_due_when_its_time_has_come_and_nobody_holds_it(
    next_at: datetime, locked_until: datetime | None
) -> None:
    assert is_due(next_at, locked_until, NOON)


def test_a_job_is_not_due_before_its_time_nor_while_somebody_holds_it() -> None:
    assert not is_due(NOON + MINUTE, None, NOON)
    assert not is_due(NOON, NOON + MINUTE, NOON)


def test_a_claim_lasts_longer_than_the_job_may() -> None:
    assert claimed_until(NOON, 60) == NOON + timedelta(seconds=90)


def test_a_job_that_went_well_runs_again_so_long_after_it_began_but_never_in_the_past() -> None:
    assert next_run(NOON, NOON + MINUTE, HOUR) == NOON + HOUR
    assert next_run(NOON, NOON + 3 * HOUR, HOUR) == NOON + 3 * HOUR


def test_the_pause_after_a_failure_doubles_up_to_six_hours_or_the_jobs_own_interval() -> None:
    day = timedelta(days=1)

    assert [pause_after(failures, HOUR) for failures in (1, 2, 3, 7, 9, 10, 500)] == [
        MINUTE, 2 * MINUTE, 4 * MINUTE, 64 * MINUTE, 256 * MINUTE, 6 * HOUR, 6 * HOUR,
    ]  # fmt: skip
    assert pause_after(500, day) == day
