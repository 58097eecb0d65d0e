"""A sheet as a Word file (DOCX): real headings, lists and tables, to be changed and filled in on one's own computer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from docx import Document
from docx.shared import Inches

from portal.infrastructure.papers import word_marks as marks
from portal.infrastructure.papers import word_rooms as rooms
from portal.infrastructure.papers.parts import (
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Room,
    Rule,
    Table,
)
from portal.infrastructure.papers.pictures import picture_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.text.paragraph import Paragraph as WordParagraph

    from portal.infrastructure.papers.parts import Part, Runs, Sheet

DEEPEST_LIST = 3
FIGURE_WIDTH = Inches(4.6)


def write_word(sheet: Sheet) -> bytes:
    """Return the sheet as a Word file."""
    document = Document()
    marks.set_up(document, sheet)
    writer = Writer(document)
    if sheet.eyebrow:
        marks.add_words(document.add_paragraph(style="Caption"), sheet.eyebrow)
    marks.add_words(document.add_paragraph(style="Title"), sheet.title)
    marks.add_words(document.add_paragraph(style="Subtitle"), sheet.summary)
    writer.write(sheet.parts)
    for label, words in sheet.facts:
        paragraph = document.add_paragraph(style="Caption")
        marks.add_words(paragraph, f"{label} ").bold = True
        marks.add_words(paragraph, words)
    if sheet.check_words:
        marks.add_words(document.add_paragraph(style="Caption"), sheet.check_words)
    write_foot(document, sheet)
    marks.name_file(document, sheet)
    if sheet.is_right_to_left:
        marks.turn_round(document)
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


def write_foot(document: Any, sheet: Sheet) -> None:
    """Write what stands at the foot of each page, with the square that leads to the code's page."""
    foot = document.sections[0].footer
    foot.is_linked_to_previous = False
    table = foot.add_table(1, 2, marks.WIDTH)
    marks.set_widths(table, [marks.WIDTH - Inches(0.8), Inches(0.8)])
    words, square = table.rows[0].cells
    lines = words.paragraphs[:1] + [words.add_paragraph() for _ in sheet.foot]
    for paragraph, line in zip(lines, sheet.foot, strict=False):
        marks.add_words(paragraph, line)
    marks.number_page(lines[-1], sheet.page_words)
    for paragraph in lines:
        paragraph.style = "Footer"
    if sheet.check_url:
        drawn = BytesIO()
        segno.make(sheet.check_url, error="m").save(drawn, kind="png", scale=8, border=0)
        marks.add_picture(square.paragraphs[0], drawn.getvalue(), Inches(0.6), sheet.check_words)
    foot._element.remove(foot.paragraphs[0]._p)  # noqa: SLF001 - the library has no way to take its empty one out
    marks.add_words(foot.add_paragraph(style="Footer"), "")


class Writer:
    """Writes parts one behind the other."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def write(self, parts: Iterable[Part], *, style: str | None = None) -> None:
        """Write parts; `style` is that of plain paragraphs among them."""
        for part in parts:
            self.write_part(part, style=style)

    def write_part(self, part: Part, *, style: str | None) -> None:
        """Write one part."""
        if isinstance(part, Heading):
            marks.add_runs(self._document.add_heading(level=part.level - 1), part.runs)
        elif isinstance(part, Paragraph):
            self.paragraph(part.runs, style)
        elif isinstance(part, Listing):
            self.write_listing(part, depth=1)
        elif isinstance(part, Table):
            self.write_table(part)
        elif isinstance(part, Box):
            self.write_box(part)
        elif isinstance(part, Quote):
            self.write(part.parts, style="Quote")
        elif isinstance(part, Code):
            marks.add_words(self.paragraph((), "macro"), part.words)
        elif isinstance(part, Rule):
            marks.draw_border(self.paragraph((), None), "bottom")
        elif isinstance(part, Figure):
            picture = picture_of(part.svg)
            marks.add_picture(self.paragraph((), None), picture, FIGURE_WIDTH, part.alternative)
            marks.add_words(self.paragraph((), "Caption"), part.caption)
        else:
            self.write_room(part)

    def paragraph(self, runs: Runs, style: str | None) -> WordParagraph:
        """Write a paragraph."""
        paragraph: WordParagraph = self._document.add_paragraph(style=style)
        marks.add_runs(paragraph, runs)
        return paragraph

    def write_listing(self, listing: Listing, *, depth: int) -> None:
        """Write a list; what follows in a point after its first words is set in as they are."""
        name = "List Number" if listing.start is not None else "List Bullet"
        behind = "" if depth == 1 else f" {depth}"
        numbers = marks.new_numbers(self._document, f"{name}{behind}", listing.start or 1)
        for item in listing.items:
            first, *rest = item or (Paragraph(()),)
            lead = isinstance(first, Paragraph)
            style = f"List Continue{behind}" if listing.is_ticked else f"{name}{behind}"
            paragraph = self.paragraph((), style)
            if listing.is_ticked:
                marks.add_words(paragraph, "☐ ")
            elif listing.start is not None:
                marks.set_numbers(paragraph, numbers)
            marks.add_runs(paragraph, first.runs if isinstance(first, Paragraph) else ())
            for part in rest if lead else item:
                if isinstance(part, Listing):
                    self.write_listing(part, depth=min(depth + 1, DEEPEST_LIST))
                else:
                    self.write_part(part, style=f"List Continue{behind}")

    def write_table(self, table: Table) -> None:
        """Write a table whose heads come again on each page."""
        columns = max(len(row) for row in (table.head, *table.rows))
        written = self._document.add_table(1 + len(table.rows), columns, style="Table Grid")
        for number, row in enumerate((table.head, *table.rows)):
            cells = written.rows[number].cells
            for cell, runs in zip(cells, row, strict=False):
                marks.add_runs(cell.paragraphs[0], runs, is_head=number == 0)
        marks.repeat_head(written.rows[0])
        self._document.add_paragraph(style="Caption")

    def write_box(self, box: Box) -> None:
        """Write what is set apart, with a line at its side."""
        body = self._document.element.body
        before = len(body)
        if box.title:
            marks.add_words(self.paragraph((), None), box.title).bold = True
        self.write(box.parts)
        for element in list(body)[before - 1 :]:
            marks.draw_side(element)

    def write_room(self, room: Room) -> None:
        """Write a label, words of help and the room itself, kept together."""
        if room.label:
            label = self.paragraph((), None)
            marks.add_words(label, room.label).bold = True
            label.paragraph_format.keep_with_next = True
        self.write(room.parts)
        rooms.write_room(self._document, room)
