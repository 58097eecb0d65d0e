"""What upkeep contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.upkeep import drawing
from portal.features.upkeep.admin import blueprint, notes  # noqa: F401 - it adds its addresses
from portal.plugin_host.contributions import AdminCard, PagePiece
from portal.plugin_host.markers import hookimpl

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages on upkeep."""
    app.register_blueprint(blueprint)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Show the notes of the reader's regions on the toolkit's pages."""
    return drawing.pieces_for(page)


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the notes."""
    return [
        AdminCard(
            id="notes",
            order=34,
            title="Notes on the toolkit",
            sentence="Add what holds in your region to a statewide page, and look again where the page has changed.",
            endpoint="upkeep.choose_notes",
            permission=permissions.NOTES_EDIT,
        ),
    ]
