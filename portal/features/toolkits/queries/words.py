"""The glossary, and the cards that explain its words in a text."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy import select

from portal.features.toolkits.models import GlossaryTerm
from portal.features.toolkits.queries.links import PageLink, pages_by_slug
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch

GROUP_LABELS = {"practice": "Practice", "system": "System and law"}
CARD = Markup(
    '<div popover id="term-{key}" class="term-card"><p class="term-name">{term}</p><p>{definition}</p>'
    '<p><a href="{url}">In the glossary</a></p></div>'
)


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


@kept_per_epoch
def term_keys() -> frozenset[str]:
    """Return the keys of all glossary words."""
    return frozenset(db.session.scalars(select(GlossaryTerm.key)))


def with_terms(html: str, terms: tuple[str, ...]) -> Markup:
    """Return a text with the cards of the glossary words it explains in place behind it."""
    cards = cards_by_key() if terms else {}
    return Markup(html) + Markup("").join(cards[key] for key in terms if key in cards)  # noqa: S704 - the sanitizer made it


@kept_per_epoch
def cards_by_key() -> dict[str, Markup]:
    """Return the card of every glossary word: drawn once, however many texts explain it."""
    glossary = pages_by_slug().get("glossary")
    address = glossary.url if glossary else ""
    return {
        key: CARD.format(key=key, term=term.term, definition=term.definition, url=f"{address}#{key}")
        for key, term in terms_by_key().items()
    }


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
