"""What the staff's frame contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.admin import routes
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the staff's pages."""
    app.register_blueprint(routes.blueprint)
