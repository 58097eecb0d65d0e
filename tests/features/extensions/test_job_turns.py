"""A job of the portal's own that has more to do than its turn allows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.extensions.services.jobs import run_next_job
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.plugin_host.models import JobState
from portal.plugin_host.parts import Job
from portal.plugin_host.scheduling import Unfinished

if TYPE_CHECKING:
    import pytest
    from flask import Flask

HOUR = 60


def test_unfinished_work_goes_on_at_once_but_after_what_is_due(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def much() -> None:
        done.append("much")
        if done.count("much") < 3:
            raise Unfinished

    jobs = [
        Job(id="much", label="Much", run=much, every_minutes=HOUR),
        Job(id="other", label="Other", run=lambda: done.append("other"), every_minutes=HOUR),
    ]
    monkeypatch.setattr("portal.plugin_host.host.PluginHost.core_jobs", lambda _: jobs)

    while run_next_job():
        pass

    state = db.session.scalars(select(JobState).where(JobState.job == "much")).one()
    assert done == ["much", "other", "much", "much"]
    assert (state.failures, state.error, state.next_at > now()) == (0, "", True)
