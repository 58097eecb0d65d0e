"""Try again what was set aside: points that are left alone, events that were not delivered; and ask for health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.extensions.queries import find_open_breaker
from portal.features.extensions.services.calling import call_hook
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.infrastructure.audit.log import record
from portal.plugin_host.events import DEAD, WAITING
from portal.plugin_host.incidents import Place, close_breaker
from portal.plugin_host.models import OutboxEvent
from portal.plugin_host.parts import Health

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded

HEALTH_HOOK = "portal_health"
LONGEST_SENTENCE = 500


def try_again(plugin_id: str, region_id: str, point: str, *, actor_id: int | None) -> None:
    """Let a point of a plugin be called again, in the transaction around us."""
    if find_open_breaker(plugin_id, region_id, point) is None:
        raise Conflict("This part is called as usual already.")
    close_breaker(Place(plugin=plugin_id, version="", region=region_id, point=point))
    record("plugin point tried again", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id, point=point)


def deliver_again(plugin_id: str, event_id: int, *, actor_id: int | None) -> None:
    """Put an event that could not be delivered on its way once more, in the transaction around us."""
    row = db.session.get(OutboxEvent, event_id, populate_existing=True)
    if row is None or row.plugin_id != plugin_id:
        raise NotFound
    if row.state != DEAD:
        raise Conflict("This event is on its way already.")
    row.state, row.attempts, row.next_at, row.locked_until = WAITING, 0, now(), None
    record(
        "plugin event tried again", actor_id=actor_id, subject=f"plugin {plugin_id}", region=row.region_id,
        event=row.name,
    )  # fmt: skip


def ask_health(plugin: Loaded, region_id: str) -> Health:
    """Ask a plugin how it feels in a region; one that fails at that is not well."""
    outcome = call_hook(plugin, region_id, HEALTH_HOOK)
    if not outcome.is_well:
        return Health(is_well=False, sentence="It could not say: the fault is among its incidents.")
    if outcome.value is None:
        return Health(is_well=True, sentence="It says nothing.")
    if type(outcome.value) is not Health or not isinstance(outcome.value.sentence, str):
        return Health(is_well=False, sentence="It did not give a Health record.")
    return Health(is_well=bool(outcome.value.is_well), sentence=outcome.value.sentence[:LONGEST_SENTENCE])
