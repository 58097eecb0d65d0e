"""Read a file of people as a spreadsheet writes it, or say what was seen and what was expected. Values only."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from portal.foundation.errors import Invalid, TooLarge

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

LARGEST_FILE = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS, LONGEST_CELL = 100, 500
NEEDED = "Expected is a CSV file with the columns Name, Email, County and Role in its first row."
TOO_LARGE = f"A file of people may be {LARGEST_FILE // 1024 // 1024} MB and {MOST_ROWS:,} rows. Split it into several."
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel workbook (XLSX) or another zip file, whatever its name ends in"),
    (b"PK\x05\x06", "an empty zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (XLS), whatever its name ends in"),
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a packed file (gzip)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
HEADERS = {
    "name": "name", "fullname": "name", "displayname": "name", "person": "name",
    "firstname": "first", "givenname": "first", "first": "first",
    "lastname": "last", "surname": "last", "familyname": "last", "last": "last",
    "email": "email", "emailaddress": "email", "mail": "email", "mailaddress": "email", "workemail": "email",
    "county": "county", "countyname": "county", "fips": "county", "countyfips": "county",
    "role": "role", "roles": "role", "jobrole": "role", "portalrole": "role",
}  # fmt: skip
LABELS = {
    "name": "Name", "first": "First name", "last": "Last name", "email": "Email", "county": "County", "role": "Role"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the file: its number as a spreadsheet counts, its cells, and what is wrong with it as a row."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read: the first row, which column is what, the rows, and in words how the file was understood."""

    header: tuple[str, ...]
    columns: dict[str, int]
    lines: tuple[Line, ...]
    seen: str
    blank: int = 0
    unread: tuple[str, ...] = field(default=())

    def cell(self, line: Line, name: str) -> str:
        """Return what a row has in a column; nothing where it is too short or the column is not there."""
        at = self.columns.get(name, len(line.cells))
        return line.cells[at] if at < len(line.cells) else ""

    def label(self, name: str) -> str:
        """Return what the file calls a column."""
        return self.header[self.columns[name]].strip() if name in self.columns else LABELS[name]


def read_file(data: bytes) -> Sheet:
    """Return the rows of a file; refuse, whole, what is no table of people."""
    if len(data) > LARGEST_FILE:
        raise TooLarge(TOO_LARGE)
    refuse_other_kinds(data)
    text, letters = decode(data)
    told, text, skipped = told_separator(text)
    separator = told or choose_separator(text)
    header, lines, blank = read_rows(text, separator, skipped)
    columns = find_columns(header, separator)
    if not lines:
        raise Invalid("The file has no rows below the first. " + NEEDED)
    unread = tuple(name.strip() for at, name in enumerate(header) if at not in columns.values() and name.strip())
    return Sheet(header, columns, lines, f"{letters}, columns separated by {SEPARATORS[separator]}", blank, unread)


def refuse_other_kinds(data: bytes) -> None:
    """Refuse what is another kind of file, whatever it is called."""
    if not data.strip():
        raise Invalid("The file is empty. " + NEEDED)
    for sign, kind in OTHER_KINDS:
        if data.startswith(sign):
            raise Invalid(f"This is {kind}. {NEEDED} In Excel: File, Save As, “CSV UTF-8”.")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower()
    if start.startswith((b"<html", b"<!doctype", b"<?xml", b"<table")):
        raise Invalid(f"This is a web page or XML, whatever its name ends in. {NEEDED}")


def decode(data: bytes) -> tuple[str, str]:
    """Return the text and, in words, the letters it was written in."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
        if "\ufffd" in text or "\0" in text:
            raise Invalid("The file begins as UTF-16 but goes on as something else. " + NEEDED)
        return text, "UTF-16"
    if b"\0" in data:
        raise Invalid("The file has bytes that no text has. " + NEEDED)
    try:
        return data.decode("utf-8-sig"), "UTF-8 with a byte mark" if data.startswith(b"\xef\xbb\xbf") else "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), "Windows letters (Windows-1252)"
    except UnicodeDecodeError as error:
        at = data.count(b"\n", 0, error.start) + 1
        raise Invalid(f"Line {at} has letters that are neither UTF-8 nor Windows letters. {NEEDED}") from None


def told_separator(text: str) -> tuple[str, str, int]:
    """Return the separator that a first line “sep=;” tells, the text below it, and how many rows that skips."""
    found = re.match(r"sep=(.)\r?\n", text, re.IGNORECASE)
    if found is None or found[1] not in SEPARATORS:
        return "", text, 0
    return found[1], text[found.end() :], 1


def choose_separator(text: str) -> str:
    """Return the separator with which the first row has the most columns that are known, then the most columns."""
    first = next((line for line in io.StringIO(text, newline="") if line.strip()), "")

    def worth(separator: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([first], delimiter=separator), [])
        except csv.Error:
            return 0, 0
        return len({HEADERS.get(plain(cell)) for cell in cells} - {None}), len(cells)

    return max(SEPARATORS, key=worth)


@lru_cache(maxsize=4096)  # thousands of rows share a few of them
def plain(title: str) -> str:
    """Return the title of a column as titles are compared: small letters and digits only."""
    return "".join(letter for letter in title.casefold() if letter.isalnum())


def read_rows(text: str, separator: str, skipped: int) -> tuple[tuple[str, ...], tuple[Line, ...], int]:
    """Return the first row, the rows below it and how many blank ones there were between them."""
    header: tuple[str, ...] | None = None
    lines: list[Line] = []
    blank = 0
    for number, cells, fault in numbered(text, separator, skipped):
        if not any(cell.strip() for cell in cells):
            blank += header is not None
        elif header is None:
            header = tuple(cell[:LONGEST_CELL] for cell in cells)
        elif len(lines) == MOST_ROWS:
            raise TooLarge(f"This file has about {text.count(chr(10)):,} rows. {TOO_LARGE}")
        else:
            lines.append(Line(number, tuple(cell[:LONGEST_CELL] for cell in cells), fault or misfit(cells, header)))
    return header or (), tuple(lines), blank


def numbered(text: str, separator: str, skipped: int) -> Iterator[tuple[int, Sequence[str], str]]:
    """Give each row with its number; refuse a quotation mark that would swallow the rest of the file."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, before = skipped, 0
    try:
        for cells in reader:
            number, began, before = number + 1, before + 1, reader.line_num
            spans = f"The row goes over the lines {began + skipped} to {before + skipped} of the file: is a quotation "
            yield number, cells, f"{spans}mark missing?" if before > began else ""
    except csv.Error:
        raise Invalid(
            f"From row {number + 1} on (line {before + skipped + 1} of the file) it cannot be read: a quotation mark "
            "is opened and not closed there, stands in the middle of a cell, or a cell is too long."
        ) from None


def misfit(cells: Sequence[str], header: Sequence[str]) -> str:
    """Say what is wrong with a row that has more in it than the first row has columns."""
    if any(cell.strip() for cell in cells[len(header) :]):
        return f"This row has {len(cells)} cells, the first row {len(header)}: is a cell with a separator not quoted?"
    return ""


def find_columns(header: Sequence[str], separator: str) -> dict[str, int]:
    """Return which column is what, or say which were seen and which are needed."""
    if len(header) > MOST_COLUMNS:
        raise Invalid(f"The first row has {len(header):,} columns; a file of people may have {MOST_COLUMNS}. {NEEDED}")
    columns: dict[str, int] = {}
    for at, title in enumerate(header):
        name = HEADERS.get(plain(title))
        if name in columns:
            raise Invalid(f"Two columns are for the same: “{header[columns[name]]}” and “{title}”. Leave one out.")
        if name is not None:
            columns[name] = at
    if "email" not in columns or ("name" not in columns and not {"first", "last"} <= set(columns)):
        titles = ", ".join(f"“{title.strip()[:40]}”" for title in header[:8])
        raise Invalid(f"The first row has {titles}, read as separated by {SEPARATORS[separator]}. {NEEDED}")
    return columns
