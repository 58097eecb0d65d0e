"""What upkeep contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.features.accounts import permissions
from portal.features.upkeep import drawing, posting
from portal.features.upkeep.admin import blueprint, board, notes, pages  # noqa: F401 - they add their addresses
from portal.plugin_host.contributions import AdminCard, PagePiece
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView

DAY = 24 * 60


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on upkeep."""
    app.register_blueprint(blueprint)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Show the notes of the reader's regions on the toolkit's pages, and the click of whoever checks them."""
    return drawing.pieces_for(page)


@hookimpl
def portal_tool_pieces(tool: Any) -> list[PagePiece]:
    """Show the same click on the pages of regions' tools."""
    return drawing.pieces_for_tool(tool)


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Write once a day about what is due."""
    label = "Tell who is to check what"
    return [Job(id="upkeep", label=label, run=posting.remind, every_minutes=DAY, timeout_seconds=600)]


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the board and the notes."""
    return [
        AdminCard(
            id="upkeep",
            order=32,
            title="What is due for a check",
            sentence="See which pages, tools and contacts are to be looked at, and say with one click what is right.",
            endpoint="upkeep.show_board",
            permission=permissions.UPKEEP_VIEW,
        ),
        AdminCard(
            id="notes",
            order=34,
            title="Notes on the toolkit",
            sentence="Add what holds in your region to a statewide page, and look again where the page has changed.",
            endpoint="upkeep.choose_notes",
            permission=permissions.NOTES_EDIT,
        ),
    ]
