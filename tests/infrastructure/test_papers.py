"""Sheets: one walk over the tokens, and what other programs find in the files."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from portal.infrastructure.markup.markdown import build_parser, mark_lists
from portal.infrastructure.papers import (
    Box,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Room,
    Run,
    Sheet,
    Table,
    parts_of,
    write_pdf,
    write_word,
)
from tests.conftest import cannot

if TYPE_CHECKING:
    from pathlib import Path

    from portal.infrastructure.papers import Part

FORM = """
::: fields Initials | Date | Age
:::

## Worries

::: write 4 What are we worried about?
Use *small* facts.
:::

::: scale 0 Not safe | 3 Safe
:::

::: draw medium House of worries
:::

::: tick What was prepared
- Interpreter
:::

1. one
2. two
   - within

| Who | When |
|---|---|
| Mother | Monday |
|  |  |

::: caution Careful
Not **now**.
:::

> Said

---
"""
ANY_TEXT = st.text(max_size=40)
MARKS = '#"\\$*_[](){}<>@`~|=+-:/ \n1aé'


def read(text: str) -> tuple[Part, ...]:
    """Return the parts of a text; links to pages lead to an address, all others are plain words."""
    tokens = build_parser().parse(text)
    mark_lists(tokens, as_checklist=False)
    return parts_of(
        tokens,
        resolve=lambda href: f"https://portal.example/{href[5:]}" if href.startswith("page:") else "",
        draw=lambda name: SQUARE if name == "houses" else "",
    )


SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def sheet(text: str = FORM, **given: object) -> Sheet:
    """Return a sheet of a text."""
    values: dict[str, object] = {
        "title": "A sheet",
        "summary": "What it is for.",
        "eyebrow": "Blank form",
        "parts": read(text),
        "author": "SOP Backbone Committee",
        "changed_on": date(2026, 7, 4),
        "facts": (("Kept by", "SOP Backbone Committee"),),
        "foot": ("A sheet · Version 3", "Use initials."),
        "check_url": "https://portal.example/c/N8CX6RYY",
        "check_words": "Type the code N8CX-6RYY.",
    }
    return Sheet(**(values | given))  # type: ignore[arg-type]


def words_of(pdf: bytes) -> str:
    """Return what a PDF says."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_a_text_becomes_parts() -> None:
    parts = read(FORM)

    kinds = [part.kind if isinstance(part, Room | Box) else part.part for part in parts]
    assert kinds == [
        "fields", "heading", "write", "scale", "draw", "tick", "listing", "table", "caution", "quote", "rule",
    ]  # fmt: skip
    assert parts[1] == Heading(2, (Run("Worries"),))
    assert parts[2] == Room(
        kind="write",
        label="What are we worried about?",
        parts=(Paragraph((Run("Use "), Run("small", is_em=True), Run(" facts."))),),
        lines=4,
    )
    assert isinstance(parts[7], Table)
    assert parts[7].rows == (((Run("Mother"),), (Run("Monday"),)), ((), ()))


def test_lists_keep_where_they_begin_and_what_is_within() -> None:
    [numbered] = read("3. three\n4. four\n   - within\n")

    assert numbered == Listing(
        items=(
            (Paragraph((Run("three"),)),),
            (Paragraph((Run("four"),)), Listing(items=((Paragraph((Run("within"),)),),))),
        ),
        start=3,
    )


def test_a_link_leads_to_an_address_or_is_plain_words() -> None:
    [paragraph] = read("[Scaling](page:scaling), [a word](term:safety) and **[both](page:x)**")

    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (
        Run("Scaling", href="https://portal.example/scaling"),
        Run(", "),
        Run("a word"),
        Run(" and "),
        Run("both", is_strong=True, href="https://portal.example/x"),
    )


def test_headings_never_skip_a_level_and_one_without_words_is_none() -> None:
    parts = read("#### Deep\n\n## Two\n\n#### Deep\n\n##\n\n### Three\n")

    assert [part.level for part in parts if isinstance(part, Heading)] == [2, 2, 3, 3]


def test_a_pdf_is_tagged_letter_sized_and_says_everything() -> None:
    opened = PdfReader(BytesIO(write_pdf(sheet(FORM + "\n\n\n::: figure houses\nA square.\n:::\n"))))

    root = opened.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].split("-")[0] == "en"
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()
    assert opened.metadata is not None
    assert (opened.metadata.title, opened.metadata.author) == ("A sheet", "SOP Backbone Committee")
    assert {tuple(round(float(side)) for side in page.mediabox) for page in opened.pages} == {(0, 0, 612, 792)}
    said = words_of(write_pdf(sheet()))
    for words in ("What are we worried about?", "Not safe", "Interpreter", "Mother", "Careful", "N8CX-6RYY"):
        assert words in said


def test_a_pdf_has_headings_lists_and_tables_for_who_listens() -> None:
    opened = PdfReader(BytesIO(write_pdf(sheet())))

    tags = set(structure_of(opened.trailer["/Root"]["/StructTreeRoot"]))
    assert {"/H1", "/H2", "/L", "/LI", "/Table", "/TH", "/P"} <= tags


def structure_of(node: object) -> list[str]:
    """Return the tags under a node."""
    node = node.get_object()  # type: ignore[attr-defined]
    if not isinstance(node, dict):
        return [tag for one in node for tag in structure_of(one)] if isinstance(node, list) else []
    own = [str(node["/S"])] if "/S" in node else []
    return own + (structure_of(node["/K"]) if "/K" in node else [])


def test_pdftotext_reads_a_sheet(tmp_path: Path) -> None:
    program = shutil.which("pdftotext")
    if program is None:
        cannot("pdftotext is not installed (poppler-utils)")
    file = tmp_path / "sheet.pdf"
    file.write_bytes(write_pdf(sheet("## Preocupaciones\n\n¿Qué pasó? – «niño» ½ ✓")))

    read_out = subprocess.run([str(program), "-layout", str(file), "-"], capture_output=True, check=True)  # noqa: S603 - found on this machine

    said = read_out.stdout.decode()
    for words in ("A sheet", "Preocupaciones", "¿Qué pasó? – «niño» ½", "Version 3", "Page 1 / 1"):
        assert words in said


def test_a_word_file_holds_the_same_and_room_to_write() -> None:
    opened = docx.Document(BytesIO(write_word(sheet())))

    styles = [(one.text, one.style.name) for one in opened.paragraphs if one.text]
    assert ("A sheet", "Title") in styles
    assert ("Worries", "Heading 1") in styles
    assert ("one", "List Number") in styles
    assert ("within", "List Bullet 2") in styles
    assert ("☐ Interpreter", "List Continue") in styles
    assert ("Said", "Quote") in styles
    cells = [[cell.text for cell in row.cells] for table in opened.tables for row in table.rows]
    assert ["Initials: ", "Date: ", "Age: "] in cells
    assert ["0", "1", "2", "3"] in cells
    assert ["Mother", "Monday"] in cells
    lines = [one for one in opened.paragraphs if not one.text and "w:between" in one._p.xml]
    assert len(lines) == 4
    assert 'descr="Type the code N8CX-6RYY."' in opened.sections[0].footer._element.xml


def test_each_numbered_list_begins_where_it_says() -> None:
    opened = docx.Document(BytesIO(write_word(sheet("1. a\n2. b\n\nText\n\n1. c\n\nText\n\n5. e\n"))))

    numbers = {one.text: one._p.pPr.numPr.numId.val for one in opened.paragraphs if one.style.name == "List Number"}
    numbering = opened.part.numbering_part.element
    starts = {num.numId: num.lvlOverride_lst[0].startOverride.val for num in numbering.num_lst if num.lvlOverride_lst}
    assert numbers["a"] == numbers["b"] != numbers["c"]
    assert [starts[numbers[letter]] for letter in "ace"] == [1, 1, 5]


def test_a_drawing_is_a_picture_with_its_words_and_one_that_cannot_be_had_its_words_alone() -> None:
    drawn = sheet("::: figure houses Three of them\nA square.\n:::\n\n::: figure circles Rings\nSome rings.\n:::\n")

    opened = docx.Document(BytesIO(write_word(drawn)))

    words = (Paragraph((Run("Some rings."),)),)
    assert drawn.parts == (Figure(SQUARE, "A square.", "Three of them"), Box("figure", "Rings", words))
    assert 'descr="A square."' in opened.element.body.xml
    assert [one.text for one in opened.paragraphs if one.text][3:5] == ["Three of them", "Rings"]


def test_a_sheet_without_a_code_has_no_square() -> None:
    bare = sheet("Words", check_url="", check_words="", facts=(), foot=())

    assert "Words" in words_of(write_pdf(bare))
    assert "w:drawing" not in docx.Document(BytesIO(write_word(bare))).sections[0].footer._element.xml


@settings(max_examples=15, deadline=None)
@given(title=ANY_TEXT, words=ANY_TEXT, text=st.text(alphabet=st.sampled_from(MARKS), max_size=80))
def test_whatever_is_written_stays_words(title: str, words: str, text: str) -> None:
    parts = (Paragraph((Run(words), Run(text, is_code=True))), *read(text))

    written = sheet("", title=title, facts=((words, text),), parts=parts)

    assert write_pdf(written).startswith(b"%PDF-")
    assert write_word(written).startswith(b"PK")


def test_a_letter_that_no_font_has_costs_the_claim_and_nothing_else() -> None:
    opened = PdfReader(BytesIO(write_pdf(sheet("Before \u0656\U0001f9f8 after"))))

    root = opened.trailer["/Root"]
    assert b"pdfuaid" not in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert "after" in opened.pages[0].extract_text()


def test_the_templates_own_language_is_not_read_from_words() -> None:
    said = words_of(write_pdf(sheet('#panic("no") $x^2$ = head \\ #sys.inputs `raw`')))

    assert '#panic("no") $x^2$ = head \\ #sys.inputs raw' in said


def test_columns_to_write_in_take_the_room_a_pdf_has_left() -> None:
    table = "| Part | What we do | Who |\n|---|---|---|\n| Coaching |  |  |\n| Training |  |  |\n"
    starts: dict[str, float] = {}

    file = write_pdf(
        Sheet(title="Plan", summary="", eyebrow="", parts=read(table), author="A", changed_on=date(2026, 1, 2))
    )
    page = PdfReader(BytesIO(file)).pages[0]
    page.extract_text(visitor_text=lambda said, place, *_: starts.setdefault(said.strip(), place[4]))

    assert starts["Who"] - starts["What we do"] > 150, "a third of the sheet or more for each of the two"


@pytest.mark.parametrize(
    "text",
    [
        "```\nA line\n  of code.\n```",
        f"[A line](page:{'a' * 9_000})",
        f"{'>' * 18} A line",
        "\n".join(f"{'  ' * depth}- A line" for depth in range(9)),
        f"{'> - ' * 6}A line",
    ],
)
def test_what_is_strange_but_allowed_is_written_all_the_same(text: str) -> None:
    written = sheet(text)

    assert "A line" in words_of(write_pdf(written))
    assert "A line" in "\n".join(one.text for one in docx.Document(BytesIO(write_word(written))).paragraphs)
