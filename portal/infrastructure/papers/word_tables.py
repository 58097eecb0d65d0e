"""Tables of a Word file: as wide as the page, each column as its words need, with rows high enough to write in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.shared import Inches, Pt

from portal.infrastructure.papers import word_marks as marks
from portal.infrastructure.papers import word_styles as styles

if TYPE_CHECKING:
    from portal.infrastructure.papers.parts import Runs, Table

NARROWEST, WIDEST, OPEN = 9, 42, 34  # of columns, in letters; open ones are written into
ROW_TO_FILL = Inches(0.32)
ROWS_TOGETHER = 8  # a table with fewer to fill in stands on one page


def write_table(document: Any, table: Table) -> None:
    """Write a table whose heads come again on each page."""
    rows = (table.head, *table.rows)
    columns = max(len(row) for row in rows)
    written = document.add_table(len(rows), columns, style="Table Grid")
    marks.set_widths(written, widths_of(table, columns))
    written.alignment = WD_TABLE_ALIGNMENT.CENTER  # else its lines stand out to the left of the words above
    to_fill = is_to_fill(table, columns)
    for number, (row, made) in enumerate(zip(rows, written.rows, strict=True)):
        fill_row(made, row, is_head=number == 0)
        marks.keep_whole(made)
        if to_fill and number:
            made.height, made.height_rule = ROW_TO_FILL, WD_ROW_HEIGHT_RULE.AT_LEAST
        for cell in made.cells if to_fill and number < len(table.rows) < ROWS_TOGETHER else ():
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    marks.repeat_head(written.rows[0])
    styles.add_gap(document)


def fill_row(made: Any, row: tuple[Runs, ...], *, is_head: bool) -> None:
    """Write the cells of a row."""
    for cell, runs in zip(made.cells, row, strict=False):
        marks.add_runs(cell.paragraphs[0], runs, is_head=is_head)
    for cell in made.cells:
        look = cell.paragraphs[0].paragraph_format
        look.space_before = look.space_after = Pt(2)


def is_to_fill(table: Table, columns: int) -> bool:
    """Say whether somebody writes into a table: it has an empty row, or an empty column."""
    return any(not any(row) for row in table.rows) or any(is_open(table, column) for column in range(columns))


def is_open(table: Table, column: int) -> bool:
    """Say whether a column has nothing below its head."""
    return bool(table.rows) and not any(column < len(row) and row[column] for row in table.rows)


def widths_of(table: Table, columns: int) -> list[int]:
    """Return the width of each column: what is written into takes the room that words leave."""
    letters = [letters_in(table, column) for column in range(columns)]
    return [styles.WIDTH * wanted // sum(letters) for wanted in letters]


def letters_in(table: Table, column: int) -> int:
    """Return how many letters' room a column takes."""
    counts = [
        sum(len(run.words) for run in row[column]) if column < len(row) else 0 for row in (table.head, *table.rows)
    ]
    return OPEN if is_open(table, column) else min(max(NARROWEST, *counts), WIDEST)
