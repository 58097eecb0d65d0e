"""What writing the toolkit contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.authoring import models  # noqa: F401 - its tables are known from the start
from portal.features.authoring.admin import (  # noqa: F401 - they add their addresses
    blueprint,
    links,
    listing,
    pictures,
)
from portal.features.authoring.services import links as asking
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.host import get_host
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on the toolkit."""
    app.register_blueprint(blueprint)


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Ask addresses outside the portal whether they are still there, where the operator wants it."""
    return [Job(id="links", label="Ask outside links", run=ask_outside, every_minutes=60, timeout_seconds=300)]


def ask_outside() -> None:
    """Ask a few of the addresses that are due; none is asked more often than once a week."""
    if settings_here().check_outside_links:
        asking.ask_outside(is_local_allowed=get_host().is_local_fetched)


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
