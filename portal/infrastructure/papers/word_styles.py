"""The styles of a Word file: plain, in grey, on US Letter, in the sheet's language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

if TYPE_CHECKING:
    from portal.infrastructure.papers.parts import Sheet

LETTER, MARGIN = (Inches(8.5), Inches(11)), Inches(0.8)
TOP, BOTTOM, FOOT = Inches(0.65), Inches(1.2), Inches(0.4)  # the foot stands within the bottom margin
WIDTH = LETTER[0] - 2 * MARGIN
BLACK, SOFT = RGBColor(0, 0, 0), RGBColor(0x4D, 0x4D, 0x4D)
FACE, LEADING = "Calibri", 1.08
SIZES = {"Normal": 11, "Title": 20, "Subtitle": 12, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11, "Caption": 9,
         "Footer": 8}  # fmt: skip
SPACES = {  # before and after, in points
    "Normal": (0, 5), "Title": (0, 4), "Subtitle": (0, 8), "Heading 1": (11, 3), "Heading 2": (8, 2),
    "Heading 3": (6, 2), "Caption": (0, 3), "Footer": (0, 0), "List Continue": (0, 3), "List Continue 2": (0, 3),
    "List Continue 3": (0, 3),
}  # fmt: skip
TOGETHER = ("Title", "Heading 1", "Heading 2", "Heading 3")
GAP = Pt(4)


def set_up(document: Any, sheet: Sheet) -> None:
    """Make the page US Letter and every style plain, in grey, and in the sheet's language."""
    section = document.sections[0]
    section.page_width, section.page_height = LETTER
    section.left_margin = section.right_margin = MARGIN
    section.top_margin, section.bottom_margin, section.footer_distance = TOP, BOTTOM, FOOT
    for name, size in SIZES.items():
        write_letters(document.styles[name], name, size)
    for name, (before, after) in SPACES.items():
        look = document.styles[name].paragraph_format
        look.space_before, look.space_after, look.line_spacing = Pt(before), Pt(after), LEADING
        look.keep_with_next = True if name in TOGETHER else None
    border = document.styles["Title"].element.pPr.find(qn("w:pBdr"))
    if border is not None:
        document.styles["Title"].element.pPr.remove(border)
    for language in document.styles.element.iter(qn("w:lang")):
        for name in ("val", "bidi") if sheet.is_right_to_left else ("val",):
            language.set(qn(f"w:{name}"), sheet.language)


def write_letters(style: Any, name: str, size: int) -> None:
    """Give a style its letters: no colour, no slant, nothing spread out."""
    font = style.font
    font.name, font.size, font.bold, font.italic = FACE, Pt(size), name.startswith(("Title", "Heading")), False
    font.color.rgb = SOFT if name in {"Subtitle", "Caption", "Footer"} else BLACK
    letters = style.element.rPr
    for face in [key for key in letters.rFonts.attrib if "Theme" in key or key.endswith("heme")]:
        del letters.rFonts.attrib[face]
    for spread in letters.findall(qn("w:spacing")):
        letters.remove(spread)
    for numbers in style.element.pPr.findall(qn("w:numPr")) if style.element.pPr is not None else ():
        style.element.pPr.remove(numbers)


def add_gap(document: Any) -> None:
    """Add a small gap: what stands on both of its sides does not grow together."""
    look = document.add_paragraph(style="Caption").paragraph_format
    look.space_after, look.line_spacing = Pt(0), GAP
