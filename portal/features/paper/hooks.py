"""What the portal's paper contributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.features.accounts import permissions
from portal.features.paper import admin, drawing, models, routes, services  # noqa: F401 - tables are known from the start
from portal.plugin_host.contributions import AdminCard, PageMark, PagePiece
from portal.plugin_host.markers import hookimpl
from portal.web.cookies import serve_without_cookies

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView
    from portal.plugin_host.declarations import Declared, Remark


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve codes, files and the pages on recalls; who looks a code up is known to nobody."""
    app.register_blueprint(routes.blueprint)
    serve_without_cookies(app, routes.CODES)
    app.register_blueprint(admin.blueprint)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Add files, the foot of the printed page, and the banner of a recall."""
    return drawing.page_pieces(page)


@hookimpl
def portal_tool_pieces(tool: Any) -> list[PagePiece]:
    """Add the same to the page of a region's tool."""
    return drawing.tool_pieces(tool)


@hookimpl
def portal_page_marks() -> Mapping[str, PageMark]:
    """Mark pages that are recalled."""
    return drawing.page_marks()


@hookimpl
def portal_tool_marks() -> Mapping[tuple[str, str], PageMark]:
    """Mark tools of regions that are recalled."""
    return drawing.tool_marks()


@hookimpl
def portal_paper_codes(region_id: str | None) -> Mapping[str, str]:
    """Give the codes of what is printed."""
    return drawing.shown_codes(region_id)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Give a code to what was there before there were codes."""
    services.fill_in_codes()
    return []


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the recalls."""
    return [
        AdminCard(
            id="recalls",
            order=45,
            title="Recalls",
            sentence="Call a page or a tool back, confirm what somebody else calls back, or lift a recall.",
            endpoint="recalls.list_recalls",
            permission=permissions.TOOLKIT_RECALL,
        )
    ]
