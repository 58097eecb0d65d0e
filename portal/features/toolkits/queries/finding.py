"""Find pages by what they are, for whom and when; every choice says how many pages it would leave."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from portal.features.toolkits import rules
from portal.features.toolkits.queries.links import PageLink, list_pages, pages_by_slug
from portal.features.toolkits.queries.marks import Marks, marks_of, number_of
from portal.features.toolkits.queries.use import uses_by_slug
from portal.foundation.vocabulary import AGES, AUDIENCES, ELEMENTS, LANGUAGES, PHASES
from portal.infrastructure.epoch import kept_per_epoch

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

FOUND = {kind: label for kind, label in rules.KINDS.items() if kind != rules.LANDING}
FACETS: dict[str, tuple[str, Mapping[str, str]]] = {
    "kind": ("Kind of page", FOUND),
    "phase": ("Moment of the case", PHASES),
    "element": ("Topic", ELEMENTS),
    "age": ("Child’s age", AGES),
    "audience": ("For whom", AUDIENCES),
    "language": ("Language", LANGUAGES),
}
NEWEST, USED = "newest", "used"
ORDERS = {"": "In order", NEWEST: "Newest", USED: "Most used"}
EVERYONE = "all"
CASE = "case"  # the page on the moments of a case
STARTS = {  # the pages that lead into the finder, what they ask it for, and by which sorts of choices
    rules.HOME: ("", ("phase", "element", "age", "audience")),
    "how-to-use": ("", ("audience", "phase", "element", "age")),
    "direct-practice": ("social-worker", ("phase", "age", "kind")),
    "for-social-workers": ("social-worker", ("phase", "element", "age", "kind")),
    "for-supervisors": ("supervisor", ("element", "phase", "kind")),
    "for-leaders": ("leader", ("element", "kind")),
    "for-partners": ("partner", ("phase", "kind", "language")),
}
FINDER = "/toolkit/find"
LONGEST_WORDS, MOST_KEPT = 100, 10_000  # texts of more than a thousand pages


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader looks for; an empty part asks for nothing."""

    kind: str = ""
    phase: str = ""
    element: str = ""
    age: str = ""
    audience: str = ""
    language: str = ""
    q: str = ""
    order: str = ""

    def at(self, address: str) -> str:
        """Return the address that asks for this at a page."""
        asked = {name: value for name, value in asdict(self).items() if value}
        return f"{address}?{urlencode(asked)}" if asked else address

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked for; an order is no question."""
        return replace(self, order="") == Wish()


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice: what it is called, how many pages it would leave, and the address that makes it."""

    label: str
    count: int
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """Choices of one sort. `chosen` is the label of the one that was made, `any_url` takes it back."""

    name: str
    label: str
    chosen: str
    any_url: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for a wish, and the ways on from it."""

    wish: Wish
    address: str
    pages: tuple[PageLink, ...]
    facets: tuple[Facet, ...]
    orders: tuple[Choice, ...]

    @property
    def clear_url(self) -> str:
        """The address without any choice."""
        return Wish(order=self.wish.order).at(self.address)

    @property
    def hidden(self) -> dict[str, str]:
        """What the form for words must keep."""
        return {name: value for name, value in asdict(self.wish).items() if value and name != "q"}


@dataclass(frozen=True, slots=True)
class Ways:
    """The ways from a page into the finder, and to the page on the moments of a case if it is published."""

    facets: tuple[Facet, ...]
    url: str
    case_url: str


@kept_per_epoch
def ways_from(slug: str) -> Ways | None:
    """Return the ways that a page leads, if it is one of those with ways."""
    if slug not in STARTS:
        return None
    audience, names = STARTS[slug]
    wish = Wish(audience=audience)
    marks = marks_within("")
    facets = (facet_of(name, marks, wish, FINDER, marks.everything) for name in names)
    return Ways(tuple(facet for facet in facets if len(facet.choices) > 1), wish.at(FINDER), case_address())


def case_address() -> str:
    """Return the address of the page on the moments of a case, if it is published."""
    page = pages_by_slug().get(CASE)
    return page.url if page else ""


def wish_of(asked: Mapping[str, str]) -> Wish:
    """Return what an address asks for; what is no choice is left out."""
    chosen = {name: asked[name] for name, (_, labels) in FACETS.items() if asked.get(name) in labels}
    order = asked.get("order", "")
    words = " ".join(asked.get("q", "").split())[:LONGEST_WORDS]
    return Wish(**chosen, q=words, order=order if order in ORDERS else "")


def find(wish: Wish, *, address: str, within: str = "") -> Found:
    """Return the pages that meet a wish, all of one kind if `within` names it."""
    marks = marks_within(within)
    words = with_words(marks, wish)
    names = [name for name in FACETS if not (within and name == "kind")]
    facets = (facet_of(name, marks, wish, address, words) for name in names)
    return Found(
        wish=wish,
        address=address,
        pages=in_order(marks.those(meeting(marks, wish, words)), wish),
        facets=tuple(facet for facet in facets if len(facet.choices) > 1 or facet.chosen),
        orders=tuple(
            Choice(label, 0, replace(wish, order=order).at(address), order == wish.order)
            for order, label in ORDERS.items()
        ),
    )


def facet_of(name: str, marks: Marks, wish: Wish, address: str, words: int) -> Facet:
    """Return the choices of one sort that leave anything, and the one that was made; `words` marks whom they leave."""
    label, labels = FACETS[name]
    made = getattr(wish, name)
    rest = meeting(marks, wish, words, but=name)
    counts = {key: (rest & marks.of(name, key)).bit_count() for key in labels}
    choices = [
        Choice(words, counts[key], replace(wish, **{name: key}).at(address), key == made)
        for key, words in labels.items()
        if counts[key] or key == made
    ]
    return Facet(name, label, labels.get(made, ""), replace(wish, **{name: ""}).at(address), tuple(choices))


def meeting(marks: Marks, wish: Wish, words: int, *, but: str = "") -> int:
    """Return the number of the pages that meet a wish, one sort of choices left aside.

    Without a language each page is there once, not again in translation.
    """
    found = words if wish.language or but == "language" else words & marks.once
    for name in FACETS:
        if name != but:
            found &= marks.of(name, getattr(wish, name))
    return found


def matching(wish: Wish) -> tuple[PageLink, ...]:
    """Return the pages that meet a wish."""
    marks = marks_within("")
    return marks.those(meeting(marks, wish, with_words(marks, wish)))


@kept_per_epoch
def marks_within(kind: str) -> Marks:
    """Return what the pages are that can be found, all of one kind if one is named."""
    pages = (page for page in list_pages() if page.kind == kind or (not kind and page.kind != rules.LANDING))
    return marks_of(tuple(pages), choices_of)


def choices_of(page: PageLink) -> Iterator[tuple[str, str]]:
    """Give everything that a page is by the sorts of choices."""
    for name in FACETS:
        yield from ((name, value) for value in values_of(page, name))


def with_words(marks: Marks, wish: Wish) -> int:
    """Return the number of the pages that have the words of a wish: each page is looked at once."""
    parts = words_in(wish.q)
    return number_of(has_words(page, parts) for page in marks.pages) if parts else marks.everything


def values_of(page: PageLink, name: str) -> tuple[str, ...]:
    """Return what a page is by one sort of choices; a page for everyone is for each."""
    if name == "audience":
        return tuple(AUDIENCES) if EVERYONE in page.audience else page.audience
    if name == "phase":
        return page.phases
    if name == "age":
        return page.ages
    return (getattr(page, name) or "",)


def in_order(pages: Iterable[PageLink], wish: Wish) -> tuple[PageLink, ...]:
    """Return pages in the order that is wished for; what fits best stands first among equals."""
    words = words_in(wish.q)

    def fit(page: PageLink) -> tuple[bool, bool]:
        named = set(words_in(page.title))
        return (not all(any(word.startswith(part) for word in named) for part in words), page.audience == (EVERYONE,))

    ranked = sorted(pages, key=fit) if words or wish.audience else list(pages)
    if wish.order == NEWEST:
        ranked.sort(key=lambda page: (page.changed_on, page.kind in rules.ON_PAPER), reverse=True)
    if wish.order == USED:
        uses = uses_by_slug()
        ranked.sort(key=lambda page: uses.get(page.slug, 0), reverse=True)
    return tuple(ranked)


def has_words(page: PageLink, parts: tuple[str, ...]) -> bool:
    """Say whether title and summary have words that begin with each of the parts."""
    words = words_in(f"{page.title} {page.summary}")
    return all(any(word.startswith(part) for word in words) for part in parts)


@lru_cache(maxsize=MOST_KEPT)
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a text without capitals and accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return tuple(re.findall(r"\w+", plain.casefold()))


@kept_per_epoch
def list_newest(count: int) -> tuple[PageLink, ...]:
    """Return the pages that changed last."""
    return in_order(matching(Wish()), Wish(order=NEWEST))[:count]


@kept_per_epoch
def list_most_used(count: int) -> tuple[PageLink, ...]:
    """Return the pages that were opened most in the last weeks; none that was not opened at all."""
    uses = uses_by_slug()
    ranked = in_order(matching(Wish()), Wish(order=USED))[:count]
    return tuple(page for page in ranked if uses.get(page.slug))
