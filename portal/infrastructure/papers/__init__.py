"""Sheets of paper from a text's Markdown: one walk over its tokens, and from that a PDF and a Word file."""

from portal.infrastructure.papers.parts import (
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Part,
    Picture,
    Quote,
    Room,
    Rule,
    Run,
    Sheet,
    Table,
)
from portal.infrastructure.papers.pictures import pictures_in
from portal.infrastructure.papers.walking import parts_of
from portal.infrastructure.papers.writers import write_pdf, write_word

__all__ = [
    "Box",
    "Code",
    "Figure",
    "Heading",
    "Listing",
    "Paragraph",
    "Part",
    "Picture",
    "Quote",
    "Room",
    "Rule",
    "Run",
    "Sheet",
    "Table",
    "parts_of",
    "pictures_in",
    "write_pdf",
    "write_word",
]
