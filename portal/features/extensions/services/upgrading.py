"""Bring in what is installed: look for plugins, take new versions over region by region, and merge what they ship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.extensions.services.calling import call_hook
from portal.features.extensions.services.switching import ON_ENABLE, tell_of_switch
from portal.features.regions.queries import county_fips_by_name, list_region_names
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.plugin_host import activation
from portal.plugin_host.data.steps import StepFault, apply_steps
from portal.plugin_host.holding import hold_back
from portal.plugin_host.host import get_host
from portal.plugin_host.incidents import say
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.synchronising import Inspection, inspect_all, synchronise, synchronise_one

if TYPE_CHECKING:
    from portal.plugin_host.calls import Outcome
    from portal.plugin_host.loading import Loaded

ON_UPGRADE = "portal_on_upgrade"
CORRECT = "Install a corrected version, or the earlier one; “portal plugins sync” tries again."


def bring_in() -> Inspection:
    """Find, try, upgrade and bring in every plugin; return what was found. In safe mode, nothing is done.

    Plugins' own code runs before anything is locked. Who sets the portal up accepts what is installed then, with its
    tables; later a person switches on what is new. A run that was ended half-way is continued by the next one.
    """
    host = get_host()
    if host.is_safe:
        return Inspection(host.find(), {})
    inspection = inspect_all(host, county_fips_by_name())
    is_first = activation.is_untouched()
    if is_first:
        make_first_tables(inspection)
    for plugin in list(inspection.loaded.values()):
        upgrade(inspection, plugin)
    with transaction():
        if is_first:
            activation.put_new_ones_on(one for one in inspection.loaded.values() if ON_ENABLE not in one.hooks)
        synchronise(host, inspection)
    for plugin in list(inspection.loaded.values()) if is_first else ():
        if ON_ENABLE in plugin.hooks:
            let_prepare(plugin)
    return inspection


def let_prepare(plugin: Loaded) -> None:
    """Switch a plugin on for the regions it brings, each when its own hook has gone well; its record says where not."""
    reasons = []
    for region_id in activation.own_regions(plugin):
        try:
            with transaction():
                synchronise_one(get_host(), plugin, also=region_id)
            tell_of_switch(plugin, region_id, actor_id=None, is_noted=False)
        except Conflict as refused:
            reasons.append(str(refused))
    if reasons:
        with transaction():
            row = db.session.get_one(PluginRecord, plugin.id, populate_existing=True)
            row.reason = " ".join([row.reason, *reasons]).strip()


def make_first_tables(inspection: Inspection) -> None:
    """Make the tables of plugins that were there when the portal was set up."""
    for plugin_id, plugin in list(inspection.waiting.items()):
        try:
            apply_steps(db.engine, plugin_id, plugin.migrations)
        except StepFault as fault:
            inspection.set_aside(plugin_id, fault)
        else:
            inspection.release(plugin)


def upgrade(inspection: Inspection, plugin: Loaded) -> None:
    """Let a plugin take over what another version left, in each region where it is on; where that fails, hold it."""
    version = plugin.declared.source.version
    for region_id in activation.regions_of(plugin.id):
        before = activation.version_of(plugin.id, region_id)
        if before == version or not before:
            continue
        outcome = take_over(plugin, region_id, before=before, after=version) if ON_UPGRADE in plugin.hooks else None
        if outcome is not None and not outcome.is_well:
            place = list_region_names().get(region_id, region_id)
            why = f"it raised {type(outcome.error).__name__}: {say(outcome.error)}" if outcome.error else "it hung"
            reason = f"It could not take over what version {before} left in {place}: {why}."
            inspection.hold(hold_back(plugin.found, reason, CORRECT))
            return


def take_over(plugin: Loaded, region_id: str, *, before: str, after: str) -> Outcome:
    """Tell a plugin of its new version in a region; that it was told is noted together with what it wrote."""
    return call_hook(
        plugin,
        region_id,
        ON_UPGRADE,
        together_with=lambda connection: activation.move(connection, plugin.id, region_id, before=before, after=after),
        from_version=before,
        to_version=after,
    )
