"""The writers of files. What they write with is large, so it is loaded when somebody asks for the first file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from portal.infrastructure.papers.parts import Sheet


def write_pdf(sheet: Sheet, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the sheet as a PDF. `pictures` are the files of its pictures by name."""
    from portal.infrastructure.papers import pdf  # noqa: PLC0415 - 7 MB that many processes never need

    return pdf.write_pdf(sheet, pictures)


def write_word(sheet: Sheet, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the sheet as a Word file. `pictures` are the files of its pictures by name."""
    from portal.infrastructure.papers import word  # noqa: PLC0415 - 7 MB that many processes never need

    return word.write_word(sheet, pictures)
