"""Files that people write: their text, their TOML, and the line on which a thing stands in them."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.foundation.errors import Fault, FaultyContent

if TYPE_CHECKING:
    from pathlib import Path

MOST_STOPS = 500
NEVER_STORED = re.compile("[\x00\ud800-\udfff]")  # no database takes these
NUL_ESCAPE = re.compile(r"\\(u0000|U00000000)")
ERROR_LINE = re.compile(r"at line (\d+), column \d+\)$")
HEAD = re.compile(r"\s*\[+\s*[\w.-]+\s*\]+\s*(#.*)?$")


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A TOML file's facts with the text they were read from."""

    name: str
    facts: dict[str, Any]
    source: str

    def fault(self, key: str, reason: str) -> Fault:
        """Return a fault at the line of a key."""
        return Fault(self.name, line_of(self.source, key), reason)

    def fault_in_row(self, table: str, number: int, key: str, reason: str) -> Fault:
        """Return a fault at the line of a key in a row of a table."""
        return Fault(self.name, line_in_row(self.source, table, number, key), reason)


def is_file(file: Path) -> bool:
    """Say whether there is a file to read: no folder, no pipe, no link to nowhere. What cannot be looked at counts."""
    try:
        return file.is_file()
    except OSError:
        return True


def read_text(file: Path, name: str) -> str:
    """Return a file's text, or raise FaultyContent; where it is no UTF-8, with the line."""
    try:
        raw = file.read_bytes()
    except FileNotFoundError:
        raise FaultyContent([Fault(name, 0, "the file is missing")]) from None
    except OSError as error:
        raise FaultyContent([Fault(name, 0, f"the file cannot be read: {error.strerror}")]) from None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FaultyContent([Fault(name, line, "not UTF-8 text; save the file as UTF-8")]) from None


def read_toml(file: Path, name: str) -> TomlFile:
    """Return a TOML file, or raise FaultyContent with the line and reason."""
    source = read_text(file, name).removeprefix("\ufeff")
    try:
        facts = load_toml(source)
        is_unstorable = holds_unstorable(facts)
    except RecursionError:
        raise FaultyContent([Fault(name, 0, "not valid TOML: it is nested too deeply")]) from None
    except ValueError as error:  # its own TOMLDecodeError, and numbers without end
        line = ERROR_LINE.search(str(error))
        raise FaultyContent([Fault(name, int(line[1]) if line else 0, f"not valid TOML: {error}")]) from None
    if is_unstorable:
        escape = NUL_ESCAPE.search(source)
        line_number = source.count("\n", 0, escape.start()) + 1 if escape else 0
        raise FaultyContent([Fault(name, line_number, "a text holds a character that cannot be stored")])
    return TomlFile(name, facts, source)


def load_toml(source: str) -> dict[str, Any]:
    """Return the facts of a TOML text, or raise ValueError; a key of thousands of parts would take minutes to read."""
    for number, row in enumerate(source.split("\n"), 1):
        if row.count(".") > MOST_STOPS:
            raise ValueError(f"the line holds more than {MOST_STOPS} full stops (at line {number}, column 1)")
    return tomllib.loads(source)


def is_storable(text: str) -> bool:
    """Say whether a database can store the text."""
    return NEVER_STORED.search(text) is None


def holds_unstorable(value: object) -> bool:
    """Say whether a text in a value cannot be stored."""
    if isinstance(value, dict):
        return any(not is_storable(key) or holds_unstorable(inner) for key, inner in value.items())
    if isinstance(value, list):
        return any(holds_unstorable(inner) for inner in value)
    return isinstance(value, str) and not is_storable(value)


def is_list_of_texts(value: object) -> bool:
    """Say whether a value is a list of nothing but texts."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def line_of(source: str, key: str) -> int:
    """Return the line (from 1) on which a key is set, 0 if it is not there."""
    pattern = re.compile(rf'\s*(\[+\s*)?"?{re.escape(key)}"?\s*[=\].]')
    for number, row in enumerate(source.split("\n"), 1):
        if pattern.match(row):
            return number
    return 0


def line_in_row(source: str, table: str, number: int, key: str) -> int:
    """Return the line of a key in the table's row of this number (from 0), or of the row's head without the key."""
    lines = source.split("\n")
    heads = [n for n, line in enumerate(lines) if re.match(rf"\s*\[+\s*{re.escape(table)}\s*\]", line)]
    if number >= len(heads):
        return line_of(source, table)
    start = heads[number] + 1
    end = next((n for n in range(start, len(lines)) if HEAD.match(lines[n])), len(lines))
    return start + line_of("\n".join(lines[start:end]), key)
