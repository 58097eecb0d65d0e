"""Read the toolkit, as frozen values kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup
from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from portal.features.toolkits import rules
from portal.features.toolkits.models import GlossaryTerm, OldAddress, Page, PageRevision, Section, Toolkit, Video
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.vocabulary import AUDIENCES, ELEMENTS, PHASES, labels
from portal.infrastructure.epoch import kept_per_epoch
from portal.infrastructure.markup.markdown import Heading

GROUP_LABELS = {"practice": "Practice", "system": "System and law"}
CARD = Markup(
    '<div popover id="term-{key}" class="term-card"><p class="term-name">{term}</p><p>{definition}</p>'
    '<p><a href="{url}">In the glossary</a></p></div>'
)


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
    next_check: date = date.max
    is_current: bool = False

    @property
    def url(self) -> str:
        """The page's address."""
        return rules.page_address(self.section, self.slug, self.kind)


@dataclass(frozen=True, slots=True)
class TermView:
    """A glossary word."""

    key: str
    term: str
    also: tuple[str, ...]
    definition: str
    group_label: str
    page: PageLink | None
    confused_with: tuple[dict[str, str], ...]


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
    owner: str
    last_checked: date
    next_check: date
    is_overdue: bool
    credits: tuple[str, ...]
    rights: str | None
    related: tuple[PageLink, ...]
    headings: tuple[Heading, ...]
    section: SectionView
    siblings: tuple[PageLink, ...]
    previous_section: SectionView | None
    next_section: SectionView | None
    url: str


def list_fingerprints() -> frozenset[str]:
    """Return the marks of the packs the toolkits were last brought in from."""
    return frozenset(db.session.scalars(select(Toolkit.fingerprint)))


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
        select(
            Page.slug, Section.slug, *(getattr(PageRevision, name) for name in ("kind", "title", "summary", "facts"))
        )
        .join(Section, Section.id == Page.section_id)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_(None))
        .order_by(Section.position, Page.position, Page.slug)
    )
    return tuple(
        PageLink(
            slug=slug,
            section=section,
            kind=kind,
            title=title,
            summary=summary,
            element=facts["element"],
            audience=tuple(facts["audience"]),
            phases=tuple(facts["phases"]),
            next_check=date.fromisoformat(facts["next_check"]),
        )
        for slug, section, kind, title, summary, facts in rows
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


@kept_per_epoch
def term_keys() -> frozenset[str]:
    """Return the keys of all glossary words."""
    return frozenset(db.session.scalars(select(GlossaryTerm.key)))


def list_pages_of(slugs: tuple[str, ...]) -> tuple[PageLink, ...]:
    """Return the pages of these slugs that are published, in the order of the slugs."""
    known = pages_by_slug()
    return tuple(known[slug] for slug in slugs if slug in known)


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
    next_check = date.fromisoformat(facts["next_check"])
    return PageView(
        slug=slug,
        title=revision.title,
        summary=revision.summary,
        kind=revision.kind,
        html=with_terms(revision.html, tuple(revision.terms)),
        audience_labels=labels(facts["audience"], AUDIENCES),
        element_label=ELEMENTS.get(facts["element"]),
        phase_labels=labels(facts["phases"], PHASES),
        owner=facts["owner"],
        last_checked=date.fromisoformat(facts["last_checked"]),
        next_check=next_check,
        is_overdue=next_check < today(),
        credits=tuple(facts["credits"]),
        rights=facts["rights"],
        related=list_pages_of(tuple(facts["related"])),
        headings=tuple(Heading(row["id"], row["text"]) for row in revision.headings["list"]),
        section=sections[place],
        siblings=siblings_of(link),
        previous_section=sections[place - 1] if place else None,
        next_section=sections[place + 1] if place + 1 < len(sections) else None,
        url=link.url,
    )


def siblings_of(link: PageLink) -> tuple[PageLink, ...]:
    """Return the pages of a page's section, itself marked."""
    return tuple(
        PageLink(page.slug, page.section, page.kind, page.title, page.summary, is_current=page.slug == link.slug)
        for page in list_pages()
        if page.section == link.section
    )


def with_terms(html: str, terms: tuple[str, ...]) -> Markup:
    """Return a text with the cards of the glossary words it explains in place behind it."""
    known = terms_by_key()
    glossary = pages_by_slug().get("glossary")
    cards = [
        CARD.format(
            key=key,
            term=known[key].term,
            definition=known[key].definition,
            url=f"{glossary.url if glossary else ''}#{key}",
        )
        for key in terms
        if key in known
    ]
    return Markup(html) + Markup("").join(cards)  # noqa: S704 - the sanitizer made it


@kept_per_epoch
def terms_by_key() -> dict[str, TermView]:
    """Return the glossary in the order of the alphabet, by key."""
    rows = sorted(db.session.scalars(select(GlossaryTerm)), key=lambda row: row.term.casefold())
    names = {row.key: row.term for row in rows}
    pages = pages_by_slug()
    return {
        row.key: TermView(
            key=row.key,
            term=row.term,
            also=tuple(row.also),
            definition=row.definition,
            group_label=GROUP_LABELS[row.group],
            page=pages.get(row.page_slug or ""),
            confused_with=tuple({"key": key, "term": names[key]} for key in row.confused_with if key in names),
        )
        for row in rows
    }


def search_terms(query: str) -> list[TermView]:
    """Return glossary words with the query in their name, other spellings or meaning; names first."""
    words = query.casefold().strip()
    ranked = []
    for term in terms_by_key().values():
        names = [term.term.casefold(), *(other.casefold() for other in term.also)]
        if any(name.startswith(words) for name in names):
            ranked.append((0, term))
        elif any(words in name for name in names):
            ranked.append((1, term))
        elif words in term.definition.casefold():
            ranked.append((2, term))
    return [term for _, term in sorted(ranked, key=lambda pair: pair[0])]


@kept_per_epoch
def list_videos() -> tuple[dict[str, Any], ...]:
    """Return the films in order."""
    return tuple(
        {
            "key": row.key,
            "title": row.title,
            "summary": row.summary,
            "voices": row.voices,
            "minutes": row.minutes,
            "status_label": "Ready to watch" if row.source else "In preparation",
            "source": row.source,
            "captions": row.captions,
            "transcript": row.transcript,
            "related": list_pages_of(tuple(row.related)),
        }
        for row in db.session.scalars(select(Video).order_by(Video.position))
    )


@kept_per_epoch
def old_addresses() -> dict[str, str]:
    """Return where each old address leads now."""
    known = pages_by_slug()
    rows = db.session.execute(select(OldAddress.path, OldAddress.page_slug))
    return {path: known[slug].url for path, slug in rows if slug in known}
