"""Room to write in, as Word has it: lines, frames, fields, scales."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Inches, Pt

from portal.infrastructure.papers import word_marks as marks
from portal.infrastructure.papers import word_styles as styles

if TYPE_CHECKING:
    from portal.infrastructure.papers.parts import Room

LINE = Pt(23)
FRAMES = {"small": Inches(1.4), "medium": Inches(2.25), "large": Inches(4.2)}
FIELDS_ACROSS = 3
NO_LINE_FEED = 22


def write_room(document: Any, room: Room) -> None:
    """Write the room itself."""
    if room.kind == "write":
        write_lines(document, room.lines)
    elif room.kind == "draw":
        write_frame(document, room.size)
    elif room.kind == "fields":
        write_fields(document, room.labels)
    elif room.kind == "scale":
        write_scale(document, room)


def write_lines(document: Any, count: int) -> None:
    """Write lines, kept together where they fit on one page."""
    for number in range(count):
        paragraph = document.add_paragraph()
        marks.draw_border(paragraph, "bottom", "between")
        look = paragraph.paragraph_format
        look.space_after, look.line_spacing = Pt(0), LINE
        look.keep_with_next = number + 1 < count <= NO_LINE_FEED
    styles.add_gap(document)


def write_frame(document: Any, size: str) -> None:
    """Write an empty frame."""
    table = document.add_table(1, 1, style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    row = table.rows[0]
    row.height, row.height_rule = FRAMES[size], WD_ROW_HEIGHT_RULE.AT_LEAST
    marks.keep_whole(row)
    styles.add_gap(document)


def write_fields(document: Any, labels: tuple[str, ...]) -> None:
    """Write short lines side by side, each under its label."""
    across = min(len(labels), FIELDS_ACROSS)
    table = document.add_table(-(-len(labels) // across), across)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, label in enumerate(labels):
        row = table.rows[number // across]
        row.height = Inches(0.45)
        cell = row.cells[number % across]
        marks.add_words(cell.paragraphs[0], f"{label}: ")
        draw_under(cell)
    styles.add_gap(document)


def draw_under(cell: Any) -> None:
    """Draw a line under a cell."""
    border = OxmlElement("w:tcBorders")
    border.append(marks.side_of("bottom", 4))
    cell._tc.get_or_add_tcPr().append(border)  # noqa: SLF001 - the library draws no single line


def write_scale(document: Any, room: Room) -> None:
    """Write the numbers of a scale in a row, and what both ends mean under them."""
    table = document.add_table(1, len(room.steps), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for cell, step in zip(table.rows[0].cells, room.steps, strict=True):
        cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        marks.add_words(cell.paragraphs[0], str(step)).bold = True
    ends = document.add_paragraph(style="Caption")
    stops = ends.paragraph_format.tab_stops
    stops.add_tab_stop(styles.WIDTH, alignment=WD_TAB_ALIGNMENT.RIGHT)
    marks.add_words(ends, "\t".join(room.labels))
