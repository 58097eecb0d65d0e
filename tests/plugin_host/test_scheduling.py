"""When a job runs, and when again: over values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.scheduling import claimed_until, is_due, next_run, pause_after
from tests.plugin_host.loading import load_all

if TYPE_CHECKING:
    from tests.plugins import Installer

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


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("every_minutes=0", "Its job “work” must run every 1 to 44640 minutes, not every 0."),
        ("timeout_seconds=301", "Its job “work” may take 1 to 300 seconds, not 301."),
        ("timeout_seconds=0", "Its job “work” may take 1 to 300 seconds, not 0."),
    ],
)
def test_a_job_that_would_run_without_end_is_refused(installer: Installer, given: str, reason: str) -> None:
    installer.install(
        "trial", f'@hookimpl\ndef portal_jobs(ctx):\n    return [Job(id="work", label="Work", run=print, {given})]\n'
    )

    outcome = load_all({})["trial"]

    assert getattr(outcome, "reason", "") == reason


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        ("portal.item-change", "“portal.item-change”, which is no event (did you mean “portal.item-changed”?)"),
        ("trial.herd", "“trial.herd”, which is no event (did you mean “trial.heard”?)"),
        ("nothing", "“nothing”, which is no event"),
        ("other.said", ""),
        ("trial.heard", ""),
    ],
)
def test_a_wish_for_an_event_that_cannot_be_is_refused(installer: Installer, event: str, reason: str) -> None:
    installer.install(
        "trial",
        f"""
        @hookimpl
        def portal_events(ctx):
            return [EventType(id="heard", label="Heard"), Subscription(id="wish", event="{event}")]
        """,
    )

    outcome = load_all({})["trial"]

    said = getattr(outcome, "reason", "")
    assert reason in said
    assert bool(said) == bool(reason)
