"""Switch plugins, take values for their settings, and bring in what they ship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.features.regions.queries import list_region_names
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host import activation, events
from portal.plugin_host.calls import LIFECYCLE, Outcome, guarded
from portal.plugin_host.context import WORK, Context, RegionRef, Surroundings
from portal.plugin_host.data.steps import pending
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.incidents import Place, take_noted, write_noted
from portal.plugin_host.loading import declared_events, defaults_of
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.synchronising import synchronise_one
from portal.plugin_host.templates import environment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from portal.plugin_host.loading import Loaded


def deliver_for(plugin: Loaded, region_id: str) -> Callable[[Session, list[tuple[str, dict[str, Any]]]], None]:
    """Return what writes down the events a call announced, in the call's own transaction."""
    registry = registry_here()

    def deliver(session: Session, announced: list[tuple[str, dict[str, Any]]]) -> None:
        events.post(session, registry, region_id, announced)

    return deliver


def work_context(plugin: Loaded, region_id: str) -> Context:
    """Return the context for what happens to a plugin outside a page: it may write."""
    manifest = plugin.found.manifest
    name = list_region_names().get(region_id, region_id)
    return Context(
        Surroundings(
            plugin_id=plugin.id,
            version=plugin.declared.source.version,
            api=manifest.api if manifest else "",
            phase=WORK,
            region=RegionRef(region_id, name),
            engine=db.engine,
            defaults=defaults_of(plugin),
            events=declared_events(plugin),
            templates=environment_of(plugin),
            is_writing=True,
        )
    )


def call_hook(plugin: Loaded, region_id: str, hook: str, **given: Any) -> Outcome:
    """Call one of a plugin's hooks for a region, guarded; what it wrote stands only if it went well."""
    place = Place(plugin=plugin.id, version=plugin.declared.source.version, region=region_id, point=hook)
    context = work_context(plugin, region_id)

    def run() -> Any:
        with context.opened(deliver_for(plugin, region_id)):
            return plugin.hooks[hook](ctx=context, **given)

    outcome = guarded(place, run, budget=LIFECYCLE)
    keep_noted()
    return outcome


def keep_noted() -> None:
    """Write down what was noted of plugins, in a transaction of its own."""
    noted = take_noted()
    if noted:
        with transaction():
            write_noted(noted)


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
