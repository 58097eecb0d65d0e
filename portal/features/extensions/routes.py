"""The one rule behind which plugins' pages lie, and their files."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template, request, send_file, url_for
from markupsafe import Markup, escape
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from portal.features.accounts.rules import Role
from portal.features.accounts.session import answer_unseen, current_viewer
from portal.features.extensions.services.calling import deliver_for
from portal.features.extensions.session import client_mark, place_of, urls_of, view_context
from portal.features.regions.session import region_here
from portal.foundation.errors import Forbidden, NotFound, Refusal
from portal.plugin_host.context import Page
from portal.plugin_host.fragments import faults_of_fragment
from portal.plugin_host.host import registry_here
from portal.plugin_host.incidents import ERROR, INVALID, note
from portal.plugin_host.routing import match
from portal.web.assets import YEAR
from portal.web.errors import page as error_page
from portal.web.guards import item_visible, public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.plugin_host.incidents import Place
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Route

blueprint = Blueprint("extensions", __name__, template_folder="templates")
log = logging.getLogger(__name__)
FILES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
}


@blueprint.route("/regions/<region_id>/x/<plugin_id>/", defaults={"rest": ""}, methods=["GET", "POST"])
@blueprint.route("/regions/<region_id>/x/<plugin_id>/<path:rest>", methods=["GET", "POST"])
@item_visible
def mount(region_id: str, plugin_id: str, rest: str) -> ResponseReturnValue:
    """Answer with a page of a plugin: only where it is on, and only to whom it is for."""
    region = region_here()
    plugin = find_plugin(plugin_id, region_id)
    try:
        route, values = match(plugin, region_id, rest, request.method)
    except RequestRedirect as moved:
        path = moved.new_url.split("/", 3)[3]
        return redirect(url_for("extensions.mount", region_id=region_id, plugin_id=plugin_id, rest=path), code=308)
    except MethodNotAllowed:
        raise
    except HTTPException:
        raise NotFound from None
    if not route.is_public and (answer := refuse_strangers(region)) is not None:
        return answer
    if route.permission and not may_use(plugin, route.permission):
        raise Forbidden("Your account does not have the right to open this page.")
    return answer_with(plugin, route, values, region)


def find_plugin(plugin_id: str, region_id: str) -> Loaded:
    """Return a plugin that is on in a region; one that is off or unknown is no page."""
    registry = registry_here()
    if not registry.is_on(plugin_id, region_id):
        raise NotFound
    return registry.plugins[plugin_id]


def refuse_strangers(region: RegionView) -> ResponseReturnValue | None:
    """Return the answer for somebody who is not of the region; None for its people."""
    viewer = current_viewer()
    return None if viewer is not None and viewer.may_enter(region) else answer_unseen()


def may_use(plugin: Loaded, permission_id: str) -> bool:
    """Say whether this request's reader has one of a plugin's own rights."""
    viewer = current_viewer()
    roles = next(one.roles for one in plugin.declared.of("portal_permissions") if one.id == permission_id)
    return viewer is not None and viewer.role in {Role(role) for role in roles if role in set(Role)}


def answer_with(plugin: Loaded, route: Route, values: dict[str, Any], region: RegionView) -> ResponseReturnValue:
    """Call a view; what it raises becomes an error page within the region, with the incident noted."""
    place = place_of(plugin, region.id, f"route:{route.id}")
    context = view_context(plugin, region)
    try:
        with context.opened(deliver_for(plugin, region.id)):
            given = route.view(context, **values)
            answer = as_response(place, plugin, given)
    except (Refusal, HTTPException):
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a view raises, the portal answers
        note(place, ERROR, error, page=request.path, client=client_mark())
        return failed_page(plugin)
    return answer


def as_response(place: Place, plugin: Loaded, given: Any) -> ResponseReturnValue:
    """Return what a view gave as an answer; HTML is put into the region's frame, plain text escaped."""
    if isinstance(given, str):
        given = Page(plugin.name, given if isinstance(given, Markup) else escape(given))
    if not isinstance(given, Page):
        return given  # type: ignore[no-any-return]  # a response of Flask's, or what Flask makes one of
    faults = faults_of_fragment(given.html)
    if faults:
        note(place, INVALID, f"The page was not shown: {'; '.join(faults[:3])}.", page=request.path)
        return failed_page(plugin)
    region = region_here()
    urls = urls_of(plugin, region.id)
    styles = [urls.static(asset.path) for asset in plugin.declared.of("portal_assets")]
    html = render_template("extensions/page.html", region=region, plugin=plugin, page=given, styles=styles)
    return html, given.status


def failed_page(plugin: Loaded) -> Response:
    """Return the error page for a fault of a plugin, with the reference under which the log has it."""
    reference = secrets.token_hex(4)
    log.error("Fault %s of the plugin %s at %s.", reference, plugin.id, request.path)
    return error_page(500, f"“{plugin.name}” could not show this page. Everything else works.", reference=reference)


@blueprint.get("/x/<plugin_id>/static/<mark>/<path:path>")
@public
def static(plugin_id: str, mark: str, path: str) -> Response:
    """Send a file of a plugin's static folder; a style sheet reaches the plugin's own pieces only."""
    plugin = registry_here().plugins.get(plugin_id)
    if plugin is None or mark != plugin.digest[:12] or not registry_here().regions_of(plugin_id):
        raise NotFound
    folder = (plugin.found.folder / "static").resolve()
    file = (folder / path).resolve()
    kind = FILES.get(file.suffix)
    if kind is None or not file.is_relative_to(folder) or not file.is_file():
        raise NotFound
    if file.suffix == ".css":
        text = file.read_text(encoding="utf-8")
        response = Response(f"@scope (.x-{plugin_id}) {{\n{text}\n}}\n", mimetype=kind)
    else:
        response = send_file(file, mimetype=kind)
    response.cache_control.public, response.cache_control.immutable = True, True
    response.cache_control.max_age = YEAR
    return response
