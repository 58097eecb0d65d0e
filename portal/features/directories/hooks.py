"""What counties' directories contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.directories import admin
from portal.features.directories.routes import answering, blueprint  # noqa: F401 - it adds its addresses
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Let directories in, and serve the pages on their tokens."""
    app.register_blueprint(blueprint)
    app.register_blueprint(admin.blueprint)


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the directories."""
    return [
        AdminCard(
            id="directories",
            order=15,
            title="Directories",
            sentence="Let a county's own directory of staff create, change and close its people's accounts.",
            endpoint="directories.list_tokens",
            permission=permissions.DIRECTORIES_CONNECT,
        )
    ]
