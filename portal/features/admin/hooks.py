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
    """Lead to the audit."""
    return [
        AdminCard(
            id="audit",
            order=90,
            title="Audit",
            sentence="See who did what, to whom, when and from where.",
            endpoint="admin.audit",
            permission=permissions.AUDIT_VIEW,
        )
    ]
