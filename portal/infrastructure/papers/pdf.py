"""A sheet as a PDF: tagged for screen readers (PDF/UA-1), US Letter, in grey.

The template takes the whole sheet as data: nothing that somebody wrote is ever read as the template's language.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
import typst

from portal.infrastructure.papers.pictures import as_drawing
from portal.infrastructure.papers.words import drawable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.infrastructure.papers.parts import Sheet

UNTITLED = "Untitled"  # a PDF for readers who listen must have a title
TEMPLATE, END = Path(__file__).parent / "sheet.typ", "<end>"
FULL_ENOUGH = 0.25  # of the last page, where there is more than one


@dataclass(frozen=True, slots=True)
class Fit:
    """How a sheet comes out with letters of one size: its pages, and how much of the last one is used, from 0 to 1."""

    size: float
    pages: int
    last: float

    def is_good(self, most_pages: int) -> bool:
        """Say whether it has no page too many and ends in no nearly empty one."""
        return self.pages <= (most_pages or self.pages) and (self.pages == 1 or self.last >= FULL_ENOUGH)


def write_pdf(sheet: Sheet, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the sheet as a PDF. `pictures` are the files of its pictures by name."""
    made = Made(sheet, pictures or {})
    try:
        return made.write(made.fit().size)
    except typst.TypstError:  # a letter that none of its own fonts has: with the machine's, and without the claim
        return made.write(sheet.sizes[0], is_claimed=False)


class Made:
    """A sheet in the making."""

    def __init__(self, sheet: Sheet, pictures: Mapping[str, bytes]) -> None:
        self._sheet = sheet
        code = segno.make(sheet.check_url, error="m").svg_inline(border=0) if sheet.check_url else ""
        data = asdict(sheet) | {
            "title": sheet.title if drawable(sheet.title).strip() else UNTITLED,
            "day": [sheet.changed_on.year, sheet.changed_on.month, sheet.changed_on.day],
            "changed_on": sheet.changed_on.isoformat(),
            "square": code,
            "pictures": {name: as_drawing(name, data) for name, data in pictures.items()},
        }
        self._inputs = {"sheet": json.dumps(drawable(data))}

    def fit(self) -> Fit:
        """Return the first good fit; where there is none, one with few pages and a full last one."""
        found = []
        for size in self._sheet.sizes:
            found.append(self.measure(size))
            if found[-1].is_good(self._sheet.most_pages):
                return found[-1]
        return min(found, key=lambda fit: (fit.pages, -fit.last))

    def measure(self, size: float) -> Fit:
        """Return how the sheet comes out with letters of a size; what is laid out is at hand when it is written."""
        end: Any = json.loads(
            typst.query(
                TEMPLATE,
                END,
                field="value",
                one=True,
                sys_inputs=self._inputs | {"size": str(size)},
                ignore_system_fonts=True,
            )
        )
        return Fit(size, end["page"], end["last"])

    def write(self, size: float, *, is_claimed: bool = True) -> bytes:
        """Return the file, which claims to be for readers who listen where every letter can be drawn."""
        written: bytes = typst.compile(
            TEMPLATE,
            sys_inputs=self._inputs | {"size": str(size)},
            timestamp=int(datetime.combine(self._sheet.changed_on, time(12), UTC).timestamp()),
            pdf_standards="ua-1" if is_claimed else [],
            ignore_system_fonts=is_claimed,
        )
        return written
