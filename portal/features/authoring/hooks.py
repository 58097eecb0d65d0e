"""What writing the toolkit contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.authoring import models  # noqa: F401 - its tables are known from the start
from portal.features.authoring.admin import (  # noqa: F401 - they add their addresses
    blueprint,
    listing,
)
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on the toolkit."""
    app.register_blueprint(blueprint)


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the toolkit."""
    return [
        AdminCard(
            id="toolkit",
            order=30,
            title="Toolkit",
            sentence="Write, publish, move and withdraw pages; see drafts, plans and versions.",
            endpoint="authoring.list_pages",
            permission=permissions.TOOLKIT_EDIT,
        ),
    ]
