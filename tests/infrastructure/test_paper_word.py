"""Word files as a word processor lays them out: nothing torn apart, columns as wide as their words, a foot in place."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.shared import Inches

from portal.infrastructure.markup.markdown import build_parser, mark_lists
from portal.infrastructure.papers import Sheet, parts_of, write_word

WIDTH = Inches(8.5) - 2 * Inches(0.8)
FORM = """
::: draw medium House of worries
Or the child's own name for it:
:::

::: write 3 What we are worried about
:::

::: tick Done
- one
- two
:::

| Area | My number | What I have seen, at which meeting, and with whom in the room |
|---|---|---|
| Family voice |  | |
| Plans |  | |

::: caution Careful
Not now.
:::

| Part | Note |
|---|---|
| Date |  |
| Who wrote | child |
"""


def written(text: str = FORM, *, language: str = "en", is_right_to_left: bool = False) -> Any:
    """Return a text as a Word file, opened."""
    tokens = build_parser().parse(text)
    mark_lists(tokens, as_checklist=False)
    sheet = Sheet(
        title="A sheet",
        summary="What it is for.",
        eyebrow="",
        parts=parts_of(tokens, resolve=lambda _: ""),
        author="A",
        changed_on=date(2026, 7, 4),
        language=language,
        is_right_to_left=is_right_to_left,
        foot=("A sheet · Version 3", "Use initials."),
        check_url="https://portal.example/c/N8CX6RYY",
        check_words="Type the code.",
    )
    return docx.Document(BytesIO(write_word(sheet)))


def kept(paragraph: Any) -> bool:
    """Say whether a paragraph stays on the page of what follows."""
    return bool(paragraph.paragraph_format.keep_with_next)


def test_room_to_write_stays_with_its_label_and_its_help() -> None:
    paragraphs = written().paragraphs

    stays = {one.text: kept(one) for one in paragraphs if one.text}
    assert stays["House of worries"]
    assert stays["Or the child's own name for it:"]
    assert stays["What we are worried about"]
    assert (stays["Done"], stays["☐ one"], stays["☐ two"]) == (True, True, False)
    lines = [one for one in paragraphs if "w:between" in one._p.xml]
    assert [kept(one) for one in lines] == [True, True, False]


def test_rows_are_whole_heads_come_again_and_those_to_fill_in_are_high_enough() -> None:
    tables = {table.rows[0].cells[0].text: table for table in written().tables}

    to_fill, to_read = tables["Area"], tables["Part"]
    heights = [[row.height and round(row.height.inches, 2) for row in table.rows] for table in (to_fill, to_read)]
    assert heights == [[None, 0.32, 0.32], [None, None, None]]
    for table in (to_fill, to_read):
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert [kept(row.cells[0].paragraphs[0]) for row in to_fill.rows] == [True, True, False]


def test_a_table_is_as_wide_as_the_page_and_its_columns_as_their_words_need() -> None:
    [table] = [one for one in written().tables if one.rows[0].cells[0].text == "Area"]

    widths = [column.width for column in table.columns]
    assert abs(sum(widths) - WIDTH) < Inches(0.01)
    assert widths[0] < widths[1]
    assert [cell.width for cell in table.rows[1].cells] == widths


def test_the_foot_gives_its_words_the_room_and_the_square_the_rest() -> None:
    section = written().sections[0]

    [table] = section.footer.tables
    assert [column.width for column in table.columns] == [WIDTH - Inches(0.8), Inches(0.8)]
    assert "PAGE" in table.rows[0].cells[0]._tc.xml
    assert section.bottom_margin - section.footer_distance >= Inches(0.8), "the text ends above it"


def test_two_boxes_or_tables_in_a_row_do_not_grow_together() -> None:
    opened = written("::: note One\nA.\n:::\n\n::: note Two\nB.\n:::\n")

    words = [(one.text, "w:pBdr" in one._p.xml) for one in opened.paragraphs][2:-1]
    assert words == [("One", True), ("A.", True), ("", False), ("Two", True), ("B.", True), ("", False)]


def test_every_style_is_grey_and_plain_and_in_the_sheets_language() -> None:
    spanish, persian = written(language="es"), written(language="fa", is_right_to_left=True)

    for name in ("Title", "Subtitle", "Heading 1", "Heading 2", "Caption"):
        font = spanish.styles[name].font
        assert len(set(font.color.rgb)) == 1, name
        assert not font.italic
        assert spanish.styles[name].element.rPr.find(qn("w:spacing")) is None
    marks = [next(one.styles.element.iter(qn("w:lang"))) for one in (spanish, persian)]
    assert [(mark.get(qn("w:val")), mark.get(qn("w:bidi"))) for mark in marks] == [("es", "ar-SA"), ("fa", "fa")]
