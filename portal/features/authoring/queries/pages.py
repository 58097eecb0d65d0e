"""All pages as those who write them see them: published or not, with drafts and what is planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from portal.features.authoring import rules
from portal.features.authoring.models import PageChange, PageDraft
from portal.features.toolkits.models import PackOffer, Page, PageRevision, Section
from portal.features.toolkits.rules import KINDS, page_address
from portal.foundation.database import db
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page as the list shows it. A page that was never published has version 0."""

    slug: str
    title: str
    section: str
    section_label: str
    kind_label: str
    url: str
    owner: str
    version: int
    changed_at: datetime | None
    states: tuple[str, ...]


def list_rows() -> tuple[PageRow, ...]:
    """Return every page in the order of sections and of places in them, in three questions."""
    drafts, changes, offers = newest_drafts(), open_changes(), set(db.session.scalars(select(PackOffer.page_id)))
    rows = db.session.execute(
        select(Page, Section.slug, Section.label, PageRevision.title, PageRevision.kind, PageRevision.created_at)
        .add_columns(PageRevision.facts)
        .join(Section, Section.id == Page.section_id)
        .outerjoin(Page.revision)
        .order_by(Section.position, Page.position, Page.slug)
    )
    return tuple(
        PageRow(
            slug=page.slug,
            title=title or drafts[page.id]["title"] if page.id in drafts or title else page.slug,
            section=section,
            section_label=label,
            kind_label=KINDS.get(kind or drafts.get(page.id, {}).get("kind", ""), ""),
            url=page_address(section, page.address or page.slug, kind or ""),
            owner=(facts or drafts.get(page.id, {}).get("facts") or {}).get("owner", ""),
            version=page.revision_number,
            changed_at=created_at,
            states=states_of(page, changes.get(page.id, ()), has_draft=page.id in drafts, has_offer=page.id in offers),
        )
        for page, section, label, title, kind, created_at, facts in rows
    )


def states_of(page: Page, states: Iterable[str], *, has_draft: bool, has_offer: bool) -> tuple[str, ...]:
    """Return how a page stands, by the keys of rules.STATES, the first being what readers see."""
    shown = rules.WITHDRAWN if page.withdrawn_at else rules.LIVE
    first = shown if page.revision_number else rules.NEW
    also = {rules.DRAFT: has_draft, rules.OFFERED: has_offer} | dict.fromkeys(states, True)
    return (first, *(state for state in rules.STATES if also.get(state)))


def newest_drafts() -> dict[int, dict[str, Any]]:
    """Return the content of every page's draft by the page's id."""
    newest = select(PageDraft.page_id, func.max(PageDraft.number).label("number")).group_by(PageDraft.page_id)
    last = newest.subquery()
    rows = db.session.execute(
        select(PageDraft.page_id, PageDraft.content).join(
            last, (last.c.page_id == PageDraft.page_id) & (last.c.number == PageDraft.number)
        )
    )
    return {row.page_id: row.content for row in rows}


def open_changes() -> dict[int, tuple[str, ...]]:
    """Return the states of changes that wait, by the page's id."""
    waiting = select(PageChange.page_id, PageChange.state).where(PageChange.state.in_(rules.WAITING))
    found: dict[int, tuple[str, ...]] = {}
    for page_id, state in db.session.execute(waiting):
        found[page_id] = (*found.get(page_id, ()), state)
    return found


def find_page(slug: str) -> Page:
    """Return a page with what it says now, published or not, as it is at this moment; or refuse."""
    statement = select(Page).where(Page.slug == slug).options(joinedload(Page.revision))
    page = db.session.scalar(statement.execution_options(populate_existing=True))
    if page is None:
        raise NotFound
    return page
