"""Switch plugins on and off for a region, and let them be loaded at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete
from sqlalchemy.orm import Session

from portal.features.extensions.services.calling import call_hook
from portal.features.regions.models import Region
from portal.features.regions.queries import list_region_names
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record, record_in
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host import activation
from portal.plugin_host.data.steps import pending
from portal.plugin_host.events import announce, post
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.registry import may_be_on, needs_of
from portal.plugin_host.synchronising import synchronise_one

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.registry import Registry

ON_ENABLE, ON_DISABLE = "portal_on_enable", "portal_on_disable"


def switch_on(plugin_id: str, region_id: str, *, actor_id: int | None) -> bool:
    """Switch a plugin on for a region; return whether it was off.

    What it ships comes in first and stays unseen, so that its own hook finds its region; the plugin is on when the hook
    has gone well, together with what the hook wrote. Where anything fails it stays off, and Conflict says why.
    """
    plugin = usable(plugin_id)
    refuse_unfit(plugin, region_id)
    with transaction():
        if activation.is_on(plugin_id, region_id):
            return False
        synchronise_one(get_host(), plugin, also=region_id)
    if ON_ENABLE in plugin.hooks:
        return tell_of_switch(plugin, region_id, actor_id=actor_id)
    registry = registry_here()
    with transaction():
        changed = activation.put_on(plugin_id, region_id, by=actor_id)
        if changed:
            note_on(db.session(), registry, plugin_id, region_id, actor_id=actor_id)
    return changed


def note_on(session: Session, registry: Registry, plugin_id: str, region_id: str, *, actor_id: int | None) -> None:
    """Write down that a plugin was switched on, and tell the others of the region, in the session's transaction."""
    record_in(session, "plugin switched on", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id)
    post(session, registry, region_id, [("portal.switched-on", {"plugin": plugin_id})])


def refuse_unfit(plugin: Loaded, region_id: str) -> None:
    """Refuse a region that is not there or not the plugin's, tables that are not ready, and needs that are not met."""
    proposed = {proposal.id for proposal in plugin.declared.of("portal_regions")}
    if region_id not in proposed and db.session.get(Region, region_id) is None:
        raise NotFound(f"There is no region “{region_id}”.")
    if not may_be_on(plugin, region_id):
        raise Conflict(f"“{plugin.name}” may be on only in {', '.join(plugin.declared.named)}.")
    waiting = pending(db.engine, plugin.id, plugin.migrations)
    if waiting:
        raise Conflict(
            f"{plugin.name} has {len(waiting)} changes of its tables waiting: run “portal plugins migrate {plugin.id}”."
        )
    registry = registry_here()
    for needed in needs_of(plugin.found):
        if not registry.is_on(needed, region_id):
            other = registry.plugins[needed].name if needed in registry.plugins else needed
            place = list_region_names().get(region_id, region_id)
            raise Conflict(f"{plugin.name} needs “{other}”, which is off in {place}: switch that on first.")


def tell_of_switch(plugin: Loaded, region_id: str, *, actor_id: int | None, is_noted: bool = True) -> bool:
    """Let a plugin's hook prepare the region, and switch it on with what it wrote; return whether it was off till then.

    Of two who do this at once, one switches it on; what the hook wrote for the other is undone. When the portal is set
    up, nobody switches: it is not noted then.
    """
    version, previous = plugin.declared.source.version, activation.version_of(plugin.id, region_id)
    claimed: list[bool] = []
    registry = registry_here()

    def claim(connection: Connection) -> bool:
        claimed.append(activation.claim(connection, plugin.id, region_id, version, by=actor_id))
        if claimed == [True]:
            with Session(connection) as session, session.begin():
                advance_plugins(session)
                if is_noted:
                    note_on(session, registry, plugin.id, region_id, actor_id=actor_id)
        return claimed[-1]

    outcome = call_hook(plugin, region_id, ON_ENABLE, together_with=claim, previous_version=previous)
    if not outcome.is_well:
        if not previous:
            take_back(plugin.id, region_id)
        reason = f"{type(outcome.error).__name__}: {outcome.error}" if outcome.error else "it did not return in time"
        raise Conflict(f"{plugin.name} could not be switched on: {reason}.")
    return claimed == [True]


def take_back(plugin_id: str, region_id: str) -> None:
    """Remove what came in for a region where the plugin never was on."""
    with transaction():
        if activation.version_of(plugin_id, region_id):
            return
        for kind in get_host().item_kinds().values():
            mine = (kind.model.plugin_id == plugin_id, kind.model.region_id == region_id)
            db.session.execute(delete(kind.model).where(*mine))
        db.session.execute(delete(Region).where(Region.id == region_id, Region.plugin_id == plugin_id))
        advance_plugins()


def switch_off(plugin_id: str, region_id: str, *, actor_id: int | None) -> bool:
    """Switch a plugin off for a region; return whether it was on. Its hook is told afterwards and changes nothing.

    It can be missing or ill. Those that need it rest until it is on again.
    """
    with transaction():
        if db.session.get(PluginRecord, plugin_id) is None:
            raise NotFound(f"There is no plugin “{plugin_id}”.")
        changed = activation.put_off(plugin_id, region_id, by=actor_id)
        if changed:
            record("plugin switched off", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id)
            announce(region_id, "portal.switched-off", {"plugin": plugin_id})
    plugin = registry_here().plugins.get(plugin_id)
    if changed and plugin is not None and ON_DISABLE in plugin.hooks:
        call_hook(plugin, region_id, ON_DISABLE)
    return changed


def usable(plugin_id: str) -> Loaded:
    """Return a plugin that is loaded; say why it cannot be used otherwise."""
    registry = registry_here()
    plugin = registry.plugins.get(plugin_id)
    if plugin is not None:
        return plugin
    found = registry.found.get(plugin_id)
    if found is not None:
        raise Conflict(f"It cannot be switched on now. {found.reason} {found.remedy}".rstrip())
    if db.session.get(PluginRecord, plugin_id) is not None:
        raise Conflict("It cannot be switched on now. Its package or folder is no longer here.")
    raise NotFound(f"There is no plugin “{plugin_id}”.")


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
