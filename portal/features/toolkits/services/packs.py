"""Bring a pack into the database: idempotent, and never over what was edited on the site."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from portal.features.toolkits import rules
from portal.features.toolkits.models import (
    GlossaryTerm,
    OldAddress,
    PackOffer,
    Page,
    PageRevision,
    Section,
    Toolkit,
    Video,
)
from portal.features.toolkits.services.days import day_in, take_days
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.epoch import advance_epoch

if TYPE_CHECKING:
    from portal.features.toolkits.packs import Pack, PackPage


@dataclass(slots=True)
class ImportReport:
    """What an import did, by slug. `kept` pages were edited on the site and stay as they are there."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"{len(self.new)} new, {len(self.changed)} changed, {len(self.same)} the same, "
            f"{len(self.kept)} kept as edited on the site, {len(self.withdrawn)} withdrawn"
        )


def import_pack(pack: Pack) -> ImportReport:
    """Bring a faultless pack into the database, inside the transaction around the call."""
    toolkit = keep_toolkit(pack)
    sections = keep_sections(toolkit, pack)
    report = ImportReport()
    pages = {
        page.slug: page
        for page in db.session.scalars(
            select(Page).where(Page.toolkit_id == toolkit.id).options(joinedload(Page.revision))
        )
    }
    for shipped in pack.pages:
        keep_page(pages.get(shipped.slug), shipped, toolkit=toolkit, section=sections[shipped.section], report=report)
    shipped_slugs = {page.slug for page in pack.pages}
    for slug, page in sorted(pages.items()):
        if slug not in shipped_slugs and page.withdrawn_at is None and came_from_pack(page):
            page.withdrawn_at = now()
            report.withdrawn.append(slug)
        if slug not in shipped_slugs:
            withdraw_offer(page)
    db.session.flush()
    drop_empty_sections(toolkit, {section.slug for section in pack.sections})
    keep_extras(pack)
    advance_epoch()
    return report


def keep_toolkit(pack: Pack) -> Toolkit:
    """Return the pack's toolkit, made or brought up to date. The portal serves one: a second is refused."""
    toolkit = db.session.scalar(select(Toolkit))
    if toolkit is not None and toolkit.slug != pack.slug:
        raise Conflict(f"The portal serves the toolkit “{toolkit.slug}”; it cannot take in a pack of “{pack.slug}”.")
    if toolkit is None:
        toolkit = Toolkit(slug=pack.slug, title=pack.title, summary=pack.summary)
        db.session.add(toolkit)
        db.session.flush()
    toolkit.title, toolkit.summary, toolkit.fingerprint = pack.title, pack.summary, pack.fingerprint
    return toolkit


def keep_sections(toolkit: Toolkit, pack: Pack) -> dict[str, Section]:
    """Return the pack's sections by slug, made or brought up to date; others go behind them."""
    rows = {row.slug: row for row in db.session.scalars(select(Section).where(Section.toolkit_id == toolkit.id))}
    shipped = {section.slug for section in pack.sections}
    others = sorted((row for row in rows.values() if row.slug not in shipped), key=lambda row: row.position)
    for position, other in enumerate(others, len(shipped) + 1):
        other.position = position
    for position, section in enumerate(pack.sections, 1):
        row = rows.get(section.slug)
        if row is None:
            row = Section(
                toolkit_id=toolkit.id,
                slug=section.slug,
                label=section.label,
                summary=section.summary,
                position=position,
            )
            db.session.add(row)
            rows[section.slug] = row
        row.label, row.summary, row.position = section.label, section.summary, position
    db.session.flush()
    return rows


def drop_empty_sections(toolkit: Toolkit, shipped: set[str]) -> None:
    """Remove sections the pack no longer has and that hold no page."""
    for row in db.session.scalars(select(Section).where(Section.toolkit_id == toolkit.id)):
        holds = db.session.scalar(select(func.count()).select_from(Page).where(Page.section_id == row.id))
        if row.slug not in shipped and not holds:
            db.session.delete(row)


def came_from_pack(page: Page) -> bool:
    """Say whether what a page shows now came from the pack."""
    return page.revision is not None and page.revision.source == rules.FROM_PACK


def says_the_same(page: Page, shipped: PackPage) -> bool:
    """Say whether a page shows what the pack ships for it; on which days it is checked is no part of that."""
    if page.revision is None or page.revision.kind != shipped.kind:
        return False
    return page.pack_hash == shipped.digest or says_of(page.revision) == says_of(shipped)


def says_of(source: PageRevision | PackPage) -> tuple[str, str, str, dict[str, Any]]:
    """Return everything a reader is told by a revision or by a page of a pack, but for the days of checking."""
    facts = {name: value for name, value in source.facts.items() if name not in rules.DAYS}
    return source.title, source.summary, source.body, facts


def keep_page(
    page: Page | None, shipped: PackPage, *, toolkit: Toolkit, section: Section, report: ImportReport
) -> None:
    """Make a page, give it a new revision, or leave it, and say which."""
    position = 0 if shipped.kind == rules.LANDING else shipped.position
    if page is None:
        page = Page(
            toolkit_id=toolkit.id,
            section_id=section.id,
            slug=shipped.slug,
            position=position,
            pack_hash=shipped.digest,
            last_checked=day_in(shipped.facts, "last_checked"),
            next_check=day_in(shipped.facts, "next_check"),
        )
        db.session.add(page)
        db.session.flush()
        add_revision(page, shipped, number=1)
        report.new.append(shipped.slug)
        return
    if page.revision_number == 0:  # somebody has begun to write one of that name; the draft stays beside it
        page.section_id, page.position, page.pack_hash = section.id, position, shipped.digest
        add_revision(page, shipped, number=1)
        report.new.append(shipped.slug)
        return
    if page.is_withdrawn_here or not came_from_pack(page):
        offer(page, shipped)
        report.kept.append(shipped.slug)
        return
    take_days(page, shipped.facts)
    has_moved = page.section_id != section.id and not page.is_placed_here
    if not page.is_placed_here:
        page.section_id, page.position = section.id, position
    if page.withdrawn_at is None and says_the_same(page, shipped):
        render_again(page, shipped)
        (report.changed if has_moved else report.same).append(shipped.slug)
        return
    page.pack_hash, page.withdrawn_at = shipped.digest, None
    add_revision(page, shipped, number=page.revision_number + 1)
    report.changed.append(shipped.slug)


def offer(page: Page, shipped: PackPage) -> None:
    """Keep what the pack ships for a page that stays as it is here, if it is something new."""
    if shipped.digest == page.pack_hash:
        return
    page.pack_hash = shipped.digest
    withdraw_offer(page)
    content = {name: getattr(shipped, name) for name in ("title", "summary", "kind", "facts", "body")}
    db.session.add(PackOffer(page_id=page.id, content=content, digest=shipped.digest, came_at=now()))


def withdraw_offer(page: Page) -> None:
    """Forget what the pack shipped for a page before."""
    db.session.execute(delete(PackOffer).where(PackOffer.page_id == page.id))


def add_revision(page: Page, shipped: PackPage, *, number: int) -> None:
    """Let a page say from now on what the pack ships."""
    revision = PageRevision(
        page_id=page.id,
        number=number,
        source=rules.FROM_PACK,
        title=shipped.title,
        summary=shipped.summary,
        kind=shipped.kind,
        facts=shipped.facts,
        body=shipped.body,
        html=shipped.rendered.html,
        headings=headings_of(shipped),
        terms=list(shipped.rendered.terms),
        created_at=now(),
        author_id=None,
    )
    db.session.add(revision)
    page.revision_number = number
    db.session.flush()


def headings_of(shipped: PackPage) -> dict[str, list[dict[str, str]]]:
    """Return the page's headings as they are stored."""
    return {"list": [{"id": heading.id, "text": heading.text} for heading in shipped.rendered.headings]}


def render_again(page: Page, shipped: PackPage) -> None:
    """Keep the same text's newer HTML: addresses in it or the renderer may have changed."""
    page.pack_hash, revision = shipped.digest, page.revision
    if revision is not None and revision.html != shipped.rendered.html:
        revision.html = shipped.rendered.html
        revision.headings = headings_of(shipped)
        revision.terms = list(shipped.rendered.terms)


def keep_extras(pack: Pack) -> None:
    """Replace glossary, films and old addresses; those of pages that were moved here stay."""
    for model in (GlossaryTerm, Video):
        db.session.execute(delete(model))
    db.session.execute(delete(OldAddress).where(OldAddress.source == rules.FROM_PACK))
    db.session.flush()
    moved_here = set(db.session.scalars(select(OldAddress.path)))
    db.session.add_all(GlossaryTerm(**term) for term in pack.terms)
    db.session.add_all(Video(**video) for video in pack.videos)
    db.session.add_all(
        OldAddress(path=path, page_slug=slug) for path, slug in pack.redirects.items() if path not in moved_here
    )
    db.session.flush()
