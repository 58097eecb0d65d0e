"""Where pages lie: new ones, other addresses and sections, and pages that are not to be read any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.features.authoring import queries
from portal.features.authoring.models import PageDraft
from portal.features.toolkits.models import OldAddress, Page, Section, Toolkit
from portal.features.toolkits.queries import slug_at
from portal.features.toolkits.rules import FROM_SITE, LANDING, LARGEST_NUMBER, page_address
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.slugs import is_slug
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch

if TYPE_CHECKING:
    from portal.features.authoring.rules import Content

OWN_ADDRESS = {"glossary", "videos"}  # the portal looks for them by their names
NEW_PAGES_BEGIN = 10


class Taken(Invalid):
    """An address is another page's."""


def create_page(slug: str, section_slug: str, content: Content, *, author_id: int) -> Page:
    """Make room for a page nobody has published yet, with what is known of it as its draft."""
    refuse_word(slug, but=None)
    section = find_section(section_slug)
    last = db.session.scalar(
        select(Page.position).where(Page.section_id == section.id).order_by(Page.position.desc()).limit(1)
    )
    toolkit_id = db.session.scalars(select(Toolkit.id)).one()
    page = Page(
        toolkit_id=toolkit_id, section_id=section.id, slug=slug, pack_hash="", revision_number=0,
        position=min((last or 0) + NEW_PAGES_BEGIN, LARGEST_NUMBER),
    )  # fmt: skip
    db.session.add(page)
    db.session.flush()
    db.session.add(
        PageDraft(page_id=page.id, number=1, content=content, based_on=0, author_id=author_id, saved_at=now())
    )
    record("page begun", subject=f"page {slug}", actor_id=author_id)
    return page


def find_section(slug: str) -> Section:
    """Return a section by its slug, or refuse."""
    section = db.session.scalar(select(Section).where(Section.slug == slug))
    if section is None:
        raise NotFound
    return section


def section_of(page: Page) -> Section:
    """Return the section a page lies in."""
    return db.session.scalars(select(Section).where(Section.id == page.section_id)).one()


def refuse_word(word: str, *, but: Page | None) -> None:
    """Refuse the last word of an address that is none, or another page's now or formerly."""
    if not is_slug(word):
        raise Invalid("Use lower-case words joined by hyphens, such as family-meetings, and at most 80 letters.")
    taken = db.session.scalar(select(Page).where((Page.slug == word) | (Page.address == word)))
    former = slug_at(word)
    if taken is not None and (but is None or taken.id != but.id):
        raise Taken(f"“{word}” is taken: another page has that address. Choose another word.")
    if taken is None and former != word and (but is None or former != but.slug):
        raise Taken(f"“{word}” is taken: it still leads readers to the page “{former}”. Choose another word.")


def move_page(slug: str, *, section_slug: str, word: str, position: int, actor_id: int) -> bool:
    """Give a page another place or address; the old address leads to the new one. Return whether it has another."""
    page = queries.find_page(slug)
    old, new = section_of(page), find_section(section_slug)
    kind = page.revision.kind if page.revision else ""
    if kind == LANDING or slug == old.slug:
        raise Conflict(f"“{slug}” is the first page of its own section, and cannot be moved under itself or another.")
    if slug in OWN_ADDRESS and (new.id != old.id or word != slug):
        raise Conflict("The portal shows this page in a way of its own, so its address stays.")
    if not 0 <= position <= LARGEST_NUMBER:
        raise Invalid(f"The place must be a number from 0 to {LARGEST_NUMBER:,}.")
    refuse_word(word, but=page)
    before = page_address(old.slug, page.address or slug, kind)
    after = page_address(new.slug, word, kind)
    page.section_id, page.position, page.is_placed_here = new.id, position, True
    page.address = None if word == slug else word
    if after != before and page.revision_number:
        db.session.execute(delete(OldAddress).where(OldAddress.path.in_((before, after))))
        db.session.add(OldAddress(path=before, page_slug=slug, source=FROM_SITE))
    db.session.flush()
    record("page moved", subject=f"page {slug}", actor_id=actor_id, was=before, now=after)
    advance_epoch()
    return after != before


def take_away(page: Page, *, note: str, actor_id: int, reviewed_by: str | None) -> None:
    """Take a page away from readers; it stays away whatever packs ship."""
    page.withdrawn_at, page.is_withdrawn_here = now(), True
    record("page withdrawn", subject=f"page {page.slug}", actor_id=actor_id, note=note, reviewed_by=reviewed_by)
    advance_epoch()


def bring_back(page: Page, *, note: str, actor_id: int, reviewed_by: str | None) -> None:
    """Let readers have a page again, as it was."""
    page.withdrawn_at, page.is_withdrawn_here = None, False
    record("page brought back", subject=f"page {page.slug}", actor_id=actor_id, note=note, reviewed_by=reviewed_by)
    advance_epoch()
