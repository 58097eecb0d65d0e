"""What regions contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from portal.features.regions import queries, routes, services
from portal.features.regions.session import current_region, enter_region
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.declarations import Declared, Remark


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the regions' looks and know which region a request is in."""
    app.register_blueprint(routes.blueprint)
    app.before_request(enter_region)
    app.jinja_env.globals["region_theme_url"] = routes.theme_url
    app.context_processor(lambda: {"current_region": None if g.get("portal_bare") else current_region()})


@hookimpl
def portal_holdings(region_id: str) -> dict[str, Sequence[Contribution]]:
    """Give the region itself and its counties."""
    return queries.records_of(region_id)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in the plugins' regions and counties."""
    return services.synchronise(declared)
