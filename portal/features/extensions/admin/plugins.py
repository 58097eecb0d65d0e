"""Every plugin, how it is, and where it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.regions.queries import list_regions
from portal.foundation.errors import NotFound
from portal.plugin_host.standing import list_standing
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.queries import Viewer
    from portal.plugin_host.standing import Standing

STATE_LABELS = {
    "on": "On",
    "failed": "Failed, left out",
    "rejected": "Not in order",
    "incompatible": "For another portal",
    "missing": "No longer installed",
    "found": "Not brought in yet",
    "waiting": "Not brought in yet",
    "off": "Kept out",
    "safe": "Left out in safe mode",
}
KIND_LABELS = {"code": "Plugin with code", "pack": "Pack without code"}
COUNT_LABELS = {
    "portal_regions": "Regions",
    "portal_counties": "Counties",
    "portal_tools": "Tools",
    "portal_contacts": "Contacts",
    "portal_posts": "Posts",
    "portal_feeds": "Feeds",
}


@blueprint.get("")
@requires_somewhere(permissions.PLUGINS_VIEW)
def list_plugins() -> ResponseReturnValue:
    """Show how every plugin is, and what to do about those that are not well."""
    return render_template("extensions/plugins.html", plugins=[row_of(one) for one in visible_to(viewer_here())])


@blueprint.get("/<plugin_id>")
@requires_somewhere(permissions.PLUGINS_VIEW)
def show(plugin_id: str) -> ResponseReturnValue:
    """Show one plugin."""
    shown = [row_of(one) for one in visible_to(viewer_here()) if one.id == plugin_id]
    if not shown:
        raise NotFound
    return render_template("extensions/plugins.html", plugins=shown)


def visible_to(viewer: Viewer) -> list[Standing]:
    """Return the plugins a person may know of: all, or those that can be on in a region the person looks after."""
    if viewer.may(permissions.PLUGINS_VIEW):
        return list_standing()
    own = {region_id for held, region_id in viewer.powers if held == permissions.PLUGINS_VIEW}
    return [one for one in list_standing() if not one.named or own & set(one.named)]


def row_of(plugin: Standing) -> dict[str, Any]:
    """Return what the list shows of a plugin."""
    names = {region.id: region.name for region in list_regions()}
    return {
        "id": plugin.id,
        "name": plugin.name,
        "version": plugin.version,
        "kind_label": KIND_LABELS.get(plugin.kind, "Plugin"),
        "state": plugin.state,
        "state_label": STATE_LABELS[plugin.state],
        "regions": [names.get(region_id, region_id) for region_id in plugin.regions],
        "reason": plugin.reason or None,
        "remedy": plugin.remedy or None,
        "counts": [(label, plugin.counts[hook]) for hook, label in COUNT_LABELS.items() if hook in plugin.counts],
    }
