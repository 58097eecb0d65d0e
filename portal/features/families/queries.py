"""Find sheets for families by their addresses."""

from __future__ import annotations

from dataclasses import dataclass

from portal.features.families import rules
from portal.features.toolkits.queries import PageLink, list_pages, old_addresses
from portal.features.toolkits.rules import SHEET
from portal.foundation.vocabulary import LANGUAGES
from portal.infrastructure.epoch import kept_per_epoch


@dataclass(frozen=True, slots=True)
class SheetLink:
    """A sheet in one of its languages, as its readers reach it."""

    slug: str
    title: str
    summary: str
    language: str
    url: str

    @property
    def language_name(self) -> str:
        """The language in its own words."""
        return LANGUAGES[self.language]


@kept_per_epoch
def sheets_by_address() -> dict[str, SheetLink]:
    """Return every published sheet by its address, translations behind what they translate."""
    links = [link_of(page) for page in list_pages() if page.kind == SHEET]
    return {link.url: link for link in links}


def link_of(page: PageLink) -> SheetLink:
    """Return a sheet as its readers reach it."""
    language = page.language if page.translation_of else ""
    url = rules.sheet_address(page.translation_of or page.slug, language)
    return SheetLink(page.slug, page.title, page.summary, page.language, url)


@kept_per_epoch
def list_sheets() -> tuple[tuple[SheetLink, ...], ...]:
    """Return the sheets in the toolkit's order, each in all its languages, the one it was written in first."""
    groups: dict[str, list[SheetLink]] = {}
    for page in list_pages():
        if page.kind == SHEET:
            languages = groups.setdefault(page.translation_of or page.slug, [])
            languages.insert(len(languages) if page.translation_of else 0, link_of(page))
    return tuple(tuple(languages) for languages in groups.values())


def languages_of(slug: str) -> tuple[SheetLink, ...]:
    """Return a sheet in all its languages, by the slug of any of them."""
    return next((links for links in list_sheets() if any(link.slug == slug for link in links)), ())


def find_sheet(address: str) -> SheetLink | None:
    """Return the sheet at an address."""
    return sheets_by_address().get(address)


def address_now(slug: str, language: str = "") -> str | None:
    """Return where a sheet is now that is asked for by the name of a translation, its own language, or an old name."""
    languages = languages_of(slug) or languages_of(slug_now(slug))
    if not languages:
        return None
    wanted = [link for link in languages if link.language == language or (not language and link.slug == slug)]
    if wanted:
        return wanted[0].url
    return None if language else languages[0].url


def slug_now(slug: str) -> str:
    """Return the name a page has now that had this one before; the same when it never changed."""
    for path, url in old_addresses().items():
        if path.rpartition("/")[2] == slug:
            return url.rpartition("/")[2]
    return slug
