"""Words that are no names here: those of the toolkit itself, and the names of its places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.regions.queries import list_counties, list_regions
from portal.features.toolkits.models import Page, PageRevision
from portal.features.toolkits.queries.links import list_pages
from portal.features.toolkits.queries.words import terms_by_key
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.infrastructure.guard import is_listed

if TYPE_CHECKING:
    from collections.abc import Iterator

SMALL = re.compile(r"(?<![\w’'-])[a-záéíóúüñ]+(?:[’'-][a-záéíóúüñ]+)*(?![\w’'-])")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")


@kept_per_epoch
def known_words() -> frozenset[str]:
    """Return words in small letters, and names of several words, that do not say who a person is.

    Of the toolkit's texts only words that they write small: a name that a text gives credit to stays a name.
    """
    texts = db.session.scalars(
        select(PageRevision.body)
        .join(Page, (Page.id == PageRevision.page_id) & (Page.revision_number == PageRevision.number))
        .where(Page.withdrawn_at.is_(None))
    )
    small = {word.replace("’", "'") for text in texts for word in SMALL.findall(text)}
    return frozenset(small | set(titles()) | set(places()))


def titles() -> Iterator[str]:
    """Give the titles of pages and the words of the glossary, as they stand together."""
    for page in list_pages():
        yield together(page.title)
    for term in terms_by_key().values():
        yield from (together(name) for name in (term.term, *term.also))


def places() -> Iterator[str]:
    """Give the names of counties, regions and academies: one word only with what it is behind it."""
    for county in list_counties():
        words = together(county.name)
        yield from (words, f"{words} county") if not is_listed(words) else (f"{words} county",)
    for region in list_regions():
        for name in (region.name, region.label, region.academy):
            yield from whole(name)


def whole(name: str) -> Iterator[str]:
    """Give a name that has several words: one alone may be a person's too."""
    if " " in (words := together(name)):
        yield words


def together(name: str) -> str:
    """Return a name's words in small letters with single blanks."""
    return " ".join(WORD.findall(name)).casefold().replace("’", "'")
