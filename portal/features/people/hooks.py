"""What the pages on people contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.people import models, posting  # noqa: F401 - their tables are known from the start
from portal.features.people.admin import (  # noqa: F401 - they add their addresses
    blueprint,
    creating,
    deeds,
    exporting,
    importing,
    invitations,
    joining,
    keeping,
    leaving,
    listing,
    persons,
    recovering,
    requests,
    sessions,
    transfers,
    viewing,
)
from portal.features.people.services import JOB
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
        ),
        AdminCard(
            id="requests",
            order=12,
            title="Requests for an account",
            sentence="Decide on people who asked for an account with an address of their county.",
            endpoint="people.list_requests",
            permission=permissions.PEOPLE_CREATE,
        ),
        AdminCard(
            id="joining",
            order=14,
            title="How people join",
            sentence="Say which mail domains are a county's, and set up its own sign-in.",
            endpoint="people.show_joining",
            permission=permissions.JOINING_SET,
        ),
        AdminCard(
            id="recoveries",
            order=11,
            title="Getting back in",
            sentence="See who cannot sign in, and confirm after a call who it is.",
            endpoint="people.list_recoveries",
            permission=permissions.PEOPLE_RECOVER,
        ),
    ]


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Bring in people from files that were confirmed; look daily after dormant accounts and the yearly check."""
    dormant, yearly = "Look after dormant accounts", "Ask counties about their people"
    return [
        Job(id=JOB, label="Import people", run=posting.run_imports, every_minutes=1, timeout_seconds=60),
        Job(id="dormant", label=dormant, run=posting.sweep_dormant, every_minutes=DAY, timeout_seconds=600),
        Job(id="yearly", label=yearly, run=posting.ask_counties, every_minutes=DAY, timeout_seconds=600),
    ]
