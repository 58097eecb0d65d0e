"""A plugin's own map of addresses, behind the one rule that the portal owns."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from flask import current_app, has_request_context, url_for
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, Map, MapAdapter, Rule

from portal.plugin_host.context import Urls
from portal.plugin_host.registry import declared_for

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Route

MAPS_KEPT = 256


@lru_cache(maxsize=MAPS_KEPT)
def map_of(plugin: Loaded) -> Map:
    """Return the map of a plugin's routes; the endpoint of each rule is the route's id."""
    routes: tuple[Route, ...] = plugin.declared.of("portal_routes")
    return Map([Rule(route.rule, endpoint=route.id, methods=route.methods) for route in routes])


def adapter_of(plugin: Loaded) -> MapAdapter:
    """Return the map bound to nowhere: addresses are completed by the portal."""
    return map_of(plugin).bind("plugin")


def match(plugin: Loaded, region_id: str, rest: str, method: str) -> tuple[Route, dict[str, Any]]:
    """Return the route that answers at the rest of an address, and what its converters give.

    Raises Werkzeug's NotFound, MethodNotAllowed or RequestRedirect.
    """
    route_id, values = adapter_of(plugin).match(f"/{rest}", method=method)
    found: dict[str, Route] = {route.id: route for route in declared_for(plugin, "portal_routes", region_id)}
    if route_id not in found:
        raise NotFound
    return found[route_id], dict(values)


def address_in(plugin: Loaded, route_id: str, values: dict[str, Any]) -> str:
    """Return the rest of an address for a route; raises Werkzeug's BuildError."""
    return adapter_of(plugin).build(route_id, values).lstrip("/")


def path_to(endpoint: str, **values: Any) -> str:
    """Return the path of one of the portal's addresses; in a job, an event or a switch there is no request."""
    if has_request_context():
        return url_for(endpoint, **values)
    return current_app.url_map.bind("portal").build(endpoint, values)


def urls_of(plugin: Loaded, region_id: str) -> Urls:
    """Return how a plugin builds addresses of its own in a region."""

    def build(route: str, values: dict[str, Any]) -> str:
        try:
            rest = address_in(plugin, route, values)
        except BuildError:
            raise LookupError(f"The plugin has no route “{route}” with these values.") from None
        return path_to("extensions.mount", region_id=region_id, plugin_id=plugin.id, rest=rest)

    def static(path: str) -> str:
        return path_to("extensions.static", plugin_id=plugin.id, mark=plugin.digest[:12], path=path)

    return Urls(build, static)
