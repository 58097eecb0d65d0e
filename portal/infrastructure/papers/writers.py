"""The writers of files. What they write with is large, so it is loaded when somebody asks for the first file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.infrastructure.papers.parts import Sheet


def write_pdf(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF."""
    from portal.infrastructure.papers import pdf  # noqa: PLC0415 - 7 MB that many processes never need

    return pdf.write_pdf(sheet)


def write_word(sheet: Sheet) -> bytes:
    """Return the sheet as a Word file."""
    from portal.infrastructure.papers import word  # noqa: PLC0415 - 7 MB that many processes never need

    return word.write_word(sheet)
