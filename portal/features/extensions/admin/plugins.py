"""Every plugin: how it is, where it is on, and one switch for each region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions import queries
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import get_plugin_here, list_columns_here, list_plugins_here, reach_here
from portal.features.extensions.services import finding, switching
from portal.features.extensions.services.plans import words_of_powers
from portal.features.extensions.session import safe_banner
from portal.plugin_host.host import registry_here
from portal.plugin_host.standing import added_milliseconds
from portal.web.guards import requires, requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.extensions.admin.reach import Reach
    from portal.features.extensions.queries import Column
    from portal.plugin_host.models import PluginActivation
    from portal.plugin_host.standing import Standing

STATES = {
    "on": ("In order", "good"),
    "failed": ("Failed, left out", "bad"),
    "rejected": ("Not in order", "bad"),
    "incompatible": ("For another portal", "bad"),
    "needs_migration": ("Its tables wait", "caution"),
    "not_upgraded": ("Not taken over", "bad"),
    "missing": ("No longer installed", "caution"),
    "found": ("Not brought in yet", "caution"),
    "waiting": ("Not brought in yet", "caution"),
    "off": ("Kept out", "plain"),
    "safe": ("Left out in safe mode", "caution"),
}
KIND_LABELS = {"code": "Plugin with code", "pack": "Pack without code"}


@blueprint.get("")
@requires_somewhere(permissions.PLUGINS_VIEW)
def list_plugins() -> ResponseReturnValue:
    """Show how every plugin is, where it is on, and what to do about those that are not well."""
    reach, switch = reach_here(), reach_here(permissions.PLUGINS_SWITCH)
    columns = list_columns_here(reach)
    activations, counts = queries.list_activations(reach.regions), queries.count_incidents(reach.regions)
    rows = [
        row_of(plugin, reach)
        | {
            "cells": [cell_of(plugin, column, activations.get((plugin.id, column.id)), switch) for column in columns],
            "incidents": counts.get(plugin.id, 0),
            "milliseconds": added_milliseconds(plugin.id),
        }
        for plugin in list_plugins_here(reach)
    ]
    return render_template("extensions/plugins.html", plugins=rows, columns=columns, is_safe=bool(safe_banner()))


@blueprint.post("/look-for-plugins")
@requires(permissions.PLUGINS_ALLOW)
def look() -> ResponseReturnValue:
    """Find plugins that are new or changed, and bring in what they ship."""
    count = finding.look_for_plugins(actor_id=viewer_here().account_id)
    ill = [plugin.name for plugin in list_plugins_here(reach_here()) if plugin.is_ill]
    words = f"{count} {'plugin is' if count == 1 else 'plugins are'} here."
    if ill:
        flash(f"{words} To be looked after: {', '.join(ill)}.", "warning")
    else:
        flash(f"{words} All of them are in order.", "success")
    return redirect(url_for(".list_plugins"), code=303)


@blueprint.post("/<plugin_id>/allow")
@requires(permissions.PLUGINS_ALLOW)
def allow(plugin_id: str) -> ResponseReturnValue:
    """Let a plugin be loaded again."""
    plugin = get_plugin_here(plugin_id, reach_here())
    switching.allow(plugin.id, is_allowed=True, actor_id=viewer_here().account_id)
    flash(f"“{plugin.name}” may be loaded. If its files have changed, look for plugins once.", "success")
    return redirect(url_for(".show", plugin_id=plugin_id), code=303)


@blueprint.post("/<plugin_id>/keep-out")
@requires(permissions.PLUGINS_ALLOW)
def keep_out(plugin_id: str) -> ResponseReturnValue:
    """Keep a plugin from being loaded at all."""
    plugin = get_plugin_here(plugin_id, reach_here())
    switching.allow(plugin.id, is_allowed=False, actor_id=viewer_here().account_id)
    flash(
        f"“{plugin.name}” is kept out: nothing of it runs. Where it was on, it comes back when it is let in.", "success"
    )
    return redirect(url_for(".show", plugin_id=plugin_id), code=303)


def row_of(plugin: Standing, reach: Reach) -> dict[str, Any]:
    """Return what every page shows of a plugin. A remark may tell of another region, so not everybody reads it."""
    label, tone = STATES.get(plugin.state, (plugin.state, "caution"))
    may_read = (
        reach.is_statewide or plugin.is_ill or (bool(plugin.named) and set(plugin.named) <= (reach.regions or set()))
    )
    return {
        "id": plugin.id,
        "name": plugin.name,
        "version": plugin.version,
        "kind_label": KIND_LABELS.get(plugin.kind, "Plugin"),
        "state": plugin.state,
        "state_label": label,
        "tone": tone,
        "is_ill": tone == "bad",
        "reason": plugin.reason if may_read else "",
        "remedy": plugin.remedy if may_read else "",
        "contact": plugin.facts.get("contact", ""),
        "powers": words_of_powers(plugin.facts),
    }


def cell_of(plugin: Standing, column: Column, row: PluginActivation | None, switch: Reach) -> dict[str, Any]:
    """Return how a plugin is switched in a region, and whether this reader may switch it there."""
    is_on = row is not None and row.is_on
    answers = registry_here().is_on(plugin.id, column.id)
    fits = not plugin.named or column.id in plugin.named
    can_be_switched = is_on or plugin.id in registry_here().plugins
    return {
        "region": column,
        "fits": fits or is_on,
        "is_on": is_on,
        "in_effect": is_on == answers,
        "may_switch": switch.covers(column.id) and can_be_switched,
    }
