"""Read codes: which one a version has, and what a code stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.features.paper import rules
from portal.features.paper.models import PaperCode
from portal.features.paper.queries.recalls import RecallView, recall_of
from portal.features.paper.queries.tools import region_tools, tool_kind
from portal.features.regions.queries import RegionView, find_region
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries import PageLink, pages_by_slug
from portal.foundation.clock import day_in_california
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class CodeView:
    """What a code stands for, and how that is now.

    A region's own tool has no words here: only that it is there, and its region.
    """

    code: str
    state: str
    title: str
    number: int
    made_on: date
    newest: int
    changed_on: date | None
    pages: tuple[PageLink, ...]
    recall: RecallView | None
    region: RegionView | None
    tool_url: str

    @property
    def shown(self) -> str:
        """The code as it is printed."""
        return rules.shown_code(self.code)

    @property
    def is_regions_own(self) -> bool:
        """Whether it is a tool that only the people of a region may see."""
        return self.region is not None and not self.tool_url


@kept_per_epoch
def page_codes() -> Mapping[str, str]:
    """Return the code of every published page's version of now, by slug."""
    rows = db.session.execute(
        select(Page.slug, PaperCode.code)
        .join(PaperCode, (PaperCode.page_id == Page.id) & (PaperCode.number == Page.revision_number))
        .where(Page.withdrawn_at.is_(None))
    )
    return dict(rows.all())


@dataclass(frozen=True, slots=True)
class ToolCode:
    """The code of a tool's version of now, which version that is, and since when."""

    code: str
    number: int
    made_on: date


@kept_per_epoch
def tool_codes(region_id: str) -> Mapping[str, ToolCode]:
    """Return the code of the version of now of every tool of a region, by key."""
    rows = db.session.scalars(select(PaperCode).where(PaperCode.region_id == region_id).order_by(PaperCode.number))
    return {row.key: ToolCode(row.code, row.number, day_in_california(row.made_at)) for row in rows}


def find_code(code: str) -> CodeView | None:
    """Return what a code stands for; None where no version has it, or its region is not there now."""
    row = db.session.get(PaperCode, code)
    if row is None:
        return None
    return view_of_page(row) if row.page_id is not None else view_of_tool(row)


def view_of_page(row: PaperCode) -> CodeView | None:
    """Return how a page is of which this code is one version."""
    page = db.session.execute(
        select(Page.slug, Page.withdrawn_at, Page.revision_number, PageRevision.title, PageRevision.created_at)
        .join(Page.revision)
        .where(Page.id == row.page_id)
    ).one_or_none()
    if page is None:
        return None
    recall = recall_of(rules.Subject(page.slug))
    state = rules.CURRENT if row.number == page.revision_number else rules.SUPERSEDED
    if page.withdrawn_at is not None:
        state = rules.WITHDRAWN
    if recall is not None:
        state = rules.RECALLED
    return CodeView(
        code=row.code,
        state=state,
        title=page.title,
        number=row.number,
        made_on=day_in_california(row.made_at),
        newest=page.revision_number,
        changed_on=day_in_california(page.created_at),
        pages=in_every_language(page.slug) if state in {rules.CURRENT, rules.SUPERSEDED} else (),
        recall=recall,
        region=None,
        tool_url="",
    )


def in_every_language(slug: str) -> tuple[PageLink, ...]:
    """Return a page and the same page in its other languages, English first."""
    own = pages_by_slug().get(slug)
    if own is None:
        return ()
    original = own.translation_of or own.slug
    found = [page for page in pages_by_slug().values() if original in {page.slug, page.translation_of}]
    return tuple(sorted(found, key=lambda page: (page.language != "en", page.language)))


def view_of_tool(row: PaperCode) -> CodeView | None:
    """Return how a region's tool is of which this code is one version; its words only if everybody may read them."""
    region = find_region(row.region_id or "")
    if region is None:
        return None
    tool = region_tools(region.id).get(row.key)
    newest = db.session.scalar(
        select(func.max(PaperCode.number)).where(PaperCode.region_id == row.region_id, PaperCode.key == row.key)
    )
    is_open = tool is not None and tool.for_everyone
    state = rules.CURRENT if row.number == newest else rules.SUPERSEDED
    if tool is None:
        state = rules.WITHDRAWN
    recall = recall_of(rules.Subject(row.key, region.id))
    if recall is not None:
        state = rules.RECALLED
    return CodeView(
        code=row.code,
        state=state,
        title=tool.title if tool is not None and is_open else "",
        number=row.number,
        made_on=day_in_california(row.made_at),
        newest=newest or row.number,
        changed_on=None,
        pages=(),
        recall=recall,
        region=region,
        tool_url=tool_kind().address_of(tool) if is_open else "",
    )
