"""Sections and pages as menus, lists and links show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from portal.features.toolkits import rules
from portal.features.toolkits.models import Page, PageRevision, Section
from portal.foundation.clock import day_in_california
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch

SHOWN_IN_LISTS = ("kind", "title", "summary", "facts", "number", "created_at")


@dataclass(frozen=True, slots=True)
class SectionView:
    """A section as the menu shows it."""

    number: int
    slug: str
    label: str
    summary: str

    @property
    def url(self) -> str:
        """The section's address."""
        return rules.section_address(self.slug)

    @property
    def icon(self) -> str:
        """The name of its picture."""
        return self.slug


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page as lists show it."""

    slug: str
    section: str
    kind: str
    title: str
    summary: str
    element: str | None = None
    audience: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    language: str = "en"
    translation_of: str | None = None
    version: int = 1
    changed_on: date = date.min
    last_checked: date = date.min
    next_check: date = date.max
    owner_id: int | None = None
    is_current: bool = False

    @property
    def kind_label(self) -> str:
        """What kind of page it is, in words."""
        return rules.KINDS[self.kind]

    @property
    def url(self) -> str:
        """The page's address."""
        return rules.page_address(self.section, self.slug, self.kind)


@kept_per_epoch
def list_sections() -> tuple[SectionView, ...]:
    """Return the sections with a published page, in menu order."""
    is_published = exists().where(Page.section_id == Section.id, Page.withdrawn_at.is_(None))
    rows = db.session.scalars(select(Section).where(is_published).order_by(Section.position))
    return tuple(SectionView(number, row.slug, row.label, row.summary) for number, row in enumerate(rows, 1))


@kept_per_epoch
def list_pages() -> tuple[PageLink, ...]:
    """Return every published page in the order of sections and of places in them."""
    rows = db.session.execute(
        select(Page, Section.slug, *(getattr(PageRevision, name) for name in SHOWN_IN_LISTS))
        .join(Section, Section.id == Page.section_id)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_(None))
        .order_by(Section.position, Page.position, Page.slug)
    )
    return tuple(
        PageLink(
            slug=page.slug,
            section=section,
            kind=kind,
            title=title,
            summary=summary,
            element=facts["element"],
            audience=tuple(facts["audience"]),
            phases=tuple(facts["phases"]),
            ages=tuple(facts.get("ages", ())),
            tools=tuple(facts.get("tools", ())),
            language=facts.get("language", "en"),
            translation_of=facts.get("translation_of"),
            version=number,
            changed_on=day_in_california(created_at),
            last_checked=page.last_checked,
            next_check=page.next_check,
            owner_id=page.owner_id,
        )
        for page, section, kind, title, summary, facts, number, created_at in rows
    )


@kept_per_epoch
def pages_by_slug() -> dict[str, PageLink]:
    """Return every published page by its slug."""
    return {page.slug: page for page in list_pages()}


@kept_per_epoch
def page_addresses() -> dict[str, str]:
    """Return the address of every published page by its slug."""
    rows = db.session.execute(
        select(Page.slug, Section.slug, PageRevision.kind)
        .join(Section, Section.id == Page.section_id)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_(None))
    )
    return {slug: rules.page_address(section, slug, kind) for slug, section, kind in rows}


def list_pages_of(slugs: tuple[str, ...]) -> tuple[PageLink, ...]:
    """Return the pages of these slugs that are published, in the order of the slugs."""
    known = pages_by_slug()
    return tuple(known[slug] for slug in slugs if slug in known)
