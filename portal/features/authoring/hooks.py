"""What writing the toolkit contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.authoring import models, posting  # noqa: F401 - its tables are known from the start
from portal.features.authoring.admin import (  # noqa: F401 - they add their addresses
    aiding,
    blueprint,
    editing,
    links,
    listing,
    overview,
    pictures,
    placing,
    previewing,
    publishing,
    reviewing,
    versions,
)
from portal.features.authoring.services import links as asking
from portal.features.authoring.services.handing import list_unfinished
from portal.features.authoring.services.waiting import list_waiting
from portal.plugin_host.contributions import AdminCard
from portal.plugin_host.host import get_host
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Unfinished, Waiting

DAY = 24 * 60


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on the toolkit."""
    app.register_blueprint(blueprint)


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
        AdminCard(
            id="reviews",
            order=31,
            title="Reviews and plans",
            sentence="Look at pages before they are published; see what is planned.",
            endpoint="authoring.list_changes",
            permission=permissions.TOOLKIT_REVIEW,
        ),
    ]


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Do what was planned for a moment; write to reviewers; ask outside addresses, where the operator wants it."""
    return [
        Job(id="reviews", label="Tell reviewers what waits for them", run=posting.tell_reviewers, every_minutes=DAY),
        Job(id="plans", label="Publish what is planned", run=posting.do_planned, every_minutes=1),
        Job(id="links", label="Ask outside links", run=ask_outside, every_minutes=60, timeout_seconds=300),
    ]


@hookimpl
def portal_unfinished(account_id: int) -> list[Unfinished]:
    """Name the drafts that wait for their author."""
    return list_unfinished(account_id)


@hookimpl
def portal_waiting() -> list[Waiting]:
    """Name the changes of pages that wait for a second person."""
    return list_waiting()
