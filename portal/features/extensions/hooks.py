"""What the platform of plugins contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g
from markupsafe import Markup

from portal.features.accounts import permissions
from portal.features.extensions import admin, routes
from portal.features.extensions.admin import (
    counties,
    items,
    mending,
    packs,
    plugins,
    previews,
    safety,
    settings,
    showing,
    switching,
    uninstall,
    updates,
)
from portal.features.extensions.drawing import draw_slot
from portal.features.extensions.explaining import begin_explaining, explanation, fill_explanation
from portal.features.extensions.services import health
from portal.features.extensions.services.calling import keep_noted
from portal.features.extensions.services.handing import unfinished_of
from portal.features.extensions.session import begin_safe_session, safe_banner
from portal.features.regions.session import region_here
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block, Job
from portal.plugin_host.routing import urls_of
from portal.web.security import csrf_field
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from flask import Flask, Response

    from portal.plugin_host.declarations import Unfinished

# each puts its addresses on the blueprint when it is imported
PAGES = (plugins, showing, switching, settings, mending, counties, packs, previews, items, updates, safety, uninstall)


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve plugins' pages, and write down what went wrong with them after each answer."""
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(admin.blueprint)
    app.extensions["portal.plugin_values"] = {"csrf_field": csrf_field}
    app.context_processor(lambda: {"preview_banner": g.get("portal_preview", "")})
    app.jinja_env.globals["plugin_trouble"] = lambda: get_host().trouble
    app.jinja_env.globals["safe_banner"] = safe_banner
    app.before_request_funcs.setdefault(None, []).insert(0, begin_safe_session)
    app.jinja_env.globals["explanation"] = explanation
    app.before_request(begin_explaining)
    app.after_request(write_incidents)
    app.after_request(fill_explanation)


def write_incidents(response: Response) -> Response:
    """Write down what was noted of plugins while the answer was made."""
    keep_noted()
    return response


@hookimpl
def portal_fill(slot: str, taken: set[str]) -> list[tuple[int, str, Markup]]:
    """Draw the plugins' blocks of a region's page."""
    return draw_slot(region_here(), slot, taken)


@hookimpl
def portal_blocks() -> list[Block]:
    """List the region's own pages on its home."""
    return [Block(id="extensions.nav", slot="region.home.side", order=5, render=show_nav)]


@hookimpl
def portal_unfinished(account_id: int) -> list[Unfinished]:
    """Name the packs that wait for a person."""
    return unfinished_of(account_id)


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Ask plugins how they are, and clear away what is over."""
    return [
        Job(id="health", label="Ask plugins how they are", run=health.ask_all, every_minutes=15, timeout_seconds=600),
        Job(id="clear-away", label="Delete events and incidents that are long over", run=health.clear_away),
    ]


def show_nav() -> Markup:
    """Show the lines that plugins add to a region's pages."""
    region = region_here()
    lines = [
        {
            "label": item.label,
            "url": item.address or urls_of(plugin, region.id).to(item.route),
            "icon": item.icon,
            "is_elsewhere": bool(item.address),
        }
        for plugin, item in registry_here().nav.get(region.id, ())
    ]
    return render_shared("extensions/_nav.html", region=region, lines=lines) if lines else Markup()


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead to the items, the plugins and the packs."""
    return [
        AdminCard(
            id="items",
            order=15,
            title="What regions show",
            sentence="Change, hide and restore tools, contacts, posts and feeds.",
            endpoint="plugins.choose_items",
            permission=permissions.ITEMS_EDIT,
        ),
        AdminCard(
            id="plugins",
            order=20,
            title="Plugins",
            sentence="See what each region has added, and which plugin needs attention.",
            endpoint="plugins.list_plugins",
            permission=permissions.PLUGINS_VIEW,
        ),
        AdminCard(
            id="packs",
            order=25,
            title="Packs",
            sentence="Upload tools, contacts and posts of a region as one file, look at the preview, and apply it.",
            endpoint="plugins.list_packs",
            permission=permissions.PACKS_APPLY,
        ),
    ]
