"""What the staff's frame contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.admin import routes
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the staff's pages."""
    app.register_blueprint(routes.blueprint)


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead to the plugins."""
    return [
        AdminCard(
            id="plugins",
            order=20,
            title="Plugins",
            sentence="See what each region has added, and which plugin needs attention.",
            endpoint="admin.plugins",
            permission=permissions.PLUGINS_VIEW,
        )
    ]
