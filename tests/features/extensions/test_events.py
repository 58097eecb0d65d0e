"""Events: told after the commit, in order, once at a time, tried again, set aside; each with a copy of its own."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.features.extensions.queries import list_events
from portal.features.extensions.services.events import Delivered, claim_next, deliver_next, try_again
from portal.features.extensions.services.items import hide_item
from portal.features.extensions.services.jobs import run_next_job
from portal.features.extensions.services.switching import allow, switch_off
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host import activation
from portal.plugin_host.breaking import ENOUGH, REST
from portal.plugin_host.data.store import Store, write_setting
from portal.plugin_host.events import DEAD, announce
from portal.plugin_host.models import Incident, OutboxEvent
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from time_machine import TimeMachineFixture

    from tests.plugins import Installer

LISTENING = """
@hookimpl
def portal_settings(ctx):
    return [SettingField(id="fails", label="Fails", kind="yes-no", default=False)]

@hookimpl
def portal_events(ctx):
    return [EventType(id="heard", label="Heard"), Subscription(id="items", event="portal.item-changed"),
            Subscription(id="own", event="trial.heard")]

@hookimpl
def portal_on_event(ctx, event):
    ctx.store.put("heard", [*ctx.store.get("heard", []), [event.name, event.payload]])
    event.payload["spoiled"] = True
    if event.payload.get("hook") == "portal_tools":
        ctx.emit("heard", by=ctx.region.id)
    if ctx.settings["fails"]:
        raise RuntimeError("deaf today")
"""


@pytest.fixture
def listening(installer: Installer, context: Flask, time_machine: TimeMachineFixture) -> Installer:
    """Give a portal with a plugin that listens in two regions."""
    time_machine.move_to(now())
    installer.install("trial", LISTENING, regions=["northern", "southern"])
    bring_in()
    switch_on("trial", "northern", "southern")
    return installer


def say(region_id: str, **payload: Any) -> None:
    with transaction():
        announce(region_id, "portal.item-changed", payload)


def fail(region_id: str, *, fails: bool) -> None:
    with transaction():
        write_setting(db.session(), "trial", region_id, "fails", value=fails)


def deliver_all() -> list[bool]:
    return [one.is_well for one in iter(deliver_next, None) if isinstance(one, Delivered)]


def heard(region_id: str) -> list[list[Any]]:
    found: list[list[Any]] = Store(db.session(), "trial", region_id).get("heard", [])
    return found


def rows() -> list[OutboxEvent]:
    found = select(OutboxEvent).order_by(OutboxEvent.id).execution_options(populate_existing=True)
    return list(db.session.scalars(found))


def test_a_plugin_is_told_in_its_region_only_and_in_order(listening: Installer) -> None:
    for number in range(3):
        say("northern", item=number)

    told = deliver_all()

    assert told == [True] * 3
    assert heard("northern") == [["portal.item-changed", {"item": number}] for number in range(3)]
    assert heard("southern") == []
    assert [(row.state, row.locked_until, row.payload) for row in rows()] == [
        ("done", None, {"item": number}) for number in range(3)
    ]


def test_what_was_undone_is_never_told(listening: Installer) -> None:
    with pytest.raises(RuntimeError, match="undone"), transaction():
        announce("northern", "portal.item-changed", {"item": 1})
        raise RuntimeError("undone")

    assert (deliver_all(), rows()) == ([], [])


def test_an_event_the_portal_does_not_have_cannot_be_announced(listening: Installer) -> None:
    with pytest.raises(LookupError, match="not an event"), transaction():
        announce("northern", "portal.nothing", {})


def test_an_event_a_plugin_emits_is_told_too(listening: Installer) -> None:
    say("southern", hook="portal_tools")

    told = deliver_all()

    assert (told, heard("southern")[1]) == ([True, True], ["trial.heard", {"by": "southern"}])


def test_a_delivery_that_fails_is_tried_five_times_then_set_aside_and_others_go_on(
    listening: Installer, time_machine: TimeMachineFixture
) -> None:
    fail("northern", fails=True)
    say("northern", item=1)
    say("northern", item=2)
    say("southern", item=3)
    pauses = []
    for _ in range(5):
        told = deliver_all()
        first = rows()[0]
        pauses.append((told, round((first.next_at - now()).total_seconds())))
        left_alone = (
            REST if first.attempts >= ENOUGH else timedelta()
        )  # from the third failure on it waits for that, too
        time_machine.shift(max(first.next_at - now(), left_alone) + timedelta(seconds=1))
    fail("northern", fails=False)

    last = deliver_all()

    assert heard("southern") == [["portal.item-changed", {"item": 3}]]
    assert [pause for _, pause in pauses] == [30, 60, 120, 240, 480]
    assert [told for told, _ in pauses] == [[False, True], [False], [False], [False], [False]]
    assert last == [True]
    assert heard("northern") == [["portal.item-changed", {"item": 2}]]  # what a failed call wrote is undone
    [dead] = list_events("trial", DEAD, frozenset({"northern"}))
    assert (dead.state, dead.attempts, dead.error, dead.payload) == ("dead", 5, "RuntimeError: deaf today", {"item": 1})
    [incident] = db.session.scalars(select(Incident).where(Incident.point == "portal_on_event"))
    assert (incident.region_id, incident.count) == ("northern", 5)


def test_an_event_set_aside_can_be_sent_again_by_those_of_its_region(
    listening: Installer, time_machine: TimeMachineFixture
) -> None:
    fail("northern", fails=True)
    say("northern", item=1)
    for _ in range(5):
        deliver_all()
        time_machine.shift(timedelta(hours=1))
    fail("northern", fails=False)
    [dead] = list_events("trial", DEAD, frozenset({"northern"}))
    with pytest.raises(NotFound), transaction():
        try_again(dead.id, frozenset({"southern"}), actor_id=None)
    with transaction():
        try_again(dead.id, frozenset({"northern"}), actor_id=None)

    told = deliver_all()

    assert (told, heard("northern")) == ([True], [["portal.item-changed", {"item": 1}]])
    assert list_events("trial", DEAD, frozenset({"southern"})) == []
    assert db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id.desc())).first() == "event sent again"
    with pytest.raises(NotFound), transaction():
        try_again(dead.id, frozenset({"northern"}), actor_id=None)


def test_an_event_is_delivered_by_one_process_at_a_time_and_the_next_one_waits_for_it(
    listening: Installer, time_machine: TimeMachineFixture
) -> None:
    say("northern", item=1)
    say("northern", item=2)

    first, second = claim_next(), claim_next()
    time_machine.shift(timedelta(minutes=2))
    again = claim_next()

    assert first is not None
    assert again is not None
    assert (first.id, second, again.id) == (rows()[0].id, None, first.id)


def test_an_event_is_told_once_more_when_its_plugin_is_kept_out_while_it_is_claimed(
    listening: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("northern", item=1)

    @contextmanager
    def and_then_kept_out() -> Iterator[None]:
        with transaction():
            yield
        allow("trial", is_allowed=False, actor_id=None)

    monkeypatch.setattr("portal.features.extensions.services.events.transaction", and_then_kept_out)

    told = deliver_all()

    assert (told, heard("northern")) == ([True], [["portal.item-changed", {"item": 1}]])


def test_an_event_waits_while_its_plugin_is_off(listening: Installer) -> None:
    say("northern", item=1)
    with transaction():
        activation.put_off("trial", "northern")
    off = deliver_all()
    with transaction():
        activation.put_on("trial", "northern")

    on = deliver_all()

    assert (off, on, heard("northern")) == ([], [True], [["portal.item-changed", {"item": 1}]])


def test_a_plugin_hears_that_another_one_was_switched_off(installer: Installer, context: Flask) -> None:
    installer.install("trial", LISTENING.replace("portal.item-changed", "portal.switched-off"), regions=["northern"])
    installer.install("other", "", regions=["northern"])
    bring_in()
    switch_on("trial", "northern")
    switch_on("other", "northern")
    switch_off("other", "northern", actor_id=None)

    deliver_all()

    assert heard("northern") == [["portal.switched-off", {"plugin": "other"}]]


def test_a_plugin_hears_that_what_another_one_ships_has_changed(installer: Installer, context: Flask) -> None:
    installer.install("trial", LISTENING.replace("portal.item-changed", "portal.content-changed"), regions=["northern"])
    folder = installer.install("other", "", regions=["northern"])
    bring_in()
    switch_on("trial", "northern")
    switch_on("other", "northern")
    bring_in()
    quiet = len(rows())
    (folder / "plugin.py").write_text("# changed\n")
    bring_in()

    deliver_all()

    assert (quiet, heard("northern")) == (0, [["portal.content-changed", {"plugin": "other"}]])


def test_an_event_of_a_job_is_posted_only_if_the_job_goes_well(installer: Installer, context: Flask) -> None:
    jobs = """
def work(ctx):
    ctx.emit("heard", by="job")
    if ctx.region.id == "southern":
        raise RuntimeError("no")

@hookimpl
def portal_jobs(ctx):
    return [Job(id="work", label="Work", run=work)]
"""
    installer.install("trial", LISTENING + jobs, regions=["northern", "southern"])
    bring_in()
    switch_on("trial", "northern", "southern")
    while run_next_job():
        pass

    deliver_all()

    assert (heard("northern"), heard("southern")) == ([["trial.heard", {"by": "job"}]], [])


def test_a_plugin_that_ships_is_told_of_a_change_somebody_made(context: Flask) -> None:
    with transaction():
        hide_item(("bay-area", "tools", "online-coaching-circle"), actor_id=None)
    waiting = [(row.plugin_id, row.name, row.payload) for row in rows()]

    told = deliver_all()

    facts = {"plugin": "bay_area", "hook": "portal_tools", "item": "online-coaching-circle", "deed": "item hidden"}
    assert (waiting, told) == ([("bay_area", "portal.item-changed", facts)], [True])
    assert "online coaching circle" in str(Store(db.session(), "bay_area", "bay-area").get("news"))
