"""The moments of a case, as the page on them tells: a part for each, with the ways to what serves there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup

from portal.features.toolkits.queries.finding import FINDER, Wish, matching
from portal.features.toolkits.queries.pages import PageView
from portal.foundation.vocabulary import PHASES

HEADING = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of a case: its anchor, its name, what is told of it, and how many pages serve there, with the way."""

    id: str
    label: str
    html: Markup
    count: int
    url: str


def moments_of(page: PageView) -> tuple[Markup, tuple[Moment, ...]]:
    """Return what stands above a page's first heading, and a moment for each of its headings."""
    opening, *parts = HEADING.split(page.html)
    moments = [moment_of(*parts[n : n + 3]) for n in range(0, len(parts), 3)]
    return Markup(opening), tuple(moments)  # noqa: S704 - parts of what the sanitizer made


def moment_of(anchor: str, label: str, html: str) -> Moment:
    """Return one part of the page; only a part named like a moment of the closed list has pages to count."""
    wish = Wish(phase=next((key for key, words in PHASES.items() if words == label), ""))
    count = len(matching(wish)) if wish.phase else 0
    return Moment(anchor, label, Markup(html), count, wish.at(FINDER))  # noqa: S704 - as above
