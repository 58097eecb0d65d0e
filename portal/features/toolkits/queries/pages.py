"""Sections and pages of the toolkit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.toolkits import rules
from portal.features.toolkits.models import Page, PageRevision, Toolkit
from portal.features.toolkits.queries.links import (
    PageLink,
    SectionView,
    list_pages,
    list_pages_of,
    list_sections,
    pages_by_slug,
    translations_by_slug,
    without_doubles,
)
from portal.features.toolkits.queries.words import with_terms
from portal.foundation.clock import day_in_california, today
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.vocabulary import AGES, AUDIENCES, ELEMENTS, PHASES, labels
from portal.infrastructure.epoch import kept_per_epoch
from portal.infrastructure.markup.markdown import Heading


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as its reader sees it."""

    slug: str
    title: str
    summary: str
    kind: str
    html: Markup
    audience_labels: tuple[str, ...]
    element_label: str | None
    phase_labels: tuple[str, ...]
    age_labels: tuple[str, ...]
    language: str
    awaiting: str | None
    version: int
    changed_on: date
    owner: str
    last_checked: date
    next_check: date
    freshness: str
    owner_id: int | None
    credits: tuple[str, ...]
    rights: str | None
    related: tuple[PageLink, ...]
    instead_of: tuple[PageLink, ...]
    tools: tuple[PageLink, ...]
    companions: tuple[PageLink, ...]
    translations: tuple[PageLink, ...]
    headings: tuple[Heading, ...]
    section: SectionView
    siblings: tuple[PageLink, ...]
    previous_section: SectionView | None
    next_section: SectionView | None
    link: PageLink

    @property
    def url(self) -> str:
        """The page's address."""
        return self.link.url

    @property
    def awaiting_label(self) -> str:
        """What the page waits for, in words; empty if it waits for nothing."""
        return rules.awaited(self.awaiting) if self.awaiting else ""

    @property
    def companion_groups(self) -> tuple[tuple[str, tuple[PageLink, ...]], ...]:
        """What belongs to this tool, under a heading for each kind of it."""
        return tuple(
            (heading, found)
            for kind, heading in rules.COMPANY.items()
            if (found := tuple(link for link in self.companions if link.kind == kind))
        )

    @property
    def is_overdue(self) -> bool:
        """Whether its next check is late."""
        return self.freshness == rules.OVERDUE

    @property
    def is_due(self) -> bool:
        """Whether its next check is near."""
        return self.freshness == rules.DUE


def list_fingerprints() -> frozenset[str]:
    """Return the marks of the packs the toolkits were last brought in from."""
    return frozenset(db.session.scalars(select(Toolkit.fingerprint)))


@kept_per_epoch
def get_page(slug: str) -> PageView:
    """Return a published page, or refuse."""
    page = db.session.scalar(
        select(Page).where(Page.slug == slug, Page.withdrawn_at.is_(None)).options(joinedload(Page.revision))
    )
    if page is None or page.revision is None:
        raise NotFound
    return view_of(page.slug, page.revision)


def view_of(slug: str, revision: PageRevision) -> PageView:
    """Return a revision as its reader sees it."""
    facts: dict[str, Any] = revision.facts
    link = pages_by_slug()[slug]
    sections = list_sections()
    place = next(n for n, section in enumerate(sections) if section.slug == link.section)
    return PageView(
        slug=slug,
        title=revision.title,
        summary=revision.summary,
        kind=revision.kind,
        html=with_terms(revision.html, tuple(revision.terms)),
        audience_labels=labels(facts["audience"], AUDIENCES),
        element_label=ELEMENTS.get(facts["element"]),
        phase_labels=labels(facts["phases"], PHASES),
        age_labels=labels(facts.get("ages", ()), AGES),
        language=link.language,
        awaiting=facts.get("awaiting"),
        version=revision.number,
        changed_on=day_in_california(revision.created_at),
        owner=facts["owner"],
        last_checked=link.last_checked,
        next_check=link.next_check,
        freshness=rules.freshness(link.next_check, today()),
        owner_id=link.owner_id,
        credits=tuple(facts["credits"]),
        rights=facts["rights"],
        related=list_pages_of(tuple(facts["related"])),
        instead_of=list_pages_of(tuple(facts.get("instead_of", ()))),
        tools=list_pages_of(link.tools),
        companions=without_doubles(tuple(other for other in list_pages() if slug in other.tools)),
        translations=translations_by_slug().get(slug, ()),
        headings=tuple(Heading(row["id"], row["text"]) for row in revision.headings["list"]),
        section=sections[place],
        siblings=siblings_of(link),
        previous_section=sections[place - 1] if place else None,
        next_section=sections[place + 1] if place + 1 < len(sections) else None,
        link=link,
    )


def siblings_of(link: PageLink) -> tuple[PageLink, ...]:
    """Return the pages of a page's section that its menu names, itself marked: sheets of paper stand beside tools."""
    return tuple(
        replace(page, is_current=page.slug == link.slug)
        for page in list_pages()
        if page.section == link.section and (page.kind not in rules.BESIDE_TOOLS or page.slug == link.slug)
    )
