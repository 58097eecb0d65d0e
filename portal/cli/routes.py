"""Every address of the portal and of its plugins, and who may use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import DatabaseError

from portal.cli.application import application
from portal.plugin_host.host import registry_here
from portal.web.guards import access_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.plugin_host.parts import Route

MOUNT = "/regions/<region_id>/x"


@click.command()
def routes() -> None:
    """List every address with its methods, who may use it, and which part owns it; tabs between the columns."""
    with application() as app:
        for row in sorted([*rows_of_portal(app), *rows_of_plugins()]):
            click.echo("\t".join(row))


def rows_of_portal(app: Flask) -> Iterator[tuple[str, ...]]:
    """Give the portal's own addresses."""
    for rule in app.url_map.iter_rules():
        methods = ",".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        access = access_of(app.view_functions[rule.endpoint])
        yield rule.rule, methods, str(access), f"core: {rule.endpoint.partition('.')[0]}"


def rows_of_plugins() -> Iterator[tuple[str, ...]]:
    """Give the addresses that plugins add wherever they are on; none while there is no database to say which."""
    try:
        plugins = registry_here().plugins
    except DatabaseError:
        return
    for plugin_id, plugin in plugins.items():
        for route in plugin.declared.of("portal_routes"):
            access = access_to(route, plugin_id)
            yield f"{MOUNT}/{plugin_id}{route.rule}", ",".join(sorted(route.methods)), access, f"plugin: {plugin_id}"


def access_to(route: Route, plugin_id: str) -> str:
    """Return who may use a plugin's route, in the words of the portal's own."""
    if route.is_public:
        return "public"
    return f"{plugin_id}.{route.permission}" if route.permission else "region"
