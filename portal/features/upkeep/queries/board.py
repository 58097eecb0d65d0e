"""Everything that is looked at again and again: pages of the toolkit, and what regions show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts import permissions
from portal.features.regions.queries import RegionView, get_region, list_regions
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import list_pages
from portal.features.upkeep import rules
from portal.features.upkeep.queries.notes import list_notes
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer

PAGES, NOTES = "pages", "notes"
KINDS = {PAGES: "Page", "tools": "Tool", "contacts": "Contact", "worksheets": "Worksheet", NOTES: "Note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """Something to be checked: of a region, or statewide. `number` is the revision of a page that is there now.

    `sets` are the fields a check of a region's item sets; `climbs` after how many days over others hear of it.
    """

    kind: str
    key: str
    title: str
    url: str
    kept_by: str
    last_checked: date | None
    next_check: date | None
    region: RegionView | None = None
    owner_id: int | None = None
    number: int = 0
    place: str = ""
    sets: tuple[str, ...] = ()
    climbs: tuple[int, int] = rules.CLIMBS
    is_withdrawn: bool = False

    @property
    def id(self) -> str:
        """What it is known by wherever it is told of."""
        return "/".join(part for part in (self.region.id if self.region else "", self.kind, self.key, self.place))

    @property
    def kind_label(self) -> str:
        """What it is, in words."""
        return KINDS[self.kind]

    @property
    def state(self) -> str:
        """How it stands today."""
        return rules.WITHDRAWN if self.is_withdrawn else rules.state_of(self.next_check, today())

    @property
    def step(self) -> int:
        """How far it has climbed today."""
        return 0 if self.is_withdrawn else rules.step_of(self.next_check, today(), self.climbs)


@kept_per_epoch
def list_page_things() -> tuple[Thing, ...]:
    """Return the pages of the toolkit with their days of checking, those that are withdrawn last."""
    return tuple(
        Thing(
            kind=PAGES,
            key=page.slug,
            title=page.title,
            url=page.url,
            kept_by=page.owner,
            last_checked=page.last_checked,
            next_check=page.next_check,
            owner_id=page.owner_id,
            number=page.version,
        )
        for page in list_pages()
    ) + tuple(list_withdrawn())


def list_withdrawn() -> list[Thing]:
    """Return the pages that were withdrawn; nobody has to check them."""
    rows = db.session.execute(
        select(Page, PageRevision.title, PageRevision.facts)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_not(None))
        .order_by(PageRevision.title)
    )
    return [
        Thing(
            kind=PAGES,
            key=page.slug,
            title=title,
            url="",
            kept_by=facts["owner"],
            last_checked=page.last_checked,
            next_check=page.next_check,
            owner_id=page.owner_id,
            is_withdrawn=True,
        )
        for page, title, facts in rows
    ]


@kept_per_epoch
def list_region_things(region_id: str) -> tuple[Thing, ...]:
    """Return what a region shows that is looked at again and again, and its notes the statewide text moved under."""
    region = get_region(region_id)
    given = get_host().manager.hook.portal_checked_items(region_id=region_id)
    items = [
        Thing(
            kind=item.kind,
            key=item.key,
            title=item.title,
            url=item.url,
            kept_by=item.owner,
            last_checked=item.last_checked,
            next_check=item.next_check,
            region=region,
            sets=item.sets,
        )
        for some in given
        for item in some
    ]
    return (*items, *note_things(region))


def note_things(region: RegionView) -> list[Thing]:
    """Return a region's notes that wait for a look: their day is the last before readers are told."""
    return [
        Thing(
            kind=NOTES,
            key=note.page.slug,
            place=note.place,
            title=note.page.title,
            url=note.page.url,
            kept_by=region.academy,
            last_checked=None,
            next_check=note.moved_on + rules.SHOWN_AFTER - timedelta(days=1),
            region=region,
            climbs=rules.NOTES_CLIMB,
        )
        for note in list_notes(region.id)
        if note.moved_on
    ]


def list_things(viewer: Viewer) -> list[Thing]:
    """Return everything a person may see the upkeep of, the longest overdue first; of others only pages they own."""
    regions = regions_seen_by(viewer)
    pages = list_page_things()
    if not viewer.may_somewhere(permissions.UPKEEP_VIEW):
        pages = tuple(thing for thing in pages if thing.owner_id == viewer.account_id)
    things = [*pages, *(thing for region in regions for thing in list_region_things(region.id))]
    return sorted(things, key=lambda thing: (thing.is_withdrawn, thing.next_check or today(), thing.title))


def regions_seen_by(viewer: Viewer) -> list[RegionView]:
    """Return the regions whose upkeep a person may see."""
    return [region for region in list_regions() if viewer.may(permissions.UPKEEP_VIEW, region.id)]


def every_thing() -> list[Thing]:
    """Return everything there is to be checked, for the letters."""
    return [*list_page_things(), *(thing for region in list_regions() for thing in list_region_things(region.id))]


def may_check(viewer: Viewer, thing: Thing) -> bool:
    """Say whether a person may say that a thing is still right."""
    if thing.is_withdrawn:
        return False
    if thing.region is None:
        return may_check_page(viewer, thing.owner_id)
    return viewer.may(permissions.NOTES_EDIT if thing.kind == NOTES else permissions.ITEMS_EDIT, thing.region.id)


def may_check_page(viewer: Viewer, owner_id: int | None) -> bool:
    """Say whether a person may say that a page is still right: its owner, and who writes the toolkit."""
    return viewer.may(permissions.TOOLKIT_EDIT) or viewer.account_id == owner_id


def find_item_thing(region_id: str, kind: str, key: str) -> Thing | None:
    """Return an item of a region that can be checked."""
    known = {(thing.kind, thing.key): thing for thing in list_region_things(region_id) if thing.sets}
    return known.get((kind, key))
