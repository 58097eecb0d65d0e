"""What a sheet is made of: frozen parts, the same for every kind of file. `part` names each for the PDF's template."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look; a line break is a run of its own."""

    words: str
    is_strong: bool = False
    is_em: bool = False
    is_code: bool = False
    is_struck: bool = False
    href: str = ""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; the sheet's title is level 1."""

    level: int
    runs: Runs
    part: str = field(default="heading", init=False)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running words."""

    runs: Runs
    part: str = field(default="paragraph", init=False)


@dataclass(frozen=True, slots=True)
class Listing:
    """Points: numbered from `start`, ticked off, or neither."""

    items: tuple[tuple[Part, ...], ...]
    start: int | None = None
    is_ticked: bool = False
    part: str = field(default="listing", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads."""

    head: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    part: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Box:
    """Something set apart: a caution, an example, questions to ask."""

    kind: str
    title: str
    parts: tuple[Part, ...]
    part: str = field(default="box", init=False)


@dataclass(frozen=True, slots=True)
class Quote:
    """Somebody else's words."""

    parts: tuple[Part, ...]
    part: str = field(default="quote", init=False)


@dataclass(frozen=True, slots=True)
class Code:
    """Words that keep their lines."""

    words: str
    part: str = field(default="code", init=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across."""

    part: str = field(default="rule", init=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its caption, and with what it shows in words."""

    svg: str
    alternative: str
    caption: str
    part: str = field(default="figure", init=False)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the library, by its file's name, with what it shows in words; its points are given to the writer."""

    name: str
    alternative: str
    width: int
    height: int
    part: str = field(default="picture", init=False)


@dataclass(frozen=True, slots=True)
class Room:
    """Room to write in: lines, a frame, short fields, or a scale, under a label and words of help."""

    kind: str
    label: str
    parts: tuple[Part, ...] = ()
    lines: int = 0
    size: str = ""
    labels: tuple[str, ...] = ()
    steps: tuple[int, ...] = ()
    part: str = field(default="room", init=False)


SIZES = (11.0, 10.75, 10.5, 10.25, 10.0)

Part: TypeAlias = "Heading | Paragraph | Listing | Table | Box | Quote | Code | Rule | Figure | Picture | Room"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A whole sheet: its words, and what stands at its end (`facts`) and at the foot of each page.

    `sizes` are those its letters may have, in points, the one that is liked best first: a sheet takes the first with
    which it has no more than `most_pages` and its last page is no nearly empty one.
    """

    title: str
    summary: str
    eyebrow: str
    parts: tuple[Part, ...]
    author: str
    changed_on: date
    language: str = "en"
    is_right_to_left: bool = False
    sizes: tuple[float, ...] = SIZES
    most_pages: int = 0  # 0 for as many as it takes
    facts: tuple[tuple[str, str], ...] = ()
    foot: tuple[str, ...] = ()
    check_url: str = ""
    check_words: str = ""
    page_words: str = "Page"
