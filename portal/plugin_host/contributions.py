"""What a plugin can ship: frozen records, each named by an `id` unique inside its plugin, kept as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

USUAL_ROWS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a record came from; the host adds it, a plugin cannot set it."""

    plugin: str
    version: str
    kind: str = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What every record has: `order` among its kind (low first), `regions` it is for (none: all the plugin's)."""

    id: str
    order: int = 500
    regions: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionProposal(Contribution):
    """A region: its names, its academy and its look. Accents must be readable on the light and the dark page."""

    name: str
    label: str
    academy: str
    host: str
    website: str
    welcome: str
    motif: str
    accent: str
    accent_dark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountyClaim(Contribution):
    """A county (five-digit FIPS) the region serves, as its main region or beside another."""

    fips: str
    is_main: bool = True
    is_confirmed: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool(Contribution):
    """A practice tool of the region: a page or checklist in Markdown, or a link to one elsewhere.

    `language` is the BCP 47 code of its words.
    """

    title: str
    summary: str
    kind: str
    body: str
    owner: str
    last_checked: date
    next_check: date
    target: str = ""
    audience: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    language: str = "en"
    for_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Contribution):
    """Somebody to ask, by role. `counties` are FIPS codes; none means every county of the region."""

    name: str
    organisation: str
    what_for: str
    email: str = ""
    phone: str = ""
    url: str = ""
    address: str = ""
    hours: str = ""
    counties: tuple[str, ...] = ()
    confirmed_on: date | None = None
    for_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed(Contribution):
    """A blog or calendar elsewhere that the region recommends."""

    title: str
    url: str
    format: str
    site: str = ""
    for_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Contribution):
    """A story or notice of the region, in Markdown."""

    title: str
    deck: str
    body: str
    published: date
    author: str
    tags: tuple[str, ...] = ()
    for_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksheetPart:
    """One part of a worksheet: words to read, or something to fill in.

    `kind` is heading or note (words only), line, lines, choice, checks, scale or table. `choices` are what can be
    chosen, the words at the two ends of a scale, or the columns of a table; `rows` is how many lines or rows there are.
    """

    kind: str
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    rows: int = USUAL_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Worksheet(Contribution):
    """A sheet that is filled in on the reader's own device and printed: what is typed has nowhere to go.

    `language` is the BCP 47 code of its words.
    """

    title: str
    summary: str
    owner: str
    last_checked: date
    next_check: date
    parts: tuple[WorksheetPart, ...]
    audience: tuple[str, ...] = ()
    language: str = "en"
    for_everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCard(Contribution):
    """A way from the staff's first page to a feature's own, for people with the permission."""

    title: str
    sentence: str
    endpoint: str
    permission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedItem:
    """A thing of a region that is looked at again and again: its kind and key, who keeps it, and when it is due.

    `sets` names the fields that a check sets: the day it is, and then the day of the next check where there is one.
    Without a `next_check` nobody has checked it yet.
    """

    kind: str
    key: str
    title: str
    url: str
    owner: str
    last_checked: date | None
    next_check: date | None
    sets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLink:
    """A page as the site map lists it."""

    title: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGroup:
    """Pages under one heading of the site map."""

    title: str
    links: tuple[SiteLink, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePiece:
    """A piece of one page of the toolkit: the place it goes to, its order there (low first), and its HTML.

    Places, from the top: `notice` (above the text), `after-summary`, `after-text`, `facts` (rows of the list
    “Using this page”, as dt and dd), `actions` (what a reader can do with the page), `foot`,
    `paper` (the line at the foot of the printed page, in the place of the plain one).
    """

    place: str
    html: Markup
    order: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class PageMark:
    """A word of warning behind a page's title wherever it is listed; `tone` is `warning` or `plain`."""

    words: str
    tone: str = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageKeepers:
    """Who keeps a page: the accounts that are told when it is recalled, and in how many reading lists it stands."""

    account_ids: frozenset[int]
    lists: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """A recall that came into force or, when `is_lifted`, ended.

    `slug` is a page of the toolkit, or with `region_id` the key of a region's tool. The replacement may be missing.
    """

    slug: str
    region_id: str | None
    title: str
    reason: str
    at: datetime
    is_urgent: bool = False
    is_lifted: bool = False
    replacement_title: str = ""
    replacement_url: str = ""
