"""Find sheets for families by their addresses, and films."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from portal.features.families.models import Film
from portal.features.families.rules import films, sheets
from portal.features.toolkits.queries import PageLink, list_pages, list_pages_of, old_addresses
from portal.features.toolkits.rules import SHEET
from portal.foundation.database import db
from portal.foundation.errors import NotFound
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
    url = sheets.sheet_address(page.translation_of or page.slug, language)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmView:
    """A film as its viewers see it."""

    key: str
    title: str
    summary: str
    voices: str
    minutes: int
    language: str
    address: str
    captions: str
    transcript: tuple[str, ...]
    related: tuple[PageLink, ...]

    @property
    def url(self) -> str:
        """The address of the film's page."""
        return films.film_address(self.key)

    @property
    def language_name(self) -> str:
        """The language spoken in it, in its own words."""
        return LANGUAGES[self.language]


@kept_per_epoch
def list_films() -> tuple[FilmView, ...]:
    """Return the films that can be watched, the newest first."""
    rows = db.session.scalars(select(Film).where(Film.live_at.is_not(None)).order_by(Film.live_at.desc(), Film.id))
    return tuple(view_of_film(row) for row in rows)


def view_of_film(row: Film) -> FilmView:
    """Return a film as its viewers see it."""
    return FilmView(
        key=row.key,
        title=row.title,
        summary=row.summary,
        voices=row.voices,
        minutes=row.minutes,
        language=row.language,
        address=row.address,
        captions=row.captions,
        transcript=tuple(part for part in (" ".join(one.split()) for one in row.transcript.split("\n")) if part),
        related=list_pages_of(tuple(row.related)),
    )


def get_film(key: str) -> FilmView:
    """Return a film that can be watched, or refuse."""
    found = next((film for film in list_films() if film.key == key), None)
    if found is None:
        raise NotFound
    return found


def list_all_films() -> list[Film]:
    """Return every film for its editors: first those nobody can watch yet."""
    return list(db.session.scalars(select(Film).order_by(Film.live_at.is_not(None), Film.changed_at.desc())))


def list_asked() -> list[Film]:
    """Return the films that wait for a second person."""
    return list(db.session.scalars(select(Film).where(Film.asked_at.is_not(None)).order_by(Film.asked_at)))


def text_to_edit(row: Film) -> films.FilmText:
    """Return what is to be said of a film: what waits for a second person, else what was said."""
    proposal = row.proposal
    return films.FilmText(**proposal | {"related": tuple(proposal["related"])}) if proposal else text_of_film(row)


def text_of_film(row: Film) -> films.FilmText:
    """Return what an editor said of a film."""
    return films.FilmText(
        title=row.title,
        summary=row.summary,
        voices=row.voices,
        minutes=row.minutes,
        language=row.language,
        address=row.address,
        captions=row.captions,
        captions_at_host=row.captions_at_host,
        transcript=row.transcript,
        related=tuple(row.related),
    )
