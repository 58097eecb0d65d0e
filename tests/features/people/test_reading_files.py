"""A file of people is read as spreadsheets write it, or refused with what was seen and what was expected."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.features.people.rules import MOST_ROWS, read_file
from portal.foundation.errors import Invalid, Refusal, TooLarge

ANA = ("Ana Flores", "ana@butte.example", "Butte", "County worker")
TABLE = "Name,Email,County,Role\nAna Flores,ana@butte.example,Butte,County worker\n"
EXPECTED = "Expected is a CSV file with the columns Name, Email, County and Role in its first row."


def people(data: bytes) -> list[tuple[str, ...]]:
    sheet = read_file(data)
    return [tuple(sheet.cell(line, name) for name in ("name", "email", "county", "role")) for line in sheet.lines]


@pytest.mark.parametrize(
    ("data", "seen"),
    [
        (TABLE.encode(), "UTF-8, columns separated by commas"),
        (TABLE.encode("utf-8-sig"), "UTF-8 with a byte mark, columns separated by commas"),
        (TABLE.replace(",", ";").encode(), "UTF-8, columns separated by semicolons"),
        (TABLE.replace(",", "\t").encode("utf-16"), "UTF-16, columns separated by tabs"),
        (TABLE.replace("\n", "\r\n").encode(), "UTF-8, columns separated by commas"),
        (TABLE.replace("\n", "\r").encode(), "UTF-8, columns separated by commas"),
        (b"sep=;\r\n" + TABLE.replace(",", ";").encode(), "UTF-8, columns separated by semicolons"),
        (b"\n\n" + TABLE.encode(), "UTF-8, columns separated by commas"),
        (b"role,COUNTY name,e-mail,x,Full Name\nCounty worker,Butte,ana@butte.example,1,Ana Flores",
         "UTF-8, columns separated by commas"),
    ],
)  # fmt: skip
def test_the_same_people_are_read_however_the_file_is_written(data: bytes, seen: str) -> None:
    sheet = read_file(data)

    assert people(data) == [ANA]
    assert sheet.seen == seen


def test_windows_letters_are_read_and_told_of() -> None:
    data = TABLE.replace("Ana", "José Peña").encode("cp1252")

    assert people(data)[0][0] == "José Peña Flores"
    assert read_file(data).seen == "Windows letters (Windows-1252), columns separated by commas"


def test_columns_that_are_not_read_and_blank_rows_are_told_of() -> None:
    sheet = read_file(b"Name,Email,Phone,Notes\nAna,a@b.example,1,2\n,,,\n\nBo,b@b.example,,\n")

    assert (sheet.unread, sheet.blank) == (("Phone", "Notes"), 2)
    assert [line.number for line in sheet.lines] == [2, 5]


def workbook() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return held.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (workbook(), "This is an Excel workbook (XLSX)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel workbook (XLS)"),
        (b"%PDF-1.7\n", "This is a PDF."),
        (b"\xef\xbb\xbf<html><table>", "This is a web page or XML"),
        (gzip.compress(TABLE.encode(), mtime=0), "This is a packed file"),
        (b"Name,Email\n\0\0", "The file has bytes that no text has."),
        (b"\xff\xfeN\0a", "The file begins as UTF-16 but goes on as something else."),
        (b"Name,Email\nJos\x81,a@b.example\n", "Line 2 has letters that are neither UTF-8 nor Windows letters."),
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (b"Name,Email,County,Role\n", "The file has no rows below the first."),
        (b"First;Phone\n1;2\n", "The first row has “First”, “Phone”, read as separated by semicolons."),
        (b"Name,Email" + b",x" * 100 + b"\nA,a@b.example\n", "The first row has 102 columns;"),
        ("Name,Email\nA\0,a@b.example".encode("utf-16"), "The file begins as UTF-16 but goes on as something else."),
        (b"just words\n", "The first row has “just words”"),
    ],
)
def test_another_kind_of_file_is_refused_with_what_was_seen_and_expected(data: bytes, kind: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_file(data)

    assert refused.value.sentence.startswith(kind)
    assert EXPECTED in refused.value.sentence


def test_two_columns_for_the_same_are_refused() -> None:
    with pytest.raises(Invalid, match="Two columns are for the same: “Email” and “Work email”"):
        read_file(b"Name,Email,Work email\nA,a@b.example,c@b.example\n")


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows() -> None:
    with pytest.raises(Invalid, match=r"From row 3 on \(line 3 of the file\) it cannot be read"):
        read_file(b'Name,Email\nAna,a@b.example\n"Bo,b@b.example\nCy,c@b.example\n')


def test_a_row_over_several_lines_or_with_too_many_cells_is_a_fault_of_that_row() -> None:
    sheet = read_file(b'Name,Email\n"Ana\nBo",a@b.example\nDoe, Cy,c@b.example\nDi,d@b.example\n')

    assert [(line.number, line.fault) for line in sheet.lines] == [
        (2, "The row goes over the lines 2 to 3 of the file: is a quotation mark missing?"),
        (3, "This row has 3 cells, the first row 2: is a cell with a separator not quoted?"),
        (4, ""),
    ]


def test_200_000_rows_are_refused_with_the_limit() -> None:
    data = b"Name,Email\n" + b"A,a@b.example\n" * 200_000

    with pytest.raises(TooLarge) as refused:
        read_file(data)

    assert refused.value.sentence == (
        f"This file has about 200,001 rows. A file of people may be 10 MB and {MOST_ROWS:,} rows. "
        "Split it into several."
    )


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        lines = read_file(b"Name,Email\n" + data).lines
    except Refusal:
        lines = ()

    assert all(line.number >= 2 and any(line.cells) for line in lines)
