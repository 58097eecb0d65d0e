"""A sheet as a PDF: tagged for screen readers (PDF/UA-1), US Letter, in grey.

The template takes the whole sheet as data: nothing that somebody wrote is ever read as the template's language.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import segno
import typst

from portal.infrastructure.papers.words import drawable

if TYPE_CHECKING:
    from portal.infrastructure.papers.parts import Sheet

UNTITLED = "Untitled"  # a PDF for readers who listen must have a title
TEMPLATE = Path(__file__).parent / "sheet.typ"


def write_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF."""
    code = segno.make(sheet.check_url, error="m").svg_inline(border=0) if sheet.check_url else ""
    data = asdict(sheet) | {
        "title": sheet.title if drawable(sheet.title).strip() else UNTITLED,
        "day": [sheet.changed_on.year, sheet.changed_on.month, sheet.changed_on.day],
        "changed_on": sheet.changed_on.isoformat(),
        "square": code,
    }
    made_at = datetime.combine(sheet.changed_on, time(12), UTC)
    inputs = {"sheet": json.dumps(drawable(data))}
    timestamp = int(made_at.timestamp())
    try:
        written: bytes = typst.compile(
            TEMPLATE, sys_inputs=inputs, timestamp=timestamp, pdf_standards="ua-1", ignore_system_fonts=True
        )
    except typst.TypstError:  # a letter that none of its own fonts has: with the machine's, and without the claim
        written = typst.compile(TEMPLATE, sys_inputs=inputs, timestamp=timestamp)
    return written
