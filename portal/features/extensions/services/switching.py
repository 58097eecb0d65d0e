"""Switch plugins on and off for a region, and let them be loaded at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.extensions.services.calling import call_hook
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host import activation, events
from portal.plugin_host.data.steps import pending
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.synchronising import synchronise_one

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded


def switch_on(plugin_id: str, region_id: str, *, actor_id: int | None) -> bool:
    """Switch a plugin on for a region; return whether it was off.

    Its own hook runs first; where that fails, or its tables are not ready, it stays off and Conflict says why.
    """
    plugin = usable(plugin_id)
    waiting = pending(db.engine, plugin_id, plugin.migrations)
    if waiting:
        raise Conflict(f"{plugin.name} has {len(waiting)} changes of its tables waiting: run “portal plugins migrate”.")
    if "portal_on_enable" in plugin.hooks and not registry_here().is_on(plugin_id, region_id):
        previous = activation.version_of(plugin_id, region_id)
        outcome = call_hook(plugin, region_id, "portal_on_enable", previous_version=previous)
        if not outcome.is_well:
            raise Conflict(f"{plugin.name} could not be switched on: {outcome.error or 'it did not return'}.")
    with transaction():
        changed = activation.put_on(plugin_id, region_id, by=actor_id)
        if changed:
            synchronise_one(get_host(), plugin)
            record("plugin switched on", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id)
            events.post(db.session(), registry_here(), region_id, [("portal.switched-on", {"plugin": plugin_id})])
    return changed


def switch_off(plugin_id: str, region_id: str, *, actor_id: int | None) -> bool:
    """Switch a plugin off for a region; return whether it was on. Its hook is told afterwards and changes nothing."""
    with transaction():
        changed = activation.put_off(plugin_id, region_id, by=actor_id)
        if changed:
            record("plugin switched off", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id)
    plugin = registry_here().plugins.get(plugin_id)
    if changed and plugin is not None and "portal_on_disable" in plugin.hooks:
        call_hook(plugin, region_id, "portal_on_disable")
    return changed


def usable(plugin_id: str) -> Loaded:
    """Return a plugin that is loaded; say why it cannot be used otherwise."""
    registry = registry_here()
    plugin = registry.plugins.get(plugin_id)
    if plugin is not None:
        return plugin
    found = registry.found.get(plugin_id)
    if found is None:
        raise NotFound(f"There is no plugin “{plugin_id}”.")
    raise Conflict(f"It cannot be switched on now. {found.reason} {found.remedy}".rstrip())


def allow(plugin_id: str, *, is_allowed: bool, actor_id: int | None) -> None:
    """Let a plugin be loaded, or keep it from being imported at all."""
    with transaction():
        row = db.session.get(PluginRecord, plugin_id)
        if row is None:
            raise NotFound(f"There is no plugin “{plugin_id}”.")
        row.is_allowed = is_allowed
        advance_plugins()
        deed = "plugin allowed" if is_allowed else "plugin kept out"
        record(deed, actor_id=actor_id, subject=f"plugin {plugin_id}")
