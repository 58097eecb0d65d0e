"""Sections and pages as menus, lists and links show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select

from portal.features.toolkits import rules
from portal.features.toolkits.models import OldAddress, Page, PageRevision, Section
from portal.foundation.clock import day_in_california
from portal.foundation.database import db
from portal.foundation.vocabulary import LANGUAGES, RIGHT_TO_LEFT
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
    owner: str = ""
    owner_id: int | None = None
    is_current: bool = False
    address: str | None = None

    @property
    def kind_label(self) -> str:
        """What kind of page it is, in words."""
        return rules.KINDS[self.kind]

    @property
    def short_title(self) -> str:
        """Its title where a heading already says what kind of page it is."""
        return rules.short_title(self.title, self.kind)

    @property
    def language_label(self) -> str:
        """Its language, in its own words."""
        return LANGUAGES[self.language]

    @property
    def direction(self) -> str:
        """The way it is read."""
        return "rtl" if self.language in RIGHT_TO_LEFT else "ltr"

    @property
    def url(self) -> str:
        """The page's address."""
        return rules.page_address(self.section, self.address or self.slug, self.kind)


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
            owner=facts["owner"],
            owner_id=page.owner_id,
            address=page.address,
        )
        for page, section, kind, title, summary, facts, number, created_at in rows
    )


@kept_per_epoch
def pages_by_slug() -> dict[str, PageLink]:
    """Return every published page by its slug."""
    return {page.slug: page for page in list_pages()}


@kept_per_epoch
def translations_by_slug() -> dict[str, tuple[PageLink, ...]]:
    """Return the same page in its other languages, for every page that is there in more than one."""
    same: dict[str, list[PageLink]] = {}
    for page in list_pages():
        same.setdefault(page.translation_of or page.slug, []).append(page)
    return {
        page.slug: tuple(other for other in pages if other is not page)
        for pages in same.values()
        if len(pages) > 1
        for page in pages
    }


def without_doubles(pages: tuple[PageLink, ...]) -> tuple[PageLink, ...]:
    """Return pages without the translations of pages that are published: those are found beside them."""
    known = pages_by_slug()
    return tuple(page for page in pages if page.translation_of not in known)


@kept_per_epoch
def page_addresses() -> dict[str, str]:
    """Return the address of every published page by its slug."""
    rows = db.session.execute(
        select(Page.slug, Page.address, Section.slug, PageRevision.kind)
        .join(Section, Section.id == Page.section_id)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_(None))
    )
    return {slug: rules.page_address(section, address or slug, kind) for slug, address, section, kind in rows}


@kept_per_epoch
def slugs_by_word() -> dict[str, str]:
    """Return the slug of the page behind each last word of an address that is not, or no longer, its slug."""
    former = select(OldAddress.path, OldAddress.page_slug).where(OldAddress.source == rules.FROM_SITE)
    words = {path.rpartition("/")[2]: slug for path, slug in db.session.execute(former)}
    return words | {page.address: page.slug for page in list_pages() if page.address}


def slug_at(word: str) -> str:
    """Return the slug of the page an address means by its last word."""
    return word if word in pages_by_slug() else slugs_by_word().get(word, word)


def list_pages_of(slugs: tuple[str, ...]) -> tuple[PageLink, ...]:
    """Return the pages of these slugs that are published, in the order of the slugs."""
    known = pages_by_slug()
    return tuple(known[slug] for slug in slugs if slug in known)
