"""What the front pages contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.home import routes
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the front pages."""
    app.register_blueprint(routes.blueprint)
