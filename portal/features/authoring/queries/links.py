"""Links of published pages that lead nowhere, pages that none leads to, and addresses outside the portal."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.toolkits.models import OutsideAddress
from portal.features.toolkits.packs.links import Targets
from portal.features.toolkits.queries import (
    list_pages,
    page_addresses,
    page_anchors,
    pages_by_slug,
    term_keys,
    terms_by_key,
    text_links,
)
from portal.features.toolkits.rules import LANDING
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.features.toolkits.queries import PageLink
    from portal.infrastructure.markup.markdown import Link

OURS = ("/", "#", "mailto:", "tel:")
OUTSIDE = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class DeadLink:
    """A link to nowhere: on which page, on which line of its text (0 in its facts), and what is wrong."""

    page: PageLink
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Outside:
    """An address outside the portal: the pages that lead to it, and how it answered, if it was asked."""

    address: str
    pages: tuple[PageLink, ...]
    asked_at: datetime | None = None
    sentence: str = ""


@kept_per_epoch
def dead_links() -> tuple[DeadLink, ...]:
    """Return the links of published pages that lead nowhere, in the order of pages and lines."""
    targets = Targets(page_addresses(), page_anchors(), term_keys())
    pages = pages_by_slug()
    return tuple(
        DeadLink(pages[text.slug], line, f"{reason[:1].upper()}{reason[1:]}.")
        for text in text_links()
        for line, reason in [*dead_in_text(text.links, text.anchors, targets), *dead_in_facts(text.named, targets)]
    )


def dead_in_text(links: tuple[Link, ...], anchors: frozenset[str], targets: Targets) -> Iterator[tuple[int, str]]:
    """Give the links of a text that lead nowhere. `anchors` are its own parts."""
    for link in links:
        if link.kind == "web" and link.target.startswith("#") and link.target[1:] not in anchors:
            yield link.line, f"a link to nowhere: the page has no part “{link.target[1:]}”"
        elif link.kind != "web" or not link.target.startswith((*OURS, *OUTSIDE)):
            reason = targets.against(link)
            if reason:
                yield link.line, reason


def dead_in_facts(named: tuple[str, ...], targets: Targets) -> Iterator[tuple[int, str]]:
    """Give the pages that a page's facts name and that are not there."""
    for slug in named:
        reason = targets.against_page(slug, "")
        if reason:
            yield 0, reason


def leading_to(slug: str) -> tuple[PageLink, ...]:
    """Return the published pages whose text or facts name a page: their links lead nowhere once it is withdrawn."""
    pages = pages_by_slug()
    return tuple(
        pages[text.slug]
        for text in text_links()
        if text.slug != slug and (slug in text.named or any(names_page(link, slug) for link in text.links))
    )


def names_page(link: Link, slug: str) -> bool:
    """Say whether a link leads to a page or a part of it."""
    return link.kind == "page" and link.target.partition("#")[0] == slug


@kept_per_epoch
def orphans() -> tuple[PageLink, ...]:
    """Return the published pages that no other page, no text and no word of the glossary names."""
    named = {
        link.target.partition("#")[0]
        for text in text_links()
        for link in text.links
        if link.kind == "page" and link.target.partition("#")[0] != text.slug
    }
    named |= {slug for text in text_links() for slug in text.named if slug != text.slug}
    named |= {term.page.slug for term in terms_by_key().values() if term.page}
    return tuple(
        page
        for page in list_pages()
        if page.kind != LANDING and page.slug not in named and not page.tools and not page.translation_of
    )


@kept_per_epoch
def outside_addresses() -> dict[str, tuple[PageLink, ...]]:
    """Return the addresses outside the portal that pages lead to, each with these pages."""
    pages, found = pages_by_slug(), defaultdict[str, dict[str, None]](dict)
    for text in text_links():
        for link in text.links:
            if link.kind == "web" and link.target.startswith(OUTSIDE):
                found[link.target.partition("#")[0]][text.slug] = None
    return {address: tuple(pages[slug] for slug in slugs) for address, slugs in sorted(found.items())}


def list_outside() -> tuple[Outside, ...]:
    """Return the addresses outside the portal with their answers; those that did not answer first."""
    answers = {row.mark: row for row in db.session.scalars(select(OutsideAddress))}
    found = []
    for address, pages in outside_addresses().items():
        row = answers.get(mark_of(address))
        found.append(Outside(address, pages, row.asked_at if row else None, row.sentence if row else ""))
    return tuple(sorted(found, key=lambda one: not one.sentence))


def mark_of(address: str) -> str:
    """Return the mark by which an address is known again."""
    return hashlib.sha256(address.encode()).hexdigest()
