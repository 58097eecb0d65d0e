"""The notes of a region: as its people read them, and as its editors look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from portal.features.regions.queries import RegionView, get_region
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import PageLink, pages_by_slug
from portal.features.upkeep import rules
from portal.features.upkeep.models import LocalNote
from portal.features.upkeep.rules import Statewide
from portal.foundation.clock import day_in_california, today
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.shelf import list_kinds
from portal.plugin_host.visibility import in_region

if TYPE_CHECKING:
    from collections.abc import Iterable

Leads = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class NoteView:
    """A region's note on a page. `lead` is the kind and key of the region's item it leads to, if any.

    `moved_on` is since when the statewide text has been another than the note is for.
    """

    id: int
    page: PageLink
    region: RegionView
    place: str
    html: str
    terms: tuple[str, ...]
    lead: tuple[str, str]
    moved_on: date | None
    changed_at: datetime

    @property
    def place_label(self) -> str:
        """Where it stands, in words."""
        return rules.PLACES[self.place]

    @property
    def is_late(self) -> bool:
        """Whether readers are told that nobody has confirmed it since."""
        return rules.is_late(self.moved_on, today())


@kept_per_epoch
def list_notes(region_id: str) -> tuple[NoteView, ...]:
    """Return a region's notes on published pages: those the statewide text has moved under first, then by page."""
    rows = db.session.execute(
        select(LocalNote, Page.slug, Page.revision_number)
        .join(Page, Page.id == LocalNote.page_id)
        .where(LocalNote.region_id == region_id)
    ).all()
    pages = pages_by_slug()
    texts = texts_since(note for note, _, newest in rows if note.kept_under < newest)
    views = [
        NoteView(
            id=note.id,
            page=pages[slug],
            region=get_region(region_id),
            place=note.place,
            html=note.html,
            terms=tuple(note.terms),
            lead=(note.leads_kind, note.leads_key),
            moved_on=rules.moved_on(texts[note.id]) if note.id in texts else None,
            changed_at=note.changed_at,
        )
        for note, slug, _ in rows
        if slug in pages
    ]
    return tuple(sorted(views, key=lambda view: (view.moved_on or date.max, view.page.title, view.place)))


@kept_per_epoch
def notes_on(slug: str, region_ids: tuple[str, ...]) -> tuple[NoteView, ...]:
    """Return the notes of some regions on a page, in the order of the regions."""
    return tuple(note for region_id in region_ids for note in list_notes(region_id) if note.page.slug == slug)


def texts_since(notes: Iterable[LocalNote]) -> dict[int, list[Statewide]]:
    """Return what the pages of notes said since each was confirmed, oldest first, by note."""
    ids = [note.id for note in notes]
    if not ids:
        return {}
    rows = db.session.execute(
        select(LocalNote.id, PageRevision)
        .join(
            PageRevision,
            and_(PageRevision.page_id == LocalNote.page_id, PageRevision.number >= LocalNote.kept_under),
        )
        .join(Page, and_(Page.id == PageRevision.page_id, PageRevision.number <= Page.revision_number))
        .where(LocalNote.id.in_(ids))
        .order_by(LocalNote.id, PageRevision.number)
    )
    found: dict[int, list[Statewide]] = {}
    for note_id, row in rows:
        said = Statewide(row.number, day_in_california(row.created_at), row.title, row.summary, row.body)
        found.setdefault(note_id, []).append(said)
    return found


@kept_per_epoch
def leads_of(region_id: str) -> Leads:
    """Return what notes of a region may lead to: words and address of each item on its pages, by kind and key."""
    found: Leads = {}
    for kind_key, kind in list_kinds().items():
        if kind_key in rules.LEADS_TO:
            shown = select(kind.model).where(in_region(kind.model, region_id)).order_by(kind.model.order)
            for row in db.session.scalars(shown):
                found[kind_key, row.key] = (kind.title_of(row), kind.address_of(row))
    return found


def lead_choices(region_id: str) -> list[tuple[str, str]]:
    """Return what a note of a region may lead to, for a form: value and words."""
    nouns = {key: kind.noun.capitalize() for key, kind in list_kinds().items()}
    return [(f"{kind}/{key}", f"{nouns[kind]}: {words}") for (kind, key), (words, _) in leads_of(region_id).items()]


def find_page(slug: str) -> Page:
    """Return a published page with what it says now, or refuse."""
    page = db.session.scalar(
        select(Page)
        .where(Page.slug == slug, Page.withdrawn_at.is_(None))
        .options(joinedload(Page.revision))
        .execution_options(populate_existing=True)
    )
    if page is None or page.revision is None:
        raise NotFound
    return page


def find_note(page: Page, region_id: str, place: str) -> LocalNote | None:
    """Return a region's note at a place of a page, as it is in the database now."""
    return db.session.scalar(
        select(LocalNote)
        .where(LocalNote.page_id == page.id, LocalNote.region_id == region_id, LocalNote.place == place)
        .execution_options(populate_existing=True)
    )


def link_of(page: Page) -> PageLink:
    """Return a published page as lists show it."""
    return pages_by_slug()[page.slug]
