"""What the pages on people contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.people import models  # noqa: F401 - their tables are known from the start
from portal.features.people.admin import blueprint, creating, listing, persons  # noqa: F401 - they add their addresses
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on people."""
    app.register_blueprint(blueprint)


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the people."""
    return [
        AdminCard(
            id="people",
            order=10,
            title="People",
            sentence="Find a person, create an account, grant or end a role, close an account.",
            endpoint="people.list_people",
            permission=permissions.PEOPLE_VIEW,
        )
    ]
