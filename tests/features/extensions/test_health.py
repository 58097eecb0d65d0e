"""How plugins are: asked every quarter of an hour, kept for the staff; and what is over is cleared away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.queries import list_health
from portal.features.extensions.services.health import ask_all, clear_away
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import activation
from portal.plugin_host.declarations import Complaint
from portal.plugin_host.host import get_host
from portal.plugin_host.incidents import Place, note, take_noted, write_noted
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.models import Breaker, Incident, OutboxEvent
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from flask import Flask
    from time_machine import TimeMachineFixture

    from tests.plugins import Installer

BOTH = frozenset({"northern", "southern"})


def install(installer: Installer, answer: str) -> None:
    installer.install("trial", f"@hookimpl\ndef portal_health(ctx):\n    {answer}\n", regions=["northern", "southern"])
    bring_in()
    switch_on("trial", "northern", "southern")


def told() -> list[tuple[str, bool, str]]:
    return sorted((row.region_id, row.is_well, row.sentence) for row in list_health("trial", BOTH).values())


def test_a_plugin_is_asked_in_each_region_where_it_is_on(installer: Installer, context: Flask) -> None:
    install(installer, 'return Health(ctx.region.id == "northern", f"As of {ctx.region.id}.")')
    ask_all()
    before = told()
    with transaction():
        activation.put_off("trial", "southern")

    ask_all()

    assert before == [("northern", True, "As of northern."), ("southern", False, "As of southern.")]
    assert told() == [("northern", True, "As of northern.")]
    assert list_health("trial", frozenset({"southern"})) == {}


@pytest.mark.parametrize(
    ("answer", "kind"), [('raise RuntimeError("ill")', "error"), ('return "fine"', "invalid"), ("return 3", "invalid")]
)
def test_a_plugin_that_cannot_say_is_not_well_and_others_are_asked(
    installer: Installer, context: Flask, answer: str, kind: str
) -> None:
    installer.install("other", "@hookimpl\ndef portal_health(ctx):\n    return None\n", regions=["northern"])
    install(installer, answer)
    switch_on("other", "northern")

    ask_all()

    assert {sentence for _, _, sentence in told()} == {"It could not say how it is; its incidents tell more."}
    assert [row.is_well for row in list_health("other", BOTH).values()] == [True]
    incidents = db.session.scalars(select(Incident).where(Incident.point == "portal_health"))
    assert {(row.plugin_id, row.kind) for row in incidents} == {("trial", kind)}


def test_a_plugin_in_quarantine_is_not_asked(installer: Installer, context: Flask) -> None:
    install(installer, 'return Health(True, "All is well.")')
    with transaction():
        for point in ("block:a", "block:b", "route:c"):
            db.session.add(Breaker(plugin_id="trial", region_id="northern", point=point, failures={}, opened_at=now()))
        activation.advance_plugins()

    ask_all()

    assert told() == [
        ("northern", False, "It is left alone here, because too much of it went wrong."),
        ("southern", True, "All is well."),
    ]


def test_what_the_portal_has_noticed_stands_with_what_the_plugin_says(installer: Installer, context: Flask) -> None:
    install(installer, 'return Health(True, "All is well.")')

    class Noticing:
        @hookimpl
        def portal_complaints(self) -> list[Complaint]:
            return [Complaint("trial", "southern", "Its feed is silent.")]

    noticing = Noticing()
    get_host().manager.register(noticing)
    try:
        ask_all()
    finally:
        get_host().manager.unregister(noticing)

    assert told() == [("northern", True, "All is well."), ("southern", False, "All is well. Its feed is silent.")]


def test_what_is_long_over_is_cleared_away_and_what_is_not_stays(
    context: Flask, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(now())
    for state in ("waiting", "done", "dead"):
        db.session.add(
            OutboxEvent(
                plugin_id="trial", region_id="northern", name="a", payload={}, state=state, attempts=0, error="",
                emitted_at=now(), next_at=now(),
            )
        )  # fmt: skip
    note(Place(plugin="trial", version="1.0.0", region="northern", point="job:old"), "error", "Old.")
    write_noted(take_noted())
    db.session.commit()
    left = []
    for days in (6, 2, 83):
        time_machine.shift(timedelta(days=days))
        clear_away()
        states = db.session.scalars(select(OutboxEvent.state).order_by(OutboxEvent.id)).all()
        left.append((list(states), len(db.session.scalars(select(Incident.id)).all())))

    assert left == [(["waiting", "done", "dead"], 1), (["waiting", "dead"], 1), (["waiting"], 0)]
