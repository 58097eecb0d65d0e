"""A region as it would look with a pack: the ordinary pages, over a change that is undone after each of them."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from flask import current_app, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from portal.features.accounts import permissions
from portal.features.accounts.queries import Viewer
from portal.features.accounts.rules import Role
from portal.features.accounts.session import SignedIn
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.packs import may_apply
from portal.features.extensions.services import packs
from portal.features.regions.queries import get_region
from portal.foundation.errors import NotFound
from portal.foundation.transaction import undone
from portal.infrastructure.epoch import apart, current_numbers, current_plugins
from portal.plugin_host.host import HELD, registry_here
from portal.plugin_host.incidents import take_noted
from portal.plugin_host.registry import build_registry
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Response
    from flask.typing import ResponseReturnValue
    from werkzeug.routing import Rule

    from portal.features.regions.queries import RegionView
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.models import PackVersion
    from portal.plugin_host.registry import Registry

ANY_COUNTY = "any"
FILES = "extensions.attachment"
NEVER_SHOWN = {"extensions.mount"}  # a plugin's own page reads by itself, and would see what is stored


@blueprint.get("/packs/<int:version_id>/preview")
@requires_somewhere(permissions.PACKS_APPLY)
def begin_preview(version_id: int) -> ResponseReturnValue:
    """Lead to the region's home as it would look, or to that of a chosen county's worker."""
    version = packs.get_version(version_id, may_apply)
    place = request.args.get("county", "") or ANY_COUNTY
    return redirect(url_for("plugins.preview", version_id=version.id, place=place, page=""), code=303)


@blueprint.get("/packs/<int:version_id>/preview/<place>/", defaults={"page": ""})
@blueprint.get("/packs/<int:version_id>/preview/<place>/<path:page>")
@requires_somewhere(permissions.PACKS_APPLY)
def preview(version_id: int, place: str, page: str) -> ResponseReturnValue:
    """Show a page of the region as a worker of a county would see it, were a pack applied. Nothing is kept."""
    version = packs.get_version(version_id, may_apply)
    region_id = version.region_id
    rule, values = page_named(f"/regions/{region_id}/{page}", region_id)
    with packs.opened(version, with_files=rule.endpoint == FILES) as plugin:
        packs.refuse_unfit(plugin)
        registry, numbers = registry_with(plugin, region_id), current_numbers()
        with undone():
            packs.bring_in(plugin, region_id, actor_id=None)
            with apart(numbers), seen_with(registry), seen_by_worker(version, place), asked_for(rule, values):
                response = make_response(current_app.view_functions[rule.endpoint](**values))
    response.headers["Cache-Control"] = "no-store"
    if response.mimetype == "text/html":
        response.set_data(staying(response, url_for("plugins.preview", version_id=version_id, place=place), region_id))
    return response


def page_named(path: str, region_id: str) -> tuple[Rule, dict[str, Any]]:
    """Return the rule of a region's page, and its values; others are not previewed."""
    try:
        rule, values = current_app.url_map.bind(request.host).match(path, method="GET", return_rule=True)
    except HTTPException:
        raise NotFound from None
    if values.get("region_id") != region_id or rule.endpoint in NEVER_SHOWN:
        raise NotFound
    return rule, dict(values)


def registry_with(plugin: Loaded, region_id: str) -> Registry:
    """Return what plugins add, as if this one were on in a region."""
    now = registry_here()
    return build_registry(
        current_plugins(),
        {**now.found, plugin.id: plugin.found},
        {**now.plugins, plugin.id: plugin},
        dict.fromkeys([*now.pairs, (plugin.id, region_id)], ""),
        now.open_points,
    )


@contextmanager
def seen_with(registry: Registry) -> Iterator[None]:
    """Let this request see other plugins than there are; what they do wrong now is not written down."""
    before = request.environ.get(HELD)
    request.environ[HELD] = registry
    try:
        yield
    finally:
        take_noted()
        request.environ[HELD] = before


@contextmanager
def asked_for(rule: Rule, values: dict[str, Any]) -> Iterator[None]:
    """Let this request be one for another page: views build addresses from what was asked for."""
    before = request.url_rule, request.view_args
    request.url_rule, request.view_args = rule, values
    try:
        yield
    finally:
        request.url_rule, request.view_args = before


@contextmanager
def seen_by_worker(version: PackVersion, place: str) -> Iterator[None]:
    """Let this request be a worker's of the region's county, with a banner that says what it is."""
    region = get_region(version.region_id)
    county = next((one for one in region.counties if one.fips == place), None)
    if county is None and place != ANY_COUNTY:
        raise NotFound
    before = g.get("region"), g._login_user  # noqa: SLF001 - where Flask-Login keeps it
    g.portal_preview = banner(version, region, place)
    g.region = region
    g._login_user = SignedIn(worker_of(region, place, county.name if county else None), "")  # noqa: SLF001 - as above
    try:
        yield
    finally:
        g.region, g._login_user = before  # noqa: SLF001 - as above
        g.pop("portal_preview")


def banner(version: PackVersion, region: RegionView, place: str) -> Markup:
    """Return the line above every page of a preview."""
    html = render_template("extensions/packs/_preview.html", pack=version, region=region, place=place)
    return Markup(html)  # noqa: S704 - a template of ours


def worker_of(region: RegionView, place: str, county_name: str | None) -> Viewer:
    """Return a worker of a region who is nobody."""
    return Viewer(
        account_id=0,
        session_id=0,
        name="A worker",
        email="",
        role=Role.WORKER,
        county_fips=place if county_name else None,
        county_name=county_name,
        home_region=region,
        regions=(region,),
        permissions=frozenset(),
        powers=frozenset(),
    )


def staying(response: Response, base: str, region_id: str) -> str:
    """Return a page whose links to the region stay within the preview."""
    links = re.compile(rf'((?:href|src|action)=")/regions/{re.escape(region_id)}/(?!x/)')
    return links.sub(rf"\g<1>{base}", response.get_data(as_text=True))
