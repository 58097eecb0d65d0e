"""What other features add to the pages of the toolkit and of regions' tools, and the marks titles bear in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from portal.features.toolkits.queries import translations_by_slug
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.features.toolkits.queries import PageLink, PageView
    from portal.plugin_host.contributions import PageMark, PagePiece

PLACES = ("notice", "after-summary", "after-text", "facts", "actions", "foot", "paper")


def pieces_of(page: PageView) -> dict[str, Markup]:
    """Return what goes to each place of a page (for templates); a place with nothing is empty."""
    return arranged(get_host().manager.hook.portal_page_pieces(page=page))


def tool_pieces_of(tool: Any) -> dict[str, Markup]:
    """Return what goes to each place of the page of a region's tool (for templates)."""
    return arranged(get_host().manager.hook.portal_tool_pieces(tool=tool))


def arranged(given: Iterable[Iterable[PagePiece]]) -> dict[str, Markup]:
    """Return the pieces that features gave as one piece for each place."""
    pieces = sorted((piece for some in given for piece in some), key=lambda piece: piece.order)
    return {place: Markup("\n").join(piece.html for piece in pieces if piece.place == place) for place in PLACES}


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


@kept_per_epoch
def tool_marks() -> dict[tuple[str, str], PageMark]:
    """Return the marks of all regions' tools by region and key."""
    return {place: mark for marks in get_host().manager.hook.portal_tool_marks() for place, mark in marks.items()}


def tool_mark_of(tool: Any) -> PageMark | None:
    """Return the mark of a region's tool, if it bears one (for templates)."""
    return tool_marks().get((tool.region.id, tool.id))
