"""What the pages for families contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.families import admin, drawing, models, queries, services  # noqa: F401 - the table is known from the start
from portal.features.families.routes import family, films
from portal.features.families.rules import sheets
from portal.features.toolkits.rules import SHEET
from portal.plugin_host.contributions import AdminCard, PagePiece, SiteGroup, SiteLink
from portal.plugin_host.markers import hookimpl
from portal.web.cookies import serve_without_cookies

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.toolkits.queries import PageView
    from portal.plugin_host.declarations import Waiting

FOR_PARTNERS, VIDEOS = "for-partners", "videos"  # pages of the toolkit that lead to the sheets and the films


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the pages for families, where nobody is known, and the films with the editors' pages on them."""
    app.register_blueprint(family.blueprint)
    app.register_blueprint(films.blueprint)
    app.register_blueprint(admin.blueprint)
    serve_without_cookies(app, sheets.ADDRESS)


@hookimpl
def portal_page_pieces(page: PageView) -> list[PagePiece]:
    """Put on a sheet's page the way to show it to a parent, and sheets and films on the pages that lead to them."""
    if page.kind == SHEET:
        return [PagePiece(place="actions", html=drawing.share_panel(page.slug), order=100)]
    if page.slug == FOR_PARTNERS:
        return [PagePiece(place="after-text", html=drawing.sheets_panel())]
    if page.slug == VIDEOS:
        return [PagePiece(place="after-text", html=drawing.films_panel())]
    return []


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the pages for families and the films, which anybody may open."""
    films = [SiteLink(title=film.title, url=film.url) for film in queries.list_films()]
    links = [SiteLink(title=link.title, url=link.url) for languages in queries.list_sheets() for link in languages]
    groups = [SiteGroup(title="For families", links=(SiteLink(title="All sheets", url=sheets.ADDRESS), *links))]
    return [*groups, SiteGroup(title="Films", links=tuple(films))] if films else groups


@hookimpl
def portal_admin_cards() -> list[AdminCard]:
    """Lead from the staff's first page to the films."""
    return [
        AdminCard(
            id="films",
            order=60,
            title="Films",
            sentence="Bring in a film with its captions and transcript, and say when it can be watched.",
            endpoint="film_admin.list_films",
            permission=permissions.TOOLKIT_EDIT,
        )
    ]


@hookimpl
def portal_waiting() -> list[Waiting]:
    """Name the films that wait for a second person."""
    return services.list_waiting()
