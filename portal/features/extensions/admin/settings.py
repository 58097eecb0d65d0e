"""Settings of plugins: a form made from the fields, for a region and for the whole state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import get_column_here, get_loaded_here, reach_here
from portal.features.extensions.forms import settings_form
from portal.features.extensions.services.settings import list_settings, save_settings
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.plugin_host.models import STATEWIDE
from portal.web.guards import requires, requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.extensions.forms import SettingsForm
    from portal.features.extensions.queries import Column
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.standing import Standing

STATEWIDE_WORDS = "A value for the whole state"
REGION_WORDS = "A value of this region's own"


@blueprint.get("/<plugin_id>/settings")
@requires(permissions.PLUGINS_SWITCH)
def statewide_settings(plugin_id: str) -> ResponseReturnValue:
    """Show a plugin's settings for the whole state."""
    plugin, loaded, _ = settings_here(plugin_id, STATEWIDE)
    return form_page(plugin, None, settings_form(list_settings(loaded, STATEWIDE), STATEWIDE_WORDS))


@blueprint.post("/<plugin_id>/settings")
@requires(permissions.PLUGINS_SWITCH)
def save_statewide_settings(plugin_id: str) -> ResponseReturnValue:
    """Keep a plugin's settings for the whole state."""
    return save(plugin_id, STATEWIDE)


@blueprint.get("/<plugin_id>/in/<where>/settings")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def region_settings(plugin_id: str, where: str) -> ResponseReturnValue:
    """Show a plugin's settings for a region."""
    plugin, loaded, column = settings_here(plugin_id, where)
    return form_page(plugin, column, settings_form(list_settings(loaded, where), REGION_WORDS))


@blueprint.post("/<plugin_id>/in/<where>/settings")
@requires_somewhere(permissions.PLUGINS_SWITCH)
def save_region_settings(plugin_id: str, where: str) -> ResponseReturnValue:
    """Keep a plugin's settings for a region."""
    return save(plugin_id, where)


def settings_here(plugin_id: str, where: str) -> tuple[Standing, Loaded, Column | None]:
    """Return a plugin with its settings, and the region they are for; only what this reader may change."""
    reach = reach_here(permissions.PLUGINS_SWITCH)
    plugin, loaded = get_loaded_here(plugin_id, reach)
    column = get_column_here(plugin, where, reach) if where != STATEWIDE else None
    if loaded is None:
        raise Conflict(f"The settings of “{plugin.name}” cannot be had now. {plugin.reason} {plugin.remedy}".rstrip())
    if not list_settings(loaded, where):
        raise NotFound
    return plugin, loaded, column


def save(plugin_id: str, where: str) -> ResponseReturnValue:
    """Keep what was chosen, or show the form again with what is wrong; nothing typed is lost but secrets."""
    plugin, loaded, column = settings_here(plugin_id, where)
    form = settings_form(list_settings(loaded, where), REGION_WORDS if column else STATEWIDE_WORDS)
    if not form.validate_on_submit():
        return form_page(plugin, column, form), 422
    try:
        with transaction():
            changed = save_settings(loaded, where, form.choices, actor_id=viewer_here().account_id)
    except Invalid as refusal:
        form.form_errors = [refusal.sentence]
        return form_page(plugin, column, form), 422
    region = f"in {column.name}" if column else "for the whole state"
    if changed:
        flash(f"Saved {region}: {', '.join(changed)}. It holds from now on.", "success")
    else:
        flash("Nothing was changed.", "info")
    return redirect(url_for(".show", plugin_id=plugin_id), code=303)


def form_page(plugin: Standing, column: Column | None, form: SettingsForm) -> str:
    """Return the page with the form."""
    return render_template("extensions/settings.html", plugin=plugin, column=column, form=form)
