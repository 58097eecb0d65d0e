"""Calls of plugins in a request: for which region, for whom, and what happens when one fails."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from flask import current_app, g, render_template, request, session
from markupsafe import Markup

from portal.features.accounts import permissions
from portal.features.accounts.session import current_viewer
from portal.foundation.database import db
from portal.plugin_host.calls import Budget, Outcome, guarded
from portal.plugin_host.context import REQUEST, Context, RegionRef, Surroundings, UserView
from portal.plugin_host.host import get_host, see_no_plugins, see_plugins
from portal.plugin_host.incidents import Place
from portal.plugin_host.loading import declared_events, defaults_of
from portal.plugin_host.routing import urls_of
from portal.plugin_host.templates import environment_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.features.accounts.queries import Viewer
    from portal.features.regions.queries import RegionView
    from portal.plugin_host.loading import Loaded

SAFE_SESSION = "portal_without_plugins"


def region_ref(region: RegionView) -> RegionRef:
    """Return a region as plugins see it."""
    return RegionRef(region.id, region.name, tuple(county.fips for county in region.counties))


def user_view(viewer: Viewer | None, region_id: str) -> UserView | None:
    """Return a person as plugins see one in a region: with the roles held there."""
    if viewer is None:
        return None
    return UserView(
        id=viewer.account_id,
        display_name=viewer.name,
        roles=roles_of(viewer, region_id),
        home_region=viewer.home_region.id if viewer.home_region else "",
    )


def roles_of(viewer: Viewer | None, region_id: str) -> tuple[str, ...]:
    """Return the names of the roles a reader holds in a region, the chief one first; a stranger has none."""
    return tuple(role.value for role in viewer.roles_in(region_id)) if viewer else ()


def view_context(plugin: Loaded, region: RegionView) -> Context:
    """Return the context for a page of a plugin's own; it writes only when a form was sent."""
    around = surroundings(plugin, region)
    around.user = user_view(current_viewer(), region.id)
    around.request = request._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - the proxy's own way to its object
    around.is_writing = request.method == "POST"
    return Context(around)


def block_context(plugin: Loaded, region: RegionView, roles: tuple[str, ...]) -> Context:
    """Return the context for a block: it is told no more of the reader than the roles."""
    around = surroundings(plugin, region)
    around.user = UserView(id=0, display_name="", roles=roles, home_region=region.id)
    return Context(around)


def surroundings(plugin: Loaded, region: RegionView) -> Surroundings:
    """Return what a plugin is given in any request for a region."""
    return Surroundings(
        plugin_id=plugin.id,
        version=plugin.declared.source.version,
        api=plugin.found.manifest.api if plugin.found.manifest else "",
        phase=REQUEST,
        region=region_ref(region),
        engine=db.engine,
        defaults=defaults_of(plugin),
        events=declared_events(plugin),
        templates=environment_of(plugin),
        values=current_app.extensions["portal.plugin_values"],
        urls=urls_of(plugin, region.id),
    )


def place_of(plugin: Loaded, region_id: str, point: str, *, breaks: bool = False) -> Place:
    """Return where a plugin is called."""
    return Place(plugin=plugin.id, version=plugin.declared.source.version, region=region_id, point=point, breaks=breaks)


def client_mark() -> str:
    """Return a mark of who asks that tells two people apart and names neither."""
    viewer = current_viewer()
    who = f"account {viewer.account_id}" if viewer else f"address {request.remote_addr}"
    key: str = current_app.config["SECRET_KEY"]
    return hashlib.blake2b(who.encode(), key=hashlib.sha256(key.encode()).digest(), digest_size=8).hexdigest()


def measured(place: Place, function: Callable[[], Any], budget: Budget) -> Outcome:
    """Call a plugin and remember for this request what it cost."""
    outcome = guarded(place, function, budget=budget, client=client_mark())
    spent: list[tuple[str, str, float]] = g.setdefault("portal_spent", [])
    spent.append((place.plugin, place.point, outcome.milliseconds))
    return outcome


def begin_safe_session() -> None:
    """Show this request the portal without plugins, if the administrator who sends it asked for that before.

    It comes before everything that asks what plugins add. Who brings no cookie asked for nothing.
    """
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or not session.get(SAFE_SESSION):
        return
    see_no_plugins()
    viewer = current_viewer()
    if viewer is None or not viewer.may(permissions.PLUGINS_ALLOW):
        session.pop(SAFE_SESSION)
        see_plugins()
        return
    g.portal_safe_session = True


def safe_banner() -> Markup:
    """Return the line that tells administrators that no plugin runs, for them alone or for everybody."""
    viewer = current_viewer()
    if viewer is None or not viewer.may_somewhere(permissions.PLUGINS_VIEW):
        return Markup()
    is_own = bool(g.get("portal_safe_session"))
    if not is_own and not get_host().is_safe:
        return Markup()
    return Markup(render_template("extensions/_safe.html", is_own=is_own))  # noqa: S704 - a template of ours
