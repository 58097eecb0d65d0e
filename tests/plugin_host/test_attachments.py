"""A pack's files/ folder holds documents and pictures, known by what they are."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from portal.plugin_host import attachments
from portal.plugin_host.archives import read_archive
from portal.plugin_host.attachments import faults_of_attachment
from tests.plugin_host.zips import PNG, Entry, faults_of_zip, pack_zip

PDF, JPEG = b"%PDF-1.7\nwords", b"\xff\xd8\xff\xe0words"
WORD_PARTS = ("[Content_Types].xml", "_rels/.rels", "word/document.xml", "docProps/app.xml")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'
PLAIN = """<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">
<!-- a house --><style>.wall { fill: url(#sky) }</style><defs><linearGradient id="sky"><stop offset="1"/>
</linearGradient></defs><title>A house</title><g fill="url('#sky')" style="stroke: url( #sky )"><path d="M0 0h9"/></g>
<use xlink:href="#sky"/><use href="#sky"/></svg>"""


def word(*parts: str) -> bytes:
    """Return a zip with these parts."""
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return held.getvalue()


def reasons(name: str, data: bytes) -> list[str]:
    """Return why a file of files/ cannot be taken."""
    return [fault.reason for fault in faults_of_attachment(f"files/{name}", data)]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", PDF),
        ("a.PDF", PDF),
        ("a.png", PNG),
        ("a.jpg", JPEG),
        ("a.jpeg", JPEG),
        ("a.docx", word(*WORD_PARTS)),
        ("a.svg", PLAIN.encode()),
        ("a.svg", PLAIN.encode("utf-16")),
        ("a.svg", SVG.format("").encode()),
    ],
)
def test_documents_and_pictures_are_taken(name: str, data: bytes) -> None:
    assert reasons(name, data) == []


def test_c94_what_is_not_what_it_seems_is_refused_with_a_reason() -> None:
    script = SVG.format("\n<script>alert(1)</script>").encode()
    data = pack_zip(
        Entry("plugin.py", b"import os"),
        Entry("files/plugin.py", b"import os"),
        Entry("files/page.html", b"<script>alert(1)</script>"),
        Entry("files/drawing.svg", script),
        Entry("files/picture.png", PDF),
        Entry("files/words.pdf", b"<html>"),
        Entry("files/plan.pdf", PDF),
    )

    found = faults_of_zip(data)

    kinds = "such a file is not taken; files/ holds .pdf, .png, .jpg, .jpeg, .docx, .svg"
    assert found[:-1] == [
        "files/drawing.svg:2: it holds <script>, which is no plain shape; save it as plain SVG without it, or as PNG",
        f"files/page.html: {kinds}",
        "files/picture.png: it is named .png but is a PDF file; give it the ending of what it is",
        f"files/plugin.py: {kinds}",
        "files/words.pdf: it is named .pdf but is no PDF file; save it again as one",
    ]
    assert found[-1].startswith("plugin.py: it has no place in a pack; ")


def test_files_in_deeper_folders_are_taken() -> None:
    data = pack_zip(Entry("files/plans/2026/winter.pdf", PDF))

    assert list(read_archive(data)) == ["files/plans/2026/winter.pdf", "pack.toml"]


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<script/>", "it holds <script>, which is no plain shape"),
        ("<foreignObject/>", "it holds <foreignObject>, which is no plain shape"),
        ('<set attributeName="href" to="x"/>', "it holds <set>, which is no plain shape"),
        ('<image href="https://a.example/x.png"/>', "it holds <image>, which is no plain shape"),
        ('<a href="#x"/>', "it holds <a>, which is no plain shape"),
        ('<p xmlns="http://www.w3.org/1999/xhtml"/>', "it holds <p>, which is no plain shape"),
        ('<path onclick="x()"/>', "it holds “onclick”, which runs a program"),
        ('<path ONLOAD="x()"/>', "it holds “onload”, which runs a program"),
        ('<use href="https://a.example/x.svg#a"/>', "its “href” leads elsewhere"),
        ('<use xlink:href="data:image/svg+xml,x"/>', "its “href” leads elsewhere"),
        ('<g xml:base="https://a.example/"/>', "its “base” leads elsewhere"),
        ('<path fill="url(https://a.example/x)"/>', "its “fill” leads elsewhere"),
        ('<path fill="url( &quot;//a.example&quot; )"/>', "its “fill” leads elsewhere"),
        ('<path style="fill: u\\72l(//a.example)"/>', "its “style” leads elsewhere"),
        ('<path d="java&#9;script:x"/>', "its “d” leads elsewhere"),
        ("<style>@import 'x';</style>", "its style leads elsewhere or cannot be judged"),
        ("<style>a{fill:ur<!-- -->l(//a)}</style>", "its style leads elsewhere or cannot be judged"),
        ("<?xml-stylesheet href='x'?>", "it holds a document type or an instruction beside the picture"),
    ],
)
def test_an_svg_that_acts_or_leads_elsewhere_is_refused(inner: str, reason: str) -> None:
    data = SVG.format(inner).encode()

    assert reasons("a.svg", data) == [f"{reason}; save it as plain SVG without it, or as PNG"]


def test_an_svg_with_a_document_type_is_refused_before_its_entities_are_read() -> None:
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + SVG.format("&b;")

    [reason] = reasons("a.svg", bomb.encode())

    assert reason.startswith("it holds a document type")


@pytest.mark.parametrize("data", [b"", b"words", b"<svg", b"<html></html>", b"\x00\x01", PLAIN.encode() + b"PK"])
def test_what_is_no_svg_is_refused(data: bytes) -> None:
    assert len(reasons("a.svg", data)) == 1


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        (("a.txt",), "it is named .docx but is no Word document; save it again as one"),
        ((*WORD_PARTS, "run.exe"), "it is named .docx but is no Word document; save it again as one"),
        ((*WORD_PARTS, "word/vbaProject.bin"),
         "it holds macros or embedded programs; save it as a document without them"),
        ((*WORD_PARTS, "word/embeddings/oleObject1.bin"),
         "it holds macros or embedded programs; save it as a document without them"),
    ],
)  # fmt: skip
def test_a_zip_that_is_no_plain_word_document_is_refused(parts: tuple[str, ...], reason: str) -> None:
    assert reasons("a.docx", word(*parts)) == [reason]


@pytest.mark.parametrize("data", [b"words", word(*WORD_PARTS)[:-5], PDF])
def test_what_is_no_word_document_is_refused(data: bytes) -> None:
    assert len(reasons("a.docx", data)) == 1


def test_a_word_document_of_too_many_parts_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MOST_PARTS", 3)

    assert len(reasons("a.docx", word(*WORD_PARTS))) == 1


@pytest.mark.parametrize(
    "data",
    [b"\x1f\x8b\x08words", b"7z\xbc\xaf\x27\x1cwords", b"Rar!\x1a\x07\x00", bytes(257) + b"ustar\x0000", word("a")],
)
def test_an_archive_is_known_by_its_first_bytes(data: bytes) -> None:
    assert faults_of_zip(pack_zip(Entry("tools/a.md", data))) == [
        "tools/a.md: it is an archive inside the archive; put in what it holds"
    ]
