"""What upkeep adds to a page of the toolkit for its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import current_viewer
from portal.features.toolkits.queries import with_terms
from portal.features.upkeep import queries, rules
from portal.plugin_host.contributions import PagePiece
from portal.web.slots import render_own, render_shared

if TYPE_CHECKING:
    from markupsafe import Markup

    from portal.features.accounts.queries import Viewer
    from portal.features.toolkits.queries import PageView
    from portal.features.upkeep.queries import NoteView

NOTES_FIRST, CHECKS_LAST = 100, 900


def pieces_for(page: PageView) -> list[PagePiece]:
    """Return what a signed-in reader is shown on a page beside its text; strangers are shown nothing more."""
    viewer = current_viewer()
    if viewer is None:
        return []
    return [*notes_for(page, viewer), *ways_for(page, viewer), *checks_for(page, viewer)]


def checks_for(page: PageView, viewer: Viewer) -> list[PagePiece]:
    """Return the click that says a page is still right, for its owner and who writes the toolkit."""
    if not queries.may_check_page(viewer, page.owner_id):
        return []
    html = render_own(
        "upkeep/_check.html",
        url=url_for("upkeep.check_page", slug=page.slug),
        number=page.version,
        back=page.url,
        more_url=url_for("upkeep.show_page", slug=page.slug) if viewer.may(permissions.TOOLKIT_EDIT) else None,
    )
    return [PagePiece(place="actions", order=CHECKS_LAST, html=html)]


def pieces_for_tool(tool: Any) -> list[PagePiece]:
    """Return the click that says a region's tool is still right, for who edits what the region shows."""
    viewer = current_viewer()
    if viewer is None or not viewer.may(permissions.ITEMS_EDIT, tool.region.id):
        return []
    url = url_for("upkeep.check_item", where=tool.region.id, kind="tools", key=tool.id)
    html = render_own("upkeep/_check.html", url=url, number=None, back=tool.url, more_url=None)
    return [PagePiece(place="actions", order=CHECKS_LAST, html=html)]


def notes_for(page: PageView, viewer: Viewer) -> list[PagePiece]:
    """Return the notes of the reader's regions, and of no other."""
    notes = queries.notes_on(page.slug, tuple(region.id for region in viewer.regions))
    shown = {term for note in notes for term in note.terms if f'id="term-{term}"' in page.html}
    pieces = []
    for note in notes:
        pieces.append(PagePiece(place=note.place, order=NOTES_FIRST, html=drawn(note, viewer, shown)))
        shown |= set(note.terms)
    return pieces


def drawn(note: NoteView, viewer: Viewer, shown: set[str]) -> Markup:
    """Return a note; words whose cards are on the page already bring none."""
    may_edit = viewer.may(permissions.NOTES_EDIT, note.region.id)
    return render_shared(
        "upkeep/_note.html",
        note=note,
        html=with_terms(note.html, tuple(term for term in note.terms if term not in shown)),
        lead=queries.leads_of(note.region.id).get(note.lead),
        edit_url=note_url(note.region.id, note.page.slug, note.place) if may_edit else None,
    )


def note_url(region_id: str, slug: str, place: str) -> str:
    """Return the address at which a note is written."""
    return url_for("upkeep.show_note", where=region_id, slug=slug, spot=place)


def ways_for(page: PageView, viewer: Viewer) -> list[PagePiece]:
    """Return the ways to write a note, for editors of the reader's regions."""
    mine = [region for region in viewer.regions if viewer.may(permissions.NOTES_EDIT, region.id)]
    taken = {(note.region.id, note.place) for note in queries.notes_on(page.slug, tuple(region.id for region in mine))}
    ways = [
        (region, label, note_url(region.id, page.slug, place))
        for region in mine
        for place, label in rules.PLACES.items()
        if (region.id, place) not in taken
    ]
    return [PagePiece(place="actions", order=800, html=render_shared("upkeep/_ways.html", ways=ways))] if ways else []
