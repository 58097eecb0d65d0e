"""Explain a page to those who look after its region's plugins: where each part comes from, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import g, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from portal.features.accounts import permissions
from portal.features.accounts.session import current_viewer
from portal.features.extensions.queries import list_items
from portal.features.extensions.services.plans import name_of
from portal.features.regions.session import current_region
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.registry import declared_for
from portal.plugin_host.routing import match
from portal.web.slots import is_explaining, parts_here, render_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response

    from portal.features.regions.queries import RegionView

ASK = "explain"
PLACE = "<!--explanation-->"
PAGE_OF_PLUGIN = "extensions.mount"
KINDS = {
    "portal_regions": "Region",
    "portal_counties": "Counties",
    "portal_nav": "Lines among its pages",
    "portal_routes": "Pages of plugins",
    "portal_theme": "Colours",
}


def begin_explaining() -> None:
    """Note whether this page is to show where its pieces come from."""
    g.portal_explaining = ASK in request.args and may_explain()


def may_explain() -> bool:
    """Say whether this request's reader looks after the plugins of its region; without one, of the whole state."""
    viewer, region = current_viewer(), current_region()
    return viewer is not None and viewer.may(permissions.PLUGINS_VIEW, region.id if region else "")


def explanation() -> Markup:
    """Return the place for the list of this page's parts, or the way to it; else nothing (for templates)."""
    if g.get("portal_bare") or request.method != "GET" or not may_explain():
        return Markup()
    if not is_explaining():
        return render_own("extensions/_explain_way.html", url=f"{request.path}?{ASK}")
    return Markup(PLACE)  # noqa: S704 - ours; what plugins add comes after the page, so the list comes last


def fill_explanation(response: Response) -> Response:
    """Put the list of this page's parts into its place, and let nobody keep the page."""
    if not is_explaining() or response.is_streamed or response.mimetype != "text/html":
        return response
    before, place, after = response.get_data(as_text=True).rpartition(PLACE)
    if place:
        response.set_data(f"{before}{list_parts()}{after}")
    response.cache_control.no_store = True
    return response


def list_parts() -> Markup:
    """Return the list of this page's parts, and of what its region is made of."""
    region = current_region()
    return render_own(
        "extensions/_explanation.html",
        region=region,
        parts=parts_here(),
        total=sum(part.milliseconds for part in parts_here() if part.source != "portal"),
        page_part=words_of_page(region) if region else "",
        rows=[*rows_of(region), *declared_rows_of(region)] if region else [],
    )


def words_of_page(region: RegionView) -> str:
    """Return where the page itself comes from, where it is a plugin's own or an item that one shipped."""
    if request.endpoint == PAGE_OF_PLUGIN:
        values = request.view_args or {}
        plugin = registry_here().plugins.get(values["plugin_id"])
        try:
            route = match(plugin, region.id, values["rest"], request.method)[0] if plugin else None
        except HTTPException:  # no such page, which the answer says
            route = None
        if plugin is None or route is None:
            return ""
        cost = get_host().times.by_point(plugin.id).get(f"route:{route.id}", 0.0)
        version = plugin.declared.source.version
        return f"The page itself: {plugin.id} {version}, portal_routes, {route.id}, {cost:.1f} ms on average."
    for hook, kind in get_host().item_kinds().items():
        for row in items_of(kind.model, region):
            if row.key == (request.view_args or {}).get("key") and kind.address_of(row) == request.path:
                return f"The page itself: a {kind.noun} that {row.plugin_id} shipped through {hook}."
    return ""


def items_of(model: Any, region: RegionView) -> list[Any]:
    """Return the rows of a region that plugins brought and that are shown, of plugins that are on."""
    pairs = registry_here().pairs
    return [row for row in list_items(model, None, frozenset({region.id})) if (row.plugin_id, region.id) in pairs]


def rows_of(region: RegionView) -> Iterator[dict[str, Any]]:
    """Give the items of a region by kind and plugin, each with its name."""
    for hook, kind in get_host().item_kinds().items():
        by_plugin: dict[str, list[str]] = {}
        for row in items_of(kind.model, region):
            by_plugin.setdefault(row.plugin_id, []).append(str(getattr(row, kind.title)))
        for plugin_id, names in sorted(by_plugin.items()):
            yield line(kind.plural.capitalize(), plugin_id, hook, names)


def declared_rows_of(region: RegionView) -> Iterator[dict[str, Any]]:
    """Give what else the plugins that are on declare for a region."""
    for plugin in registry_here().on_in(region.id):
        for hook, label in KINDS.items():
            records = declared_for(plugin, hook, region.id)
            if records:
                yield line(label, plugin.id, hook, [name_of(one) for one in records])


def line(label: str, plugin_id: str, hook: str, names: list[str]) -> dict[str, Any]:
    """Return a line of the list."""
    plugin = registry_here().plugins.get(plugin_id)
    version = plugin.declared.source.version if plugin else ""
    return {"label": label, "source": plugin_id, "version": version, "hook": hook, "names": names}
