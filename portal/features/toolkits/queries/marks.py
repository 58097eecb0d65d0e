"""Which pages are what, as numbers whose bits stand for pages: choices are counted without asking any page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.toolkits.queries.links import PageLink, without_doubles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Marks:
    """Pages, and for every choice a number in which the bit of each page is set that is that.

    `once` marks those that are not found beside their original: what is no translation of a published page.
    """

    pages: tuple[PageLink, ...]
    by_choice: Mapping[Choice, int]
    once: int

    @property
    def everything(self) -> int:
        """The number that marks every page."""
        return (1 << len(self.pages)) - 1

    def of(self, name: str, value: str) -> int:
        """Return the number of a choice; where nothing is chosen, of every page."""
        return self.by_choice.get((name, value), 0) if value else self.everything

    def those(self, marked: int) -> tuple[PageLink, ...]:
        """Return the pages a number marks."""
        bits = f"{marked:b}"[::-1]
        return tuple(page for page, bit in zip(self.pages, bits, strict=False) if bit == "1")


def marks_of(pages: tuple[PageLink, ...], choices_of: Callable[[PageLink], Iterable[Choice]]) -> Marks:
    """Return the numbers of all choices that some pages are."""
    by_choice: dict[Choice, int] = {}
    for place, page in enumerate(pages):
        for choice in choices_of(page):
            by_choice[choice] = by_choice.get(choice, 0) | 1 << place
    alone = set(without_doubles(pages))
    return Marks(pages, by_choice, number_of(page in alone for page in pages))


def number_of(given: Iterable[bool]) -> int:
    """Return the number that marks those pages for which something is given, in their order."""
    return int("".join("1" if one else "0" for one in given)[::-1] or "0", 2)
