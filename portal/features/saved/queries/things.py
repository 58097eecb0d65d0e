"""What can be kept: pages of the toolkit, and tools of regions, which another feature keeps as items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlalchemy import select

from portal.features.regions.queries import RegionView, find_region
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.shelf import list_kinds
from portal.plugin_host.visibility import in_region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.features.accounts.queries import Viewer

TOOLS = "tools"
LARGEST_MARK = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Thing:
    """A page of the toolkit or, with a region, one of its tools. `mark` is another number whenever its text is."""

    key: str
    title: str
    summary: str
    url: str
    language: str
    mark: int
    changed_on: date | None = None
    region: RegionView | None = None
    for_everyone: bool = True

    @property
    def region_id(self) -> str:
        """Whose it is: a region's key, nothing for the toolkit."""
        return self.region.id if self.region else ""

    @property
    def noun(self) -> str:
        """What it is called in a sentence."""
        return "tool" if self.region else "page"


@kept_per_epoch
def pages() -> dict[str, Thing]:
    """Return the toolkit's pages by slug."""
    return {
        slug: Thing(slug, link.title, link.summary, link.url, link.language, link.version, link.changed_on)
        for slug, link in pages_by_slug().items()
    }


@kept_per_epoch
def withdrawn_titles() -> dict[str, str]:
    """Return the titles of pages that were taken away from readers, by slug."""
    statement = select(Page.slug, PageRevision.title).join(Page.revision).where(Page.withdrawn_at.is_not(None))
    return dict(db.session.execute(statement).all())


@kept_per_epoch
def tools_of(region: RegionView) -> dict[str, Thing]:
    """Return a region's tools that are on its pages, by key."""
    kind = list_kinds().get(TOOLS)
    if kind is None:
        return {}
    rows: Iterable[Any] = db.session.scalars(select(kind.model).where(in_region(kind.model, region.id)))
    return {
        row.key: Thing(
            key=row.key,
            title=kind.title_of(row),
            summary=row.summary,
            url=kind.address_of(row),
            language=row.language,
            mark=crc32("\n".join((row.title, row.summary, row.target, row.html)).encode()) & LARGEST_MARK,
            region=region,
            for_everyone=row.for_everyone,
        )
        for row in rows
    }


def find_thing(viewer: Viewer, region_id: str, key: str) -> Thing | None:
    """Return what a person may see of this name, if there is such a thing."""
    if not region_id:
        return pages().get(key)
    region = find_region(region_id)
    thing = tools_of(region).get(key) if region else None
    if thing is None or region is None:
        return None
    return thing if thing.for_everyone or viewer.may_enter(region) else None


def along_with(region_id: str, key: str) -> frozenset[str]:
    """Return what a recall of a page takes along: the page, and what is written from it in other languages."""
    if region_id:
        return frozenset({key})
    return frozenset({key, *(page.slug for page in pages_by_slug().values() if page.translation_of == key)})
