"""Ask plugins how they are, keep their answers, and clear away what nobody needs any more."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_

from portal.features.extensions.services.calling import deliver_for, keep_noted, place_of, work_context
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host.calls import HEALTH, guarded, is_left_alone, note_well
from portal.plugin_host.events import DEAD, DONE
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.incidents import INVALID, note, sentence_of
from portal.plugin_host.models import Incident, OutboxEvent, PluginHealth
from portal.plugin_host.parts import Health

if TYPE_CHECKING:
    from typing import Any

    from portal.plugin_host.loading import Loaded

HOOK = "portal_health"
KEPT_DONE, KEPT_DEAD, KEPT_INCIDENTS = timedelta(days=7), timedelta(days=90), timedelta(days=90)
SILENT = Health(is_well=False, sentence="It could not say how it is; its incidents tell more.")

LEFT_ALONE = Health(is_well=False, sentence="It is left alone here, because too much of it went wrong.")


def ask_all() -> None:
    """Ask every plugin in every region where it is on, and keep the answers with what the portal itself has noticed."""
    registry = registry_here()
    answers = {
        (plugin.id, region_id): ask(plugin, region_id)
        for plugin in registry.plugins.values()
        if HOOK in plugin.hooks
        for region_id in registry.regions_of(plugin.id)
    }
    for given in get_host().manager.hook.portal_complaints():
        for one in given:
            own = answers.get((one.plugin, one.region), Health(is_well=True))
            answers[one.plugin, one.region] = Health(is_well=False, sentence=f"{own.sentence} {one.sentence}".strip())
    keep_noted()
    with transaction():
        keep(answers)


def ask(plugin: Loaded, region_id: str) -> Health:
    """Return how a plugin says it is in a region; one that cannot say is not well, and is not asked when left alone."""
    place = place_of(plugin, region_id, HOOK)
    if is_left_alone(place):
        return LEFT_ALONE
    context = work_context(plugin, region_id)

    def run() -> Any:
        with context.opened(deliver_for(plugin, region_id)):
            return plugin.hooks[HOOK](ctx=context)

    outcome = guarded(place, run, budget=HEALTH, is_proof=True)
    if outcome.is_hanging:
        context.abandon()
    if not outcome.is_well:
        return SILENT
    given = Health(is_well=True) if outcome.value is None else outcome.value
    if type(given) is not Health or not isinstance(given.sentence, str):
        note(place, INVALID, f"It must give a Health, but gave a {type(given).__name__}.", is_proof=True)
        return SILENT
    note_well(place, outcome.milliseconds, HEALTH)
    return Health(bool(given.is_well), sentence_of(plugin.id, given.sentence))


def keep(answers: dict[tuple[str, str], Health]) -> None:
    """Keep these answers in place of all that were kept before."""
    db.session.execute(delete(PluginHealth))
    for (plugin_id, region_id), health in sorted(answers.items()):
        db.session.add(
            PluginHealth(
                plugin_id=plugin_id,
                region_id=region_id,
                is_well=health.is_well,
                sentence=health.sentence,
                asked_at=now(),
            )
        )


def clear_away() -> None:
    """Delete events that are long over, and incidents that have not happened again for long."""
    moment = now()
    done = and_(OutboxEvent.state == DONE, OutboxEvent.emitted_at < moment - KEPT_DONE)
    dead = and_(OutboxEvent.state == DEAD, OutboxEvent.emitted_at < moment - KEPT_DEAD)
    with transaction():
        db.session.execute(delete(OutboxEvent).where(or_(done, dead)))
        db.session.execute(delete(Incident).where(Incident.last_at < moment - KEPT_INCIDENTS))
