"""What published texts hold to be led to, and where they lead."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from portal.features.toolkits.models import Page, PageRevision
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.infrastructure.markup.markdown import Link, build_parser, find_links

TEXTS_KEPT = 1_000


@dataclass(frozen=True, slots=True)
class TextLinks:
    """The parts of a page that can be led to, the links of its text, and the pages its facts name."""

    slug: str
    anchors: frozenset[str]
    links: tuple[Link, ...]
    named: tuple[str, ...]


@kept_per_epoch
def text_links() -> tuple[TextLinks, ...]:
    """Return the links of every published page. All texts are read for it: for staff and the terminal."""
    rows = db.session.execute(
        select(Page.slug, PageRevision.body, PageRevision.facts)
        .join(Page.revision)
        .where(Page.withdrawn_at.is_(None))
        .order_by(Page.slug)
    )
    found = []
    for slug, body, facts in rows:
        anchors, links = parts_and_links(body)
        original = facts.get("translation_of")
        named = [one for key in ("related", "tools", "instead_of") for one in facts.get(key) or ()]
        found.append(
            TextLinks(
                slug,
                anchors,
                links,
                (*named, original) if original else tuple(named),
            )
        )
    return tuple(found)


@lru_cache(maxsize=TEXTS_KEPT)
def parts_and_links(body: str) -> tuple[frozenset[str], tuple[Link, ...]]:
    """Return the parts of a text and its links. Each is read once in a process: of all, few change at a time."""
    tokens = build_parser().parse(body)
    anchors = frozenset(str(token.attrs["id"]) for token in tokens if "id" in token.attrs)
    return anchors, tuple(find_links(tokens))


def page_anchors() -> dict[str, frozenset[str]]:
    """Return the parts of every published page that can be led to, by its slug."""
    return {page.slug: page.anchors for page in text_links()}
