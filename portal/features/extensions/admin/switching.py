"""Switch a plugin on and off for a region: at once where nothing has to be looked at, else after it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions import queries
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import get_column_here, get_plugin_here, reach_here
from portal.features.extensions.services import switching
from portal.features.extensions.services.plans import PARTS, additions_of, plan_for
from portal.features.regions.queries import find_region, owner_of
from portal.foundation.errors import Refusal
from portal.plugin_host.host import registry_here
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.extensions.queries import Column
    from portal.features.extensions.services.plans import Plan
    from portal.plugin_host.standing import Standing

STAYS = frozenset(PARTS[hook] for hook in ("portal_regions", "portal_settings", "portal_permissions"))
CHANGED = "What it adds or needs has changed since you looked. Look again, then switch it on."


@blueprint.get("/<plugin_id>/in/<where>/on")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def look_before(plugin_id: str, where: str) -> ResponseReturnValue:
    """Show what would come of switching a plugin on for a region."""
    plugin, column = place_here(plugin_id, where)
    return plan_page(plugin, column, plan_here(plugin, where))


@blueprint.post("/<plugin_id>/in/<where>/on")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def switch_on(plugin_id: str, where: str) -> ResponseReturnValue:
    """Switch a plugin on for a region; everything that was shown is looked at again."""
    plugin, column = place_here(plugin_id, where)
    plan, seen = plan_here(plugin, where), request.form.get("seen")
    if plan is not None and plan.asks and seen is None:
        return redirect(url_for(".look_before", plugin_id=plugin_id, where=where), code=303)
    if plan is not None and plan.is_blocked:
        return plan_page(plugin, column, plan), 409
    if plan is not None and seen is not None and seen != plan.mark:
        return plan_page(plugin, column, plan, fault=CHANGED), 409
    try:
        changed = switching.switch_on(plugin.id, where, actor_id=viewer_here().account_id)
    except Refusal as refusal:
        if seen is not None:
            return plan_page(plugin, column, plan, fault=refusal.sentence), 409
        flash(refusal.sentence, "error")
        return back_to(plugin_id)
    if changed:
        flash(f"“{plugin.name}” is on in {column.name} now.", "success")
    else:
        flash(f"“{plugin.name}” was on in {column.name} already; somebody else may have switched it just now.", "info")
    return back_to(plugin_id)


@blueprint.get("/<plugin_id>/in/<where>/off")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def look_before_off(plugin_id: str, where: str) -> ResponseReturnValue:
    """Show what goes when the plugin that brought a region is switched off there."""
    plugin, column = place_here(plugin_id, where)
    loaded = registry_here().plugins.get(plugin.id)
    region = find_region(where)
    return render_template(
        "extensions/switch_off.html",
        plugin=plugin,
        column=column,
        is_on=registry_here().is_on(plugin.id, where),
        is_owner=owner_of(where) == plugin.id,
        home=region.url if region else "",
        people=queries.count_people({county.fips for county in region.main_counties} if region else set()),
        additions=[one for one in additions_of(loaded, where) if one.label not in STAYS] if loaded else [],
    )


@blueprint.post("/<plugin_id>/in/<where>/off")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def switch_off(plugin_id: str, where: str) -> ResponseReturnValue:
    """Switch a plugin off for a region, after a look where the region goes with it; nothing of it is deleted."""
    plugin, column = place_here(plugin_id, where)
    is_asked = request.form.get("seen") is None and owner_of(where) == plugin.id
    if is_asked and registry_here().is_on(plugin.id, where):
        return redirect(url_for(".look_before_off", plugin_id=plugin_id, where=where), code=303)
    if switching.switch_off(plugin.id, where, actor_id=viewer_here().account_id):
        flash(f"“{plugin.name}” is off in {column.name} now. Nothing of it was deleted.", "success")
    else:
        flash(f"“{plugin.name}” was off in {column.name} already; somebody else may have switched it just now.", "info")
    return back_to(plugin_id)


def place_here(plugin_id: str, where: str) -> tuple[Standing, Column]:
    """Return a plugin and a region where this reader may switch it; any other is no page."""
    reach = reach_here(permissions.PLUGINS_SWITCH)
    plugin = get_plugin_here(plugin_id, reach)
    return plugin, get_column_here(plugin, where, reach)


def plan_here(plugin: Standing, where: str) -> Plan | None:
    """Return what would come of switching it on; None for a plugin that is not loaded."""
    loaded = registry_here().plugins.get(plugin.id)
    return plan_for(loaded, where) if loaded else None


def plan_page(plugin: Standing, column: Column, plan: Plan | None, *, fault: str = "") -> str:
    """Return the page that is looked at before."""
    is_on = registry_here().is_on(plugin.id, column.id)
    return render_template("extensions/plan.html", plugin=plugin, column=column, plan=plan, is_on=is_on, fault=fault)


def back_to(plugin_id: str) -> ResponseReturnValue:
    """Lead back to where the switch stands: the list, or the plugin's page."""
    if request.form.get("back") == "list":
        return redirect(url_for(".list_plugins"), code=303)
    return redirect(url_for(".show", plugin_id=plugin_id), code=303)
