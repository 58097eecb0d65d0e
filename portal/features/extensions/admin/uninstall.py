"""Take a plugin out: what there is of it, what stands against it, and the choice between keeping and erasing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import get_plugin_here, reach_here
from portal.features.extensions.forms import UninstallForm
from portal.features.extensions.services import uninstalling
from portal.features.regions.queries import list_region_names
from portal.foundation.errors import Conflict, Invalid
from portal.web.forms import text_of
from portal.web.guards import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.plugin_host.standing import Standing


@blueprint.get("/<plugin_id>/uninstall")
@requires(permissions.PLUGINS_ALLOW)
def ask_uninstall(plugin_id: str) -> ResponseReturnValue:
    """Show what would go, and ask for the choice."""
    return uninstall_page(get_plugin_here(plugin_id, reach_here()), UninstallForm())


@blueprint.post("/<plugin_id>/uninstall")
@requires(permissions.PLUGINS_ALLOW)
def uninstall(plugin_id: str) -> ResponseReturnValue:
    """Uninstall a plugin as was chosen; what stands against it refuses, unless that was overridden."""
    plugin, form = get_plugin_here(plugin_id, reach_here()), UninstallForm()
    if not form.validate_on_submit():
        return uninstall_page(plugin, form), 422
    mode = text_of(form.mode)
    try:
        uninstalling.uninstall(
            plugin.id,
            mode=mode,
            confirmation=text_of(form.confirmation),
            is_overriding=bool(form.override.data),
            actor_id=viewer_here().account_id,
        )
    except Invalid as refusal:
        form.confirmation.errors = [refusal.sentence]
        return uninstall_page(plugin, form), 422
    except Conflict as refusal:
        form.override.errors = [refusal.sentence]
        return uninstall_page(plugin, form), 409
    if mode == uninstalling.ERASE:
        flash(f"“{plugin.name}” is erased. Have its package removed as well, or it is found again.", "success")
        return redirect(url_for(".list_plugins"), code=303)
    flash(
        f"“{plugin.name}” is off everywhere, and everything of it is kept. Its package can be removed now.", "success"
    )
    return redirect(url_for(".show", plugin_id=plugin.id), code=303)


def uninstall_page(plugin: Standing, form: UninstallForm) -> str:
    """Return the page with the form."""
    there, names = uninstalling.holdings_of(plugin.id), list_region_names()
    return render_template(
        "extensions/uninstall.html",
        plugin=plugin,
        there=there,
        on_in=[names.get(region_id, region_id) for region_id in there.regions],
        owned=[names.get(region_id, region_id) for region_id in there.owned],
        blockers=uninstalling.list_blockers(plugin.id),
        form=form,
    )
