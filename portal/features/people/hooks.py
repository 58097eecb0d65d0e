"""What the pages on people contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.people import models, posting  # noqa: F401 - their tables are known from the start
from portal.features.people.admin import (  # noqa: F401 - they add their addresses
    blueprint,
    creating,
    keeping,
    listing,
    persons,
    transfers,
)
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job

if TYPE_CHECKING:
    from flask import Flask

DAY = 24 * 60


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


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Look daily after accounts that nobody uses, and after the yearly check."""
    return [
        Job(
            id="dormant",
            label="Look after dormant accounts",
            run=posting.sweep_dormant,
            every_minutes=DAY,
            timeout_seconds=600,
        ),
        Job(
            id="yearly",
            label="Ask counties about their people",
            run=posting.ask_counties,
            every_minutes=DAY,
            timeout_seconds=600,
        ),
    ]
