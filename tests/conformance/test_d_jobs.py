"""Conformance cases of group D that are about work in the background: jobs, and with them events."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.services import jobs
from portal.features.extensions.services.jobs import Ran, claim_next, list_known, run_next_job, settle
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import activation
from portal.plugin_host.calls import Outcome, is_anything_hanging
from portal.plugin_host.data.store import Store, write_setting
from portal.plugin_host.host import get_host
from portal.plugin_host.models import Breaker, Incident, JobState, OutboxEvent, PluginRecord
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from time_machine import TimeMachineFixture

    from tests.plugins import Installer

COUNTING = """
def work(ctx):
    ctx.store.put("runs", ctx.store.get("runs", 0) + 1)

@hookimpl
def portal_jobs(ctx):
    return [Job(id="count", label="Count", run=work, every_minutes=30)]
"""
FAILING_IN_NORTHERN = """
def work(ctx):
    ctx.store.put("runs", ctx.store.get("runs", 0) + 1)
    ctx.emit("counted", runs=1)
    if ctx.region.id == "northern" and ctx.store.get("runs") and not ctx.settings["mended"]:
        raise RuntimeError("the well is dry")

@hookimpl
def portal_settings(ctx):
    return [SettingField(id="mended", label="Mended", kind="yes-no", default=False)]

@hookimpl
def portal_events(ctx):
    return [EventType(id="counted", label="Counted"), Subscription(id="own", event="trial.counted")]

@hookimpl
def portal_on_event(ctx, event):
    pass

@hookimpl
def portal_jobs(ctx):
    return [Job(id="count", label="Count", run=work, every_minutes=30)]
"""
BOTH = ["northern", "southern"]


@pytest.fixture
def _no_core_jobs(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("portal.plugin_host.host.PluginHost.core_jobs", lambda _: [])


@pytest.fixture(autouse=True)
def _fresh(_no_core_jobs: None, time_machine: TimeMachineFixture) -> Iterator[None]:
    time_machine.move_to(now())
    yield
    jobs.BUSY.clear()


def install(installer: Installer, code: str, *regions: str, **manifest: object) -> None:
    """Install a plugin and switch it on."""
    installer.install("trial", code, regions=list(BOTH), **manifest)
    bring_in()
    switch_on("trial", *regions)


def run_all() -> list[Ran]:
    """Run what is due; return how each went, by region."""
    return sorted(iter(run_next_job, None), key=lambda ran: ran.key)  # type: ignore[arg-type]  # None ends it


def stored(region_id: str) -> int:
    db.session.rollback()
    runs: int = Store(db.session(), "trial", region_id).get("runs", 0)
    return runs


def state_of(region_id: str, job: str = "count") -> JobState:
    return db.session.get_one(JobState, ("trial", region_id, job), populate_existing=True)


def test_c73_a_job_that_fails_in_one_region_runs_in_the_other_and_is_retried(
    installer: Installer, time_machine: TimeMachineFixture
) -> None:
    install(installer, FAILING_IN_NORTHERN, *BOTH)

    ran = run_all()

    assert ran == [
        Ran(("trial", "northern", "count"), is_well=False),
        Ran(("trial", "southern", "count"), is_well=True),
    ]
    assert (stored("northern"), stored("southern")) == (0, 1)  # what a failed job wrote is undone
    assert state_of("southern").error == ""
    assert [event.region_id for event in db.session.scalars(select(OutboxEvent))] == ["southern"]
    north, south = state_of("northern"), state_of("southern")
    assert (north.failures, north.error, north.succeeded_at) == (1, "RuntimeError: the well is dry", None)
    assert (south.failures, south.error, south.locked_until, north.locked_until) == (0, "", None, None)
    assert north.next_at < south.next_at
    [incident] = db.session.scalars(select(Incident).where(Incident.plugin_id == "trial"))
    assert (incident.region_id, incident.point, incident.count) == ("northern", "job:count", 1)


def test_c73_the_pause_grows_until_the_job_goes_well_again(
    installer: Installer, time_machine: TimeMachineFixture
) -> None:
    install(installer, FAILING_IN_NORTHERN, "northern")
    pauses = []
    for _ in range(4):
        [ran] = run_all()
        assert not ran.is_well
        pauses.append(round((state_of("northern").next_at - now()).total_seconds() / 60))
        time_machine.shift(state_of("northern").next_at - now() + timedelta(seconds=1))
    with transaction():
        write_setting(db.session(), "trial", "northern", "mended", value=True)

    [ran] = run_all()

    assert pauses == [1, 2, 4, 8]
    assert (ran.is_well, state_of("northern").error) == (True, "")
    assert (state_of("northern").failures, state_of("northern").error, stored("northern")) == (0, "", 1)


def test_c73_a_job_that_is_under_way_is_nobody_elses(installer: Installer) -> None:
    install(installer, COUNTING, "northern")

    first, second = claim_next(), claim_next()

    assert first is not None
    assert (first.known.key, second) == (("trial", "northern", "count"), None)


def test_c73_a_killed_process_frees_its_job_when_its_time_is_over(
    installer: Installer, time_machine: TimeMachineFixture
) -> None:
    install(installer, COUNTING, "northern")
    killed = claim_next()
    assert killed is not None
    time_machine.shift(timedelta(seconds=89))
    assert run_all() == []
    time_machine.shift(timedelta(seconds=2))

    [ran] = run_all()
    settle(killed, Outcome(None, is_well=False, milliseconds=0, error=RuntimeError("late")))

    assert (ran.is_well, stored("northern"), state_of("northern").error) == (True, 1, "")


def test_c73_a_job_that_hangs_is_left_and_what_it_writes_too_late_is_not_kept(
    installer: Installer, time_machine: TimeMachineFixture
) -> None:
    install(
        installer,
        """
        from threading import Event as Gate
        gate, over = Gate(), Gate()

        def work(ctx):
            gate.wait(20)
            try:
                ctx.store.put("runs", 1)
            finally:
                over.set()

        @hookimpl
        def portal_jobs(ctx):
            return [Job(id="count", label="Count", run=work, every_minutes=30, timeout_seconds=1)]
        """,
        "northern",
    )
    [known] = list_known()

    [ran] = run_all()
    is_left_behind = is_anything_hanging()
    time_machine.shift(timedelta(minutes=5))
    beside = run_all()
    known.job.run.__globals__["gate"].set()
    known.job.run.__globals__["over"].wait(20)
    for thread in [one for one in threading.enumerate() if one.name == "plugin trial"]:
        thread.join(20)

    assert (ran.is_well, is_left_behind, beside) == (False, True, [])
    assert (stored("northern"), state_of("northern").error) == (0, "It did not return within 1 seconds.")
    assert not jobs.BUSY


def test_a_job_runs_again_when_its_minutes_are_over(installer: Installer, time_machine: TimeMachineFixture) -> None:
    install(installer, COUNTING, "northern")
    run_all()
    time_machine.shift(timedelta(minutes=29))
    early = run_all()
    time_machine.shift(timedelta(minutes=2))

    late = run_all()

    assert (early, len(late), stored("northern")) == ([], 1, 2)
    state = state_of("northern")
    moments = [state.ran_at, state.succeeded_at, state.next_at]
    assert None not in moments
    assert moments == sorted(moments)


def test_a_job_does_not_run_where_its_plugin_is_off(installer: Installer) -> None:
    install(installer, COUNTING, *BOTH)
    with transaction():
        activation.put_off("trial", "northern")

    ran = run_all()

    assert [one.key[1] for one in ran] == ["southern"]


@pytest.mark.parametrize("way", ["safe mode", "kept out", "gone"])
def test_a_job_does_not_run_when_its_plugin_is_not_there(installer: Installer, way: str) -> None:
    install(installer, COUNTING, "northern")
    host = get_host()
    if way == "gone":
        installer.points.clear()
    elif way == "safe mode":
        host.is_safe = True
    with transaction():
        if way == "kept out":
            db.session.get_one(PluginRecord, "trial").is_allowed = False
        activation.advance_plugins()
    try:
        ran = run_all()
    finally:
        host.is_safe = False

    assert ran == []


def test_a_job_does_not_run_where_its_plugin_is_in_quarantine(installer: Installer) -> None:
    install(installer, COUNTING, *BOTH)
    with transaction():
        for point in ("block:a", "block:b", "route:c"):
            db.session.add(Breaker(plugin_id="trial", region_id="northern", point=point, failures={}, opened_at=now()))
        activation.advance_plugins()

    ran = run_all()

    assert [one.key[1] for one in ran] == ["southern"]


def test_a_job_asked_for_runs_at_once(installer: Installer) -> None:
    install(installer, COUNTING, "northern")
    run_all()
    with transaction():
        jobs.run_soon("trial", "northern", "count", actor_id=None)

    [ran] = run_all()

    assert (ran.is_well, stored("northern")) == (True, 2)


def test_a_job_that_ends_the_process_is_a_failure_like_others(installer: Installer) -> None:
    install(installer, COUNTING.replace("ctx.store.put(", "raise SystemExit(3)\n    ctx.store.put("), "northern")

    [ran] = run_all()

    assert (ran.is_well, state_of("northern").error) == (False, "SystemExit: 3")


def test_a_job_fetches_only_from_hosts_its_manifest_names(installer: Installer) -> None:
    install(
        installer,
        """
        def work(ctx):
            ctx.store.put("runs", 7)
            ctx.http.get("https://other.example/feed")

        @hookimpl
        def portal_jobs(ctx):
            return [Job(id="count", label="Count", run=work)]
        """,
        "northern",
        capabilities=["net:calendar.example", "jobs"],
    )

    run_all()

    assert state_of("northern").error == (
        "FetchFault: other.example is not among the hosts that may be asked (calendar.example)."
    )
    assert stored("northern") == 7  # kept before anybody is asked: others can write meanwhile
