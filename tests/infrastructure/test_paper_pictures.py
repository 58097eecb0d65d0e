"""Drawings and pictures on paper: there to be seen, and in words for who does not see them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import docx
from PIL import Image
from pypdf import PdfReader

from portal.infrastructure.markup.figures import FIGURES, drawing_of
from portal.infrastructure.markup.markdown import build_parser, mark_lists
from portal.infrastructure.papers import (
    Box,
    Figure,
    Listing,
    Paragraph,
    Part,
    Picture,
    Run,
    Sheet,
    parts_of,
    pictures_in,
    write_pdf,
    write_word,
)
from portal.infrastructure.papers.pictures import picture_of

RINGS = Picture("abcdefghij.webp", "Two rings.", 900, 600)
SQUARE = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'


def read(text: str) -> tuple[Part, ...]:
    """Return the parts of a text; the library has one picture."""
    tokens = build_parser().parse(text)
    mark_lists(tokens, as_checklist=False)
    return parts_of(
        tokens,
        resolve=lambda _: "",
        draw=lambda name: SQUARE if name == "houses" else "",
        show=lambda source, words: (
            Picture(RINGS.name, words or RINGS.alternative, RINGS.width, RINGS.height)
            if source == "picture:rings"
            else None
        ),
    )


def sheet(text: str) -> Sheet:
    """Return a sheet of a text."""
    return Sheet(title="A sheet", summary="", eyebrow="", parts=read(text), author="A", changed_on=date(2026, 7, 4))


def file_of(kind: str, size: tuple[int, int] = (900, 600)) -> bytes:
    """Return a picture as a file."""
    out = BytesIO()
    Image.new("RGB", size, (40, 90, 140)).save(out, kind)
    return out.getvalue()


def figures_of(pdf: bytes) -> list[str]:
    """Return what the pictures of a tagged PDF show, in words."""
    found: list[str] = []
    nodes: list[Any] = [PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"]]
    while nodes:
        node = nodes.pop(0).get_object()
        if isinstance(node, list):
            nodes = [*node, *nodes]
        elif isinstance(node, dict):
            found += [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
            nodes = [node["/K"], *nodes] if "/K" in node else nodes
    return found


def points_in(pdf: bytes) -> list[tuple[int, int]]:
    """Return the measures of the pictures in a PDF."""
    return [image.image.size for page in PdfReader(BytesIO(pdf)).pages for image in page.images if image.image]


def test_a_picture_stands_between_the_words_before_and_behind_it() -> None:
    parts = read("Before **![Rings](picture:rings)** and\nbehind.\n\n- ![](picture:rings)\n")

    assert parts == (
        Paragraph((Run("Before "),)),
        Picture(RINGS.name, "Rings", 900, 600),
        Paragraph((Run(" and"), Run(" "), Run("behind."))),
        Listing(((RINGS,),)),
    )
    assert [picture.alternative for picture in pictures_in(parts)] == ["Rings", "Two rings."]


def test_a_picture_from_elsewhere_or_where_there_is_no_room_for_one_is_its_words() -> None:
    parts = read("![A dog](https://elsewhere.example/dog.png)\n\n## A ![heading](picture:rings)\n")

    assert parts[0] == Paragraph((Run("A dog"),))
    assert [run.words for run in parts[1].runs] == ["A ", "heading"]  # type: ignore[union-attr]
    assert list(pictures_in(parts)) == []


def test_a_pdf_holds_drawings_and_pictures_with_what_they_show_in_words() -> None:
    text = (
        "::: figure houses Three of them\nThree small houses.\n:::\n\n> ![Two rings, one in the other](picture:rings)\n"
    )

    file = write_pdf(sheet(text), {RINGS.name: file_of("WEBP")})

    assert figures_of(file) == ["Three small houses.", "Two rings, one in the other"]
    assert points_in(file) == [(900, 600)]
    assert "Three of them" in PdfReader(BytesIO(file)).pages[0].extract_text()
    assert b"pdfuaid" in PdfReader(BytesIO(file)).trailer["/Root"]["/Metadata"].get_data()


def test_a_word_file_holds_them_too_and_none_is_wider_or_taller_than_there_is_room_for() -> None:
    text = "::: figure houses Three of them\nThree small houses.\n:::\n\n![Tall](picture:rings)\n"

    opened = docx.Document(BytesIO(write_word(sheet(text), {RINGS.name: file_of("WEBP", (1600, 1600))})))

    words = [shape._inline.docPr.get("descr") for shape in opened.inline_shapes]
    assert words == ["Three small houses.", "Tall"]
    assert [(round(shape.width.inches, 1), round(shape.height.inches, 1)) for shape in opened.inline_shapes] == [
        (2.9, 2.9),
        (2.9, 2.9),
    ]
    assert {part.partname.ext for part in opened.part.package.iter_parts() if "media" in part.partname} == {"png"}


def test_a_picture_whose_file_is_missing_is_its_words() -> None:
    bare = sheet("![Two rings, one in the other](picture:rings)")

    assert "Two rings, one in the other" in PdfReader(BytesIO(write_pdf(bare))).pages[0].extract_text()
    assert "Two rings, one in the other" in [one.text for one in docx.Document(BytesIO(write_word(bare))).paragraphs]


def test_a_drawing_that_finds_no_room_lets_the_text_go_on_before_it() -> None:
    lines = "\n\n".join(["A line."] * 32)

    file = PdfReader(BytesIO(write_pdf(sheet(f"{lines}\n\n::: figure houses Drawn\nIt.\n:::\n\n{lines}"))))

    first = file.pages[0].extract_text()
    assert "Drawn" not in first
    assert first.count("A line.") > 32, "words from behind the drawing fill the page"


def test_every_figure_of_the_toolkit_can_be_drawn_as_points() -> None:
    named = {name: drawing_of(name).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1) for name in FIGURES}

    drawn = {name: Image.open(BytesIO(picture_of(svg))) for name, svg in named.items()}

    assert {name: image.width for name, image in drawn.items()} == dict.fromkeys(FIGURES, 1300)
    assert all(image.convert("L").getextrema()[0] < 100 for image in drawn.values()), "something dark is on each"


def test_a_figure_that_cannot_be_drawn_is_a_box_of_words() -> None:
    [box] = read("::: figure circles Rings\nSome rings.\n:::\n")

    assert box == Box("figure", "Rings", (Paragraph((Run("Some rings."),)),))
    assert not isinstance(box, Figure)
