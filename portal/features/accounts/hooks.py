"""What accounts contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import admin, permissions, posting, routes
from portal.features.accounts.session import current_viewer, gate, install_login
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job
from portal.web.guards import install_guards

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Know who is signed in, guard every address, and serve the pages on people."""
    install_login(app)
    install_guards(app, gate)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(admin.blueprint)
    app.context_processor(lambda: {"viewer": current_viewer()})


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
    """Send the mail that waits."""
    return [Job(id="mail", label="Send mail", run=posting.send_mail, every_minutes=1, timeout_seconds=300)]
