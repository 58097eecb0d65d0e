"""What a sheet's page in the toolkit and the page for partners get: the address to show a parent, and its square."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno

from portal.features.families.queries import languages_of, link_of, list_films, list_sheets
from portal.features.toolkits.queries import pages_by_slug
from portal.infrastructure.epoch import kept_per_epoch
from portal.web.settings import settings_here
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from markupsafe import Markup

BORDER = 4


@kept_per_epoch
def share_panel(slug: str) -> Markup:
    """Return the panel with which a worker shows a sheet to a parent."""
    link, address = link_of(pages_by_slug()[slug]), settings_here().public_url
    square = segno.make(address + link.url, error="m", micro=False)
    return render_shared(
        "families/_share.html",
        link=link,
        address=address + link.url,
        others=tuple(other for other in languages_of(slug) if other.slug != slug),
        path=path_of(square),
        side=square.symbol_size(border=BORDER)[0],
    )


def path_of(square: segno.QRCode) -> str:
    """Return a square's dark parts as the path of a picture."""
    return "".join(
        f"M{column} {row}h1v1h-1z"
        for row, parts in enumerate(square.matrix_iter(border=BORDER))
        for column, dark in enumerate(parts)
        if dark
    )


@kept_per_epoch
def sheets_panel() -> Markup:
    """Return the list of sheets that a parent partner can hand on."""
    return render_shared("families/_sheets.html", sheets=list_sheets())


@kept_per_epoch
def films_panel() -> Markup:
    """Return the films that can be watched, each leading to its page; nothing of them is asked for here."""
    return render_shared("families/_films.html", films=list_films())
