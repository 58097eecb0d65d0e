"""Where a region's note stands on a page, what it may hold, and when the statewide text has moved under it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ABOVE, BELOW = "after-summary", "after-text"
PLACES = {ABOVE: "Above the text", BELOW: "Below the text"}
LEADS_TO = ("tools", "contacts")  # kinds of the region's items that a note may lead to
LONGEST_NOTE = 2_000
MOST_PAIRS = 250_000  # of paragraphs laid beside one another; longer texts are shown whole
SHOWN_AFTER = timedelta(days=30)
HEADING = re.compile(r"<h[2-4][ >]")


@dataclass(frozen=True, slots=True)
class Statewide:
    """What a page said from a day on: the words a note stands beside."""

    number: int
    changed_on: date
    title: str
    summary: str
    body: str

    @property
    def words(self) -> str:
        """Everything a reader reads, as it was written."""
        return f"{self.title}\n\n{self.summary}\n\n{self.body}"


def moved_on(texts: Sequence[Statewide]) -> date | None:
    """Return since when a page has said something else; `texts` begin with what it said when the note was confirmed.

    A version that only names another owner or another day of checking says the same, and so does one that was undone.
    """
    kept, newest = texts[0].words, texts[-1].words
    if kept == newest:
        return None
    return next(text.changed_on for text in texts if text.words != kept)


def changed_parts(before: str, after: str) -> tuple[str, str]:
    """Return what is not the same of two texts: whole paragraphs of each, under the headings they stand below."""
    old, new = (re.split(r"\n{2,}", text) for text in (before, after))
    if len(old) * len(new) > MOST_PAIRS:
        return before, after
    gone: list[str] = []
    came: list[str] = []
    for deed, start, end, begin, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if deed != "equal":
            gone += with_heading(old, start, end)
            came += with_heading(new, begin, until)
    return "\n\n".join(gone), "\n\n".join(came)


def with_heading(blocks: Sequence[str], start: int, end: int) -> list[str]:
    """Return some paragraphs under the heading they stand below; of none, the heading alone."""
    above = next((block for block in reversed(blocks[:start]) if block.startswith("#")), "")
    shown = [above, *blocks[start:end]] if above else list(blocks[start:end])
    return [block.lstrip("# ") if block.startswith("#") else block for block in shown]


def is_late(moved: date | None, on: date) -> bool:
    """Say whether nobody has confirmed a note for so long after the change that its readers are told."""
    return moved is not None and on - moved >= SHOWN_AFTER


def note_faults(html: str, problems: Iterable[str], dead_links: Iterable[str]) -> list[str]:
    """Return what is wrong with a note: headings are the page's own, and its links lead somewhere."""
    faults = [f"{problem[:1].upper()}{problem[1:]}." for problem in problems]
    if HEADING.search(html):
        faults.append("A note has no headings: they are those of the page. Use bold words instead.")
    return faults + [f"A link leads nowhere: {link}." for link in dead_links]
