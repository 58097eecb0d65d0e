"""A sheet as a Word file (DOCX): real headings, lists and tables, to be changed and filled in on one's own computer."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import segno
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Inches

from portal.infrastructure.papers import word_marks as marks
from portal.infrastructure.papers import word_rooms as rooms
from portal.infrastructure.papers import word_styles as styles
from portal.infrastructure.papers import word_tables as tables
from portal.infrastructure.papers.parts import (
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Quote,
    Room,
    Rule,
    Run,
    Table,
)
from portal.infrastructure.papers.pictures import as_word_takes, picture_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from docx.text.paragraph import Paragraph as WordParagraph

    from portal.infrastructure.papers.parts import Part, Runs, Sheet

DEEPEST_LIST = 3
FIGURE_WIDTH = Inches(4.6)
POINTS_AN_INCH = 150  # of a picture as it lies in the library
BOX_TOGETHER = 8  # paragraphs of a box that stands on one page
PARAGRAPH = qn("w:p")
TICK = "tick"


def write_word(sheet: Sheet, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the sheet as a Word file. `pictures` are the files of its pictures by name."""
    document = Document()
    styles.set_up(document, sheet)
    writer = Writer(document, pictures or {})
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
    table = foot.add_table(1, 2, styles.WIDTH)
    marks.draw_top(table)
    marks.set_widths(table, [styles.WIDTH - Inches(0.8), Inches(0.8)])
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

    def __init__(self, document: Any, pictures: Mapping[str, bytes]) -> None:
        self._document, self._pictures = document, pictures
        self._writers: dict[type, Callable[[Any], object]] = {
            Heading: self.write_heading,
            Listing: lambda listing: self.write_listing(listing, depth=1),
            Table: lambda table: tables.write_table(document, table),
            Box: self.write_box,
            Quote: lambda said: self.write(said.parts, style="Quote"),
            Code: lambda code: marks.add_words(self.paragraph((), "macro"), code.words),
            Rule: lambda _: marks.draw_border(self.paragraph((), None), "bottom"),
            Figure: self.write_figure,
            Picture: self.write_picture,
            Room: self.write_room,
        }

    def write(self, parts: Iterable[Part], *, style: str | None = None) -> None:
        """Write parts; `style` is that of plain paragraphs among them."""
        for part in parts:
            self.write_part(part, style=style)

    def write_part(self, part: Part, *, style: str | None) -> None:
        """Write one part."""
        if isinstance(part, Paragraph):
            self.paragraph(part.runs, style)
        else:
            self._writers[type(part)](part)

    def write_heading(self, heading: Heading) -> None:
        """Write a heading; the sheet's title stands above level 1."""
        marks.add_runs(self._document.add_heading(level=heading.level - 1), heading.runs)

    def write_figure(self, figure: Figure) -> None:
        """Write a drawing, and its caption under it."""
        drawn = self.paragraph((), None)
        marks.add_picture(drawn, picture_of(figure.svg), FIGURE_WIDTH, figure.alternative)
        drawn.paragraph_format.keep_with_next = True
        marks.add_words(self.paragraph((), "Caption"), figure.caption)

    def write_picture(self, picture: Picture) -> None:
        """Write a picture of the library; for one whose file is missing, its words."""
        data = self._pictures.get(picture.name)
        if data is None:
            self.paragraph((Run(picture.alternative),), None)
            return
        width = min(styles.WIDTH, Inches(picture.width / POINTS_AN_INCH))
        marks.add_picture(self.paragraph((), None), as_word_takes(data), width, picture.alternative)

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

    def write_box(self, box: Box) -> None:
        """Write what is set apart, with a line at its side; a short one stands on one page."""
        before = self.count()
        if box.title:
            title = self.paragraph((), None)
            marks.add_words(title, box.title).bold = True
            title.paragraph_format.keep_with_next = True
        self.write(box.parts)
        written = self.paragraphs_from(before)
        for element in written:
            marks.draw_side(element)
        for element in written[:-1] if len(written) <= BOX_TOGETHER else ():
            marks.keep_with_next(element)
        styles.add_gap(self._document)

    def write_room(self, room: Room) -> None:
        """Write a label, words of help and the room itself, kept together."""
        before = self.count()
        if room.label:
            marks.add_words(self.paragraph((), None), room.label).bold = True
        self.write(room.parts)
        written = self.paragraphs_from(before)
        for element in written[:-1] if room.kind == TICK else written:
            marks.keep_with_next(element)
        rooms.write_room(self._document, room)

    def count(self) -> int:
        """Return how much is written."""
        return len(self._document.element.body)

    def paragraphs_from(self, before: int) -> list[Any]:
        """Return the elements of what was written behind the first so many."""
        return [one for one in list(self._document.element.body)[before - 1 :] if one.tag == PARAGRAPH]
