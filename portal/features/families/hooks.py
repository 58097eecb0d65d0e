"""What the pages for families contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.families import drawing, queries, rules
from portal.features.families.routes import family
from portal.features.toolkits.rules import SHEET
from portal.plugin_host.contributions import PagePiece, SiteGroup, SiteLink
from portal.plugin_host.markers import hookimpl
from portal.web.cookies import serve_without_cookies

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView

FOR_PARTNERS = "for-partners"  # the page of the toolkit that leads to the sheets


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages for families, and let nobody be known there."""
    app.register_blueprint(family.blueprint)
    serve_without_cookies(app, rules.ADDRESS)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Put on a sheet's page the way to show it to a parent, and the sheets on the page for partners."""
    if page.kind == SHEET:
        return [PagePiece(place="actions", html=drawing.share_panel(page.slug), order=100)]
    if page.slug == FOR_PARTNERS:
        return [PagePiece(place="after-text", html=drawing.sheets_panel())]
    return []


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the pages for families, which anybody may open."""
    links = [SiteLink(title=link.title, url=link.url) for languages in queries.list_sheets() for link in languages]
    return [SiteGroup(title="For families", links=(SiteLink(title="All sheets", url=rules.ADDRESS), *links))]
