"""Cells of spreadsheets: what is safe to write into one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BYTE_MARK = "\ufeff"  # by it a spreadsheet knows UTF-8
# a spreadsheet takes what begins so for a formula, some the wide letters too (OWASP, CSV injection)
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def plain_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def csv_line(cells: Iterable[str]) -> str:
    """Return cells as a line that a spreadsheet opens without running anything."""
    held = io.StringIO()
    csv.writer(held).writerow([plain_cell(cell) for cell in cells])
    return held.getvalue()
