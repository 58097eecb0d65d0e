"""Take and undo the steps of plugins' own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.regions.queries import county_fips_by_name
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.plugin_host.data.steps import StepFault, apply_steps, pending, undo_last
from portal.plugin_host.host import get_host
from portal.plugin_host.synchronising import inspect_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.plugin_host.loading import Loaded


@dataclass(frozen=True, slots=True)
class Waiting:
    """A plugin with steps: those that wait to be taken, in order, or why they do not fit what was done."""

    plugin: Loaded
    steps: tuple[str, ...]
    fault: str = ""


def list_waiting(plugin_id: str = "") -> list[Waiting]:
    """Return every plugin that has steps, or the one that is named, with those that wait."""
    if get_host().is_safe:
        raise Conflict("The portal runs in safe mode, without plugins.")
    inspection = inspect_all(get_host(), county_fips_by_name())
    there = inspection.loaded | inspection.waiting | inspection.unfit
    if plugin_id and plugin_id not in there:
        found = inspection.found.get(plugin_id)
        if found is None:
            raise NotFound(f"There is no plugin “{plugin_id}”.")
        raise Conflict(f"{plugin_id} cannot be used. {found.reason} {found.remedy}".rstrip())
    chosen = [there[plugin_id]] if plugin_id else [there[one] for one in sorted(there)]
    return [waiting_of(plugin) for plugin in chosen if plugin.migrations or plugin_id]


def waiting_of(plugin: Loaded) -> Waiting:
    """Return which of a plugin's steps wait."""
    try:
        return Waiting(plugin, tuple(pending(db.engine, plugin.id, plugin.migrations)))
    except StepFault as fault:
        return Waiting(plugin, (), str(fault))


def migrate(plugin: Loaded, *, actor_id: int | None, tell: Callable[[str], None]) -> list[str]:
    """Take every step of a plugin that waits, and tell of each; return their ids. Conflict names one that fails."""
    try:
        taken = apply_steps(db.engine, plugin.id, plugin.migrations, tell=tell)
    except StepFault as fault:
        raise Conflict(f"{plugin.name}: {fault}") from fault
    if taken:
        note("plugin migrated", plugin, actor_id=actor_id, steps=", ".join(taken))
    return taken


def undo(plugin: Loaded, *, actor_id: int | None) -> str:
    """Undo the newest step of a plugin that was taken; return its id, or nothing when there is none."""
    try:
        step = undo_last(db.engine, plugin.id, plugin.migrations)
    except StepFault as fault:
        raise Conflict(f"{plugin.name}: {fault}") from fault
    if step:
        note("plugin step undone", plugin, actor_id=actor_id, steps=step)
    return step


def note(deed: str, plugin: Loaded, *, actor_id: int | None, steps: str) -> None:
    """Write down what was done to a plugin's tables."""
    with transaction():
        record(deed, actor_id=actor_id, subject=f"plugin {plugin.id}", steps=steps)
