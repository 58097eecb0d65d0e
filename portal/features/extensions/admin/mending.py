"""Try again what was set aside, and ask a plugin how it feels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions import queries
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import get_column_here, get_loaded_here, get_plugin_here, reach_here
from portal.features.extensions.services import events, jobs, mending
from portal.features.extensions.services.health import HOOK as HEALTH_HOOK
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.plugin_host.host import registry_here
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post("/<plugin_id>/in/<where>/try-again")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def try_again(plugin_id: str, where: str) -> ResponseReturnValue:
    """Let a part that is left alone be called again."""
    reach, point = reach_here(permissions.PLUGINS_SWITCH), request.form.get("point", "")
    plugin = get_plugin_here(plugin_id, reach)
    get_column_here(plugin, where, reach)
    if queries.find_open_breaker(plugin_id, where, point) is None:
        flash("That part is called as usual already.", "info")
    else:
        with transaction():
            mending.try_again(plugin_id, where, point, actor_id=viewer_here().account_id)
        flash("It is called again from now on. If it fails once more, it is left alone once more.", "success")
    return redirect(url_for(".show", plugin_id=plugin_id, _anchor="incidents"), code=303)


@blueprint.post("/<plugin_id>/events/<int:event_id>/try-again")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def deliver_again(plugin_id: str, event_id: int) -> ResponseReturnValue:
    """Put an event that could not be delivered on its way once more."""
    reach = reach_here(permissions.PLUGINS_SWITCH)
    get_plugin_here(plugin_id, reach)
    event = queries.find_event(plugin_id, event_id)
    if event is None or not reach.covers(event.region_id):
        raise NotFound
    with transaction():
        events.try_again(event_id, frozenset({event.region_id}), actor_id=viewer_here().account_id)
    flash(f"The event “{event.name}” is on its way again.", "success")
    return redirect(url_for(".show", plugin_id=plugin_id, _anchor="events"), code=303)


@blueprint.post("/<plugin_id>/in/<where>/health")
@requires_somewhere(permissions.PLUGINS_VIEW)
def ask_health(plugin_id: str, where: str) -> ResponseReturnValue:
    """Ask a plugin how it feels in a region where it is on."""
    reach = reach_here()
    plugin, loaded = get_loaded_here(plugin_id, reach)
    column = get_column_here(plugin, where, reach)
    if loaded is None or HEALTH_HOOK not in loaded.hooks or not registry_here().is_on(plugin_id, where):
        raise NotFound
    health = mending.ask_health(loaded, where)
    words = f"“{plugin.name}” is {'well' if health.is_well else 'not well'} in {column.name}. {health.sentence}"
    flash(words.rstrip(), "success" if health.is_well else "warning")
    return redirect(url_for(".show", plugin_id=plugin_id), code=303)


@blueprint.post("/<plugin_id>/in/<where>/jobs/<job>/run-soon")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def run_soon(plugin_id: str, where: str, job: str) -> ResponseReturnValue:
    """Let a job run at the next opportunity."""
    reach = reach_here(permissions.PLUGINS_SWITCH)
    plugin = get_plugin_here(plugin_id, reach)
    get_column_here(plugin, where, reach)
    with transaction():
        jobs.run_soon(plugin_id, where, job, actor_id=viewer_here().account_id)
    flash("It runs as soon as the worker comes round.", "success")
    return redirect(url_for(".show", plugin_id=plugin_id, _anchor="jobs"), code=303)
