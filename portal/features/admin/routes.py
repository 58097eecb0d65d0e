"""The staff's first page, and the plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.regions.queries import list_regions
from portal.foundation.errors import Forbidden
from portal.plugin_host.host import get_host
from portal.plugin_host.standing import list_standing
from portal.web.guards import requires, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.plugin_host.contributions import AdminCard
    from portal.plugin_host.standing import Standing

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")
STATE_LABELS = {
    "on": "On",
    "failed": "Failed, left out",
    "rejected": "Not in order",
    "incompatible": "For another portal",
    "missing": "No longer installed",
    "waiting": "Not brought in yet",
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


@blueprint.get("/")
@signed_in
def dashboard() -> ResponseReturnValue:
    """Show the ways to what a person looks after."""
    viewer = viewer_here()
    cards = [card for card in list_cards() if viewer.may(card.permission)]
    if not cards:
        raise Forbidden("Your account looks after nothing here. If it should, ask your region's contact.")
    shown = [
        {"title": card.title, "sentence": card.sentence, "url": url_for(card.endpoint), "figure": None}
        for card in cards
    ]
    return render_template("admin/dashboard.html", cards=shown)


def list_cards() -> list[AdminCard]:
    """Return every way a feature contributes, in display order."""
    given = get_host().manager.hook.portal_admin_cards()
    return sorted((card for cards in given for card in cards), key=lambda card: (card.order, card.id))


@blueprint.get("/plugins")
@requires(permissions.PLUGINS_VIEW)
def plugins() -> ResponseReturnValue:
    """Show how every plugin is, and what to do about those that are not well."""
    return render_template("admin/plugins.html", plugins=[row_of(plugin) for plugin in list_standing()])


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
