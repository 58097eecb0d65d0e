"""What other features add to the pages of the toolkit, and the marks their titles bear in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from portal.features.toolkits.queries import translations_by_slug
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from portal.features.toolkits.queries import PageLink, PageView
    from portal.plugin_host.contributions import PageMark


def pieces_of(page: PageView) -> dict[str, Markup]:
    """Return what goes to each place of a page (for templates); a place with nothing is empty."""
    given = get_host().manager.hook.portal_page_pieces(page=page)
    pieces = sorted((piece for some in given for piece in some), key=lambda piece: piece.order)
    return {
        place: Markup("\n").join(piece.html for piece in pieces if piece.place == place)
        for place in ("notice", "after-summary", "after-text", "facts", "actions", "foot")
    }


@kept_per_epoch
def page_marks() -> dict[str, PageMark]:
    """Return the marks of all pages by slug."""
    return {slug: mark for marks in get_host().manager.hook.portal_page_marks() for slug, mark in marks.items()}


def mark_of(slug: str) -> PageMark | None:
    """Return the mark of a page, if it bears one (for templates)."""
    return page_marks().get(slug)


def also_in(slug: str) -> tuple[PageLink, ...]:
    """Return the same page in its other languages (for templates)."""
    return translations_by_slug().get(slug, ())
