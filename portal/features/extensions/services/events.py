"""Tell plugins what happened: in order for each plugin and region, once at a time, tried again, then set aside."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select, update

from portal.features.extensions.services.calling import Overdue, keep_noted, place_of, why_not, work_context
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.plugin_host import events
from portal.plugin_host.calls import EVENT, Outcome, guarded, is_left_alone, note_well
from portal.plugin_host.data.session import connection_of
from portal.plugin_host.events import DEAD, DONE, MOST_ATTEMPTS, WAITING, pause_after
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import OutboxEvent
from portal.plugin_host.parts import Event
from portal.plugin_host.scheduling import claimed_until, is_due

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.registry import Registry

HOOK = "portal_on_event"


@dataclass(frozen=True, slots=True)
class Letter:
    """An event that this process delivers now."""

    id: int
    plugin: Loaded
    region_id: str
    event: Event
    until: datetime


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event that a plugin was told of, and whether that went well."""

    id: int
    is_well: bool


def deliver_next() -> Delivered | None:
    """Tell a plugin of the event that has waited longest, if one is due; whatever it does, say how it went."""
    letter = claim_next()
    if letter is None:
        return None
    outcome = tell(letter)
    settle(letter, outcome)
    keep_noted()
    return Delivered(letter.id, outcome.is_well)


def claim_next() -> Letter | None:
    """Take the event that has waited longest for this process, in a transaction; None when nothing is due."""
    registry = registry_here()  # one to the end: a plugin that is kept out meanwhile is told this once more
    if not list_due(registry):
        return None
    with transaction():  # whoever comes second sees the claim of the first
        due = list_due(registry)
        if not due:
            return None
        row = due[0]
        row.locked_until = until = claimed_until(now(), EVENT.deadline)
        plugin = registry.plugins[row.plugin_id]
    return Letter(row.id, plugin, row.region_id, Event(row.name, deepcopy(row.payload)), until)


def list_due(registry: Registry) -> list[OutboxEvent]:
    """Return the events to deliver now: of each plugin and region the oldest one only, so that their order is kept.

    Those of a plugin that is off, away or left alone wait until it is back.
    """
    moment = now()
    oldest = select(func.min(OutboxEvent.id)).where(OutboxEvent.state == WAITING)
    oldest = oldest.group_by(OutboxEvent.plugin_id, OutboxEvent.region_id)
    rows = db.session.scalars(
        select(OutboxEvent)
        .where(OutboxEvent.id.in_(oldest))
        .order_by(OutboxEvent.next_at, OutboxEvent.id)
        .execution_options(populate_existing=True)
    )
    return [
        row
        for row in rows
        if is_due(row.next_at, row.locked_until, moment)
        and registry.is_on(row.plugin_id, row.region_id)
        and HOOK in registry.plugins[row.plugin_id].hooks
        and not is_left_alone(place_of(registry.plugins[row.plugin_id], row.region_id, HOOK))
    ]


def tell(letter: Letter) -> Outcome:
    """Call the plugin, guarded, in a context of its own; what it writes stands together with the event being done."""
    plugin, region_id = letter.plugin, letter.region_id
    context = work_context(plugin, region_id)
    registry = registry_here()

    def deliver(session: Session, announced: Sequence[tuple[str, dict[str, Any]]]) -> None:
        done = update(OutboxEvent).where(OutboxEvent.id == letter.id, OutboxEvent.locked_until == letter.until)
        if connection_of(session).execute(done.values(state=DONE, locked_until=None, error="")).rowcount == 0:
            raise Overdue
        events.post(session, registry, region_id, announced)

    def run() -> None:
        with context.opened(deliver):
            plugin.hooks[HOOK](ctx=context, event=letter.event)

    db.session.commit()  # nothing was written: the reading ends, for the plugin may take a while
    place = place_of(plugin, region_id, HOOK)
    outcome = guarded(place, run, budget=EVENT, is_proof=True)
    if outcome.is_hanging:
        context.abandon()
    if outcome.is_well:
        note_well(place, outcome.milliseconds, EVENT)
    return outcome


def settle(letter: Letter, outcome: Outcome) -> None:
    """Write down how a delivery went: done, to be tried again after a pause, or set aside after the last attempt."""
    with transaction():
        row = db.session.get(OutboxEvent, letter.id, populate_existing=True)
        if row is None or row.state != WAITING or row.locked_until != letter.until:
            return
        row.locked_until = None
        if outcome.is_well:
            row.state, row.error = DONE, ""
            return
        row.attempts += 1
        row.error = why_not(row.plugin_id, outcome, EVENT.deadline)
        row.next_at = now() + pause_after(row.attempts)
        if row.attempts >= MOST_ATTEMPTS:
            row.state = DEAD


def try_again(event_id: int, region_ids: frozenset[str], *, actor_id: int | None) -> None:
    """Put an event that was set aside back on its way, inside the transaction around us; of these regions only."""
    row = db.session.get(OutboxEvent, event_id, populate_existing=True)
    if row is None or row.state != DEAD or row.region_id not in region_ids:
        raise NotFound("There is no event that was set aside under this number.")
    row.state, row.attempts, row.next_at, row.locked_until = WAITING, 0, now(), None
    record(
        "event sent again", actor_id=actor_id, subject=f"plugin {row.plugin_id}", region=row.region_id, event=row.name
    )
