"""Cells of spreadsheets: what is safe to write into one."""

from __future__ import annotations

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes what begins so for a formula (OWASP, CSV injection)


def plain_cell(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text
