"""The one rule behind which plugins' pages lie, and their files."""

from __future__ import annotations

import logging
import secrets
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from flask import Blueprint, Response, current_app, redirect, render_template, request, send_file, url_for
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.routing import RequestRedirect

from portal.features.accounts.session import answer_unseen, current_viewer
from portal.features.extensions.services.calling import deliver_for
from portal.features.extensions.session import client_mark, place_of, view_context
from portal.features.regions.session import region_here
from portal.foundation.errors import Forbidden, NotFound, Refusal
from portal.plugin_host.calls import VIEW, attended, is_left_alone, note_well, since
from portal.plugin_host.context import Page
from portal.plugin_host.fragments import as_html, faults_of_fragment
from portal.plugin_host.host import registry_here
from portal.plugin_host.incidents import ERROR, INVALID, note
from portal.plugin_host.routing import match, urls_of
from portal.web.assets import YEAR
from portal.web.errors import page as error_page
from portal.web.guards import item_visible, public, region_members

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.plugin_host.incidents import Place
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Route

SERVER_FAULT, RESTING = 500, 503
blueprint = Blueprint("extensions", __name__, template_folder="templates")
log = logging.getLogger(__name__)
PAGE_STATUSES = range(200, 500)
FILES = {
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
}
ATTACHMENTS = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class Unfit(Exception):
    """What a view gave cannot be shown; the message says why."""


@blueprint.route("/regions/<region_id>/x/<plugin_id>/", defaults={"rest": ""}, methods=["GET", "POST"])
@blueprint.route("/regions/<region_id>/x/<plugin_id>/<path:rest>", methods=["GET", "POST"])
@item_visible
def mount(region_id: str, plugin_id: str, rest: str) -> ResponseReturnValue:
    """Answer with a page of a plugin: only where it is on, and only to whom it is for."""
    region = region_here()
    try:
        plugin = find_plugin(plugin_id, region_id)
        path, route, values = find_page(plugin, region_id, rest)
    except (NotFound, HTTPException) as error:
        if (answer := refuse_strangers(region)) is not None:  # who is a stranger here learns of no plugin what is on
            return answer
        if isinstance(error, MethodNotAllowed):
            raise
        raise NotFound from None
    if not route.is_public and (answer := refuse_strangers(region)) is not None:
        return answer
    if path != rest:
        return redirect(url_for("extensions.mount", region_id=region_id, plugin_id=plugin_id, rest=path), code=308)
    if route.permission and not may_use(plugin, route.permission, region_id):
        raise Forbidden("Your account does not have the right to open this page.")
    place = place_of(plugin, region_id, f"route:{route.id}", breaks=True)
    if is_left_alone(place):
        return error_page(RESTING, f"“{plugin.name}” rests here after repeated faults. Everything else works.")
    return answer_with(place, plugin, partial(route.view, **values), region)


def find_plugin(plugin_id: str, region_id: str) -> Loaded:
    """Return a plugin that is on in a region; one that is off or unknown is no page."""
    registry = registry_here()
    if not registry.is_on(plugin_id, region_id):
        raise NotFound
    return registry.plugins[plugin_id]


def find_page(plugin: Loaded, region_id: str, rest: str) -> tuple[str, Route, dict[str, Any]]:
    """Return the rest of an address as its route writes it, the route, and what its converters give."""
    try:
        return rest, *match(plugin, region_id, rest, request.method)
    except RequestRedirect as moved:
        return find_page(plugin, region_id, unquote(moved.new_url.split("/", 3)[3]))


def refuse_strangers(region: RegionView) -> ResponseReturnValue | None:
    """Return the answer for somebody who is not of the region; None for its people."""
    viewer = current_viewer()
    return None if viewer is not None and viewer.may_enter(region) else answer_unseen()


def may_use(plugin: Loaded, permission_id: str, region_id: str) -> bool:
    """Say whether this request's reader has one of a plugin's own rights, by a role held in this very region."""
    viewer = current_viewer()
    roles = next(one.roles for one in plugin.declared.of("portal_permissions") if one.id == permission_id)
    return viewer is not None and not set(roles).isdisjoint(viewer.roles_in(region_id))


def answer_with(place: Place, plugin: Loaded, view: Callable[..., Any], region: RegionView) -> ResponseReturnValue:
    """Call a view; what it raises becomes an error page within the region, with the incident noted and nothing kept."""
    began = perf_counter()
    context = view_context(plugin, region)
    try:
        with context.opened(deliver_for(plugin, region.id)):
            answer = attended(place, lambda: usable(plugin, view(context)))
    except KeyboardInterrupt:
        raise
    except Unfit as error:
        note(place, INVALID, str(error), page=request.path, client=client_mark())
        return failed_page(plugin)
    except BaseException as error:
        if is_an_answer(error):
            note_well(place, since(began), VIEW)
            raise
        note(place, ERROR, error, page=request.path, client=client_mark())
        return failed_page(plugin)
    note_well(place, since(began), VIEW)
    return answer if isinstance(answer, Response) else framed(plugin, answer, region)


def is_an_answer(error: BaseException) -> bool:
    """Say whether a view raised what it may: a refusal, or an answer that is no failure."""
    if isinstance(error, HTTPException):
        return (error.code or SERVER_FAULT) < SERVER_FAULT
    return isinstance(error, Refusal)


def usable(plugin: Loaded, given: Any) -> Page | Response:
    """Return what a view gave as a page of the region's, or as an answer whole in itself; plain text is escaped."""
    if isinstance(given, str):
        given = Page(plugin.name, as_html(given))
    if isinstance(given, Page):
        if not all(isinstance(text, str) for text in (given.title, given.html)):
            raise Unfit("The page was not shown: its title and what it holds must be texts.")
        if given.status not in PAGE_STATUSES:
            raise Unfit(f"The page was not shown: its status must be from {PAGE_STATUSES[0]} to {PAGE_STATUSES[-1]}.")
        page = Page(str.__str__(given.title), as_html(given.html), given.status)
        if faults := faults_of_fragment(page.html):
            raise Unfit(f"The page was not shown: {'; '.join(faults[:3])}.")
        return page
    response = current_app.make_response(given)
    if response.is_streamed and not response.direct_passthrough:
        response.make_sequence()
    return response


def framed(plugin: Loaded, page: Page, region: RegionView) -> tuple[str, int]:
    """Return a plugin's page in the region's frame, with the status it is answered with."""
    urls = urls_of(plugin, region.id)
    styles = [urls.static(asset.path) for asset in plugin.declared.of("portal_assets")]
    html = render_template("extensions/page.html", region=region, plugin=plugin, page=page, styles=styles)
    return html, page.status


def failed_page(plugin: Loaded) -> Response:
    """Return the error page for a fault of a plugin, with the reference under which the log has it."""
    reference = secrets.token_hex(4)
    log.error("Fault %s of the plugin %s at %s.", reference, plugin.id, request.path)
    return error_page(500, f"“{plugin.name}” could not show this page. Everything else works.", reference=reference)


def file_within(folder: Path, path: str) -> Path:
    """Return a file of a folder by its path in an address; whatever is not one, or leads out of it, is no page."""
    try:
        file = (folder / path).resolve()
        is_there = file.is_relative_to(folder.resolve()) and file.is_file()
    except (OSError, ValueError):  # a name longer than any file's, or one that no file can have
        is_there = False
    if not is_there:
        raise NotFound
    return file


@blueprint.get("/regions/<region_id>/files/<plugin_id>/<path:path>")
@region_members
def attachment(region_id: str, plugin_id: str, path: str) -> Response:
    """Send a file of a plugin's content to the region's people: pictures and PDF to be looked at, others to be kept."""
    plugin = find_plugin(plugin_id, region_id)
    file = file_within(plugin.found.content_folder / "files", path)
    kind = ATTACHMENTS.get(file.suffix.lower())
    if kind is None:
        raise NotFound
    is_shown = kind.startswith("image/") or kind == "application/pdf"
    return send_file(file, mimetype=kind, as_attachment=not is_shown, download_name=file.name)


@blueprint.get("/x/<plugin_id>/static/<mark>/<path:path>")
@public
def static(plugin_id: str, mark: str, path: str) -> Response:
    """Send a file of a plugin's static folder; a style sheet reaches the plugin's own pieces only."""
    plugin = registry_here().plugins.get(plugin_id)
    if plugin is None or mark != plugin.digest[:12] or not registry_here().regions_of(plugin_id):
        raise NotFound
    file = file_within(plugin.found.folder / "static", path)
    kind = FILES.get(file.suffix)
    if kind is None:
        raise NotFound
    if file.suffix == ".css":
        text = file.read_text(encoding="utf-8")
        response = Response(f"@scope (.x-{plugin_id}) {{\n{text}\n}}\n", mimetype=kind)
    else:
        response = send_file(file, mimetype=kind)
    response.cache_control.public, response.cache_control.immutable = True, True
    response.cache_control.max_age = YEAR
    return response
