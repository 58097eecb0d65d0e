"""Try again what was set aside: points that are left alone; and ask for health."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.extensions.queries import find_open_breaker
from portal.features.extensions.services import health
from portal.features.extensions.services.calling import keep_noted
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.plugin_host.incidents import Place, close_breaker
from portal.plugin_host.models import PluginHealth

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Health


def try_again(plugin_id: str, region_id: str, point: str, *, actor_id: int | None) -> None:
    """Let a point of a plugin be called again, in the transaction around us."""
    if find_open_breaker(plugin_id, region_id, point) is None:
        raise Conflict("This part is called as usual already.")
    close_breaker(Place(plugin=plugin_id, version="", region=region_id, point=point))
    record("plugin point tried again", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id, point=point)


def ask_health(plugin: Loaded, region_id: str) -> Health:
    """Ask a plugin how it is in a region, and keep the answer."""
    answer = health.ask(plugin, region_id)
    keep_noted()
    with transaction():
        db.session.merge(
            PluginHealth(
                plugin_id=plugin.id, region_id=region_id, is_well=answer.is_well, sentence=answer.sentence,
                asked_at=now(),
            )
        )  # fmt: skip
    return answer
