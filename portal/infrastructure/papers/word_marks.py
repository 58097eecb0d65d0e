"""Word's own marks: styles, words in a look, links, numbers, pictures with words, borders, direction."""

from __future__ import annotations

from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx.enum.text import WD_BREAK
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches

from portal.infrastructure.papers.words import drawable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.text.paragraph import Paragraph
    from docx.text.run import Run as WordRun

    from portal.infrastructure.papers.parts import Run, Runs, Sheet

TALLEST = Inches(2.9)  # of a picture


def name_file(document: Any, sheet: Sheet) -> None:
    """Say in the file what it is, whose and of when; nothing of who made it where."""
    made = datetime.combine(sheet.changed_on, time(12))
    facts = document.core_properties
    facts.title, facts.author, facts.language = drawable(sheet.title), drawable(sheet.author), sheet.language
    facts.subject, facts.comments, facts.last_modified_by = drawable(sheet.summary)[:255], "", ""
    facts.created = facts.modified = made
    facts.title, facts.author = facts.title[:255], facts.author[:255]


def add_words(paragraph: Paragraph, words: str) -> WordRun:
    """Add plain words."""
    return paragraph.add_run(drawable(words))


def add_runs(paragraph: Paragraph, runs: Runs, *, is_head: bool = False) -> None:
    """Add words in their looks; a link leads where it led."""
    for run in runs:
        if run.words == "\n":
            paragraph.add_run().add_break(WD_BREAK.LINE)
            continue
        added = add_words(paragraph, run.words)
        dress(added, run, is_head=is_head)
        if run.href:
            link(paragraph, added, drawable(run.href))


def dress(added: WordRun, run: Run, *, is_head: bool) -> None:
    """Give added words their look."""
    added.bold = True if run.is_strong or is_head else None
    added.italic = True if run.is_em else None
    added.font.strike = True if run.is_struck else None
    if run.is_code:
        added.font.name = "Consolas"


def link(paragraph: Paragraph, added: WordRun, href: str) -> None:
    """Let added words lead somewhere."""
    relation = paragraph.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), relation)
    added.underline = True
    paragraph._p.replace(added._r, element)  # noqa: SLF001 - the library adds no links
    element.append(added._r)  # noqa: SLF001 - as above


def new_numbers(document: Any, style: str, start: int) -> int:
    """Return a numbering of its own for one list, so that each begins where it says."""
    numbering = document.part.numbering_part.element
    used = document.styles[style].element.pPr.numPr.numId.val
    pattern = next(num for num in numbering.num_lst if num.numId == used).abstractNumId.val
    num = numbering.add_num(pattern)
    num.add_lvlOverride(ilvl=0).add_startOverride(max(start, 0))
    return int(num.numId)


def set_numbers(paragraph: Paragraph, numbers: int) -> None:
    """Count a paragraph in a numbering."""
    place = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - the library numbers by style only
    place.get_or_add_ilvl().val = 0
    place.get_or_add_numId().val = numbers


def number_page(paragraph: Paragraph, words: str) -> None:
    """Write “Page 1 / 2”, which Word counts."""
    add_words(paragraph, f"{words} ")
    add_field(paragraph, "PAGE")
    add_words(paragraph, " / ")
    add_field(paragraph, "NUMPAGES")


def add_field(paragraph: Paragraph, name: str) -> None:
    """Add something that Word works out."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    field.append(add_words(paragraph, "1")._r)  # noqa: SLF001 - the library has no fields
    paragraph._p.append(field)  # noqa: SLF001 - as above


def add_picture(paragraph: Paragraph, picture: bytes, width: int, alternative: str) -> None:
    """Add a picture with what it shows in words, this wide where it is not too tall then."""
    shape = paragraph.add_run().add_picture(BytesIO(picture), width=width)
    if shape.height > TALLEST:
        shape.width, shape.height = shape.width * TALLEST // shape.height, TALLEST
    shape._inline.docPr.set("descr", drawable(alternative))  # noqa: SLF001 - the library sets no alternative


def repeat_head(row: Any) -> None:
    """Let a row be the head of its table, on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - the library has no heads


def keep_whole(row: Any) -> None:
    """Let a row stand on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 - the library cannot keep a row whole


def set_widths(table: Any, widths: Sequence[int]) -> None:
    """Give each column its width, and every cell too: some programs look at the ones, some at the others."""
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def draw_border(paragraph: Paragraph, *sides: str, size: int = 4) -> None:
    """Draw lines at sides of a paragraph; `between` is the line to the next one that looks the same."""
    border_of(paragraph._p, sides, size)  # noqa: SLF001 - the library draws none


def keep_with_next(element: Any) -> None:
    """Keep a paragraph's element on the page of what follows."""
    element.get_or_add_pPr().keepNext_val = True


def draw_top(table: Any) -> None:
    """Draw a line over a table."""
    border = OxmlElement("w:tblBorders")
    border.append(side_of("top", 4))
    table._tbl.tblPr.insert_element_before(border, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")  # noqa: SLF001 - the library draws no single line


def draw_side(element: Any) -> None:
    """Draw a line at the side of a paragraph that is set apart."""
    if element.tag == qn("w:p"):
        border_of(element, ("left",), 18)


def border_of(element: Any, sides: Sequence[str], size: int) -> None:
    """Draw lines at sides of a paragraph's element."""
    facts = element.get_or_add_pPr()
    border = OxmlElement("w:pBdr")
    for side in sides:
        border.append(side_of(side, size))
    facts.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:bidi", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def side_of(side: str, size: int) -> Any:
    """Return one line of a border."""
    drawn = OxmlElement(f"w:{side}")
    for name, value in {"val": "single", "sz": str(size), "space": "4", "color": "7F7F7F"}.items():
        drawn.set(qn(f"w:{name}"), value)
    return drawn


def turn_round(document: Any) -> None:
    """Let the whole file run from right to left."""
    for part in (document.element.body, document.sections[0].footer._element):  # noqa: SLF001 - the library has no direction
        for paragraph in part.iter(qn("w:p")):
            paragraph.get_or_add_pPr().insert_element_before(
                OxmlElement("w:bidi"), "w:spacing", "w:ind", "w:jc", "w:rPr"
            )
        for run in part.iter(qn("w:r")):
            run.get_or_add_rPr().append(OxmlElement("w:rtl"))
        for table in part.iter(qn("w:tblPr")):
            table.insert_element_before(OxmlElement("w:bidiVisual"), "w:tblW", "w:tblLayout", "w:tblLook")
