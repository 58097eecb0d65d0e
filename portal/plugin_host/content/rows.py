"""What the content files with rows have in common: TOML with its lines, and the cells of a CSV file."""

from __future__ import annotations

import csv
import re
from io import StringIO
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.sources import TomlFile, read_toml
from portal.plugin_host.content.values import one_line, refuse_large

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

LARGEST_TOML = 64 * 1024
MOST_TOLD = 100
GUARD = "'"
GUARDED = re.compile(r"'+[=+\-@]")
KeyFault = tuple[str, str]
Row = dict[str, Any]


def read_table(folder: Path, name: str) -> TomlFile | None:
    """Return a TOML file of the folder, None where there is no such file, or raise FaultyContent."""
    file = folder / name
    if not file.is_file():
        return None
    refuse_large(file, name, LARGEST_TOML)
    return read_toml(file, name)


def read_rows(toml: TomlFile | None, table: str, check: Callable[[Row], list[KeyFault]], key: str) -> list[Row]:
    """Return the rows of a TOML file's one table, or raise with the faults of all of them, each at its line.

    `key` names the fact that no two rows may share.
    """
    if toml is None:
        return []
    rows = toml.facts.get(table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FaultyContent([toml.fault(table, f"every row must begin with [[{table}]]")])
    strange = (toml.fault(*one) for one in unknown_keys(toml.facts, (table,)))
    refuse(chain(strange, faults_in_rows(toml, table, check, key)))
    return list(rows)


def faults_in_rows(toml: TomlFile, table: str, check: Callable[[Row], list[KeyFault]], key: str) -> Iterator[Fault]:
    """Give the faults of each row, and of two that share the key, at their lines."""
    seen: set[str] = set()
    for number, row in enumerate(toml.facts.get(table, ())):
        for fault in check(row):
            yield toml.fault_in_row(table, number, *fault)
        if str(row.get(key)) in seen:
            yield toml.fault_in_row(table, number, key, f"“{row[key]}” stands in this file twice; keep one row")
        seen |= {str(row[key])} if key in row else set()


def refuse(faults: Iterable[Fault]) -> None:
    """Raise when there are faults. Looking up lines takes time: a hundred are told, and that there are more."""
    rest = iter(faults)
    told = list(islice(rest, MOST_TOLD))
    if next(rest, None):
        told.append(Fault(told[0].file, 0, f"there are more than {MOST_TOLD} faults; correct these first"))
    if told:
        raise FaultyContent(told)


def unknown_keys(facts: Row, known: tuple[str, ...]) -> list[KeyFault]:
    """Return a fault for each key that is not known."""
    return [(key, f"“{key}” is not a key here{nearest(key, known)}") for key in facts if key not in known]


def row_faults(
    row: Row, *, texts: tuple[str, ...], yes_no: tuple[str, ...], numbers: tuple[str, ...]
) -> list[KeyFault]:
    """Return faults of a row's keys and of what kind of value each holds."""
    faults = unknown_keys(row, texts + yes_no + numbers)
    faults += [(key, f"“{key}” must be a text") for key in texts if not isinstance(row.get(key, ""), str)]
    faults += [(key, f"“{key}” must be true or false") for key in yes_no if not isinstance(row.get(key, True), bool)]
    return faults + [(key, f"“{key}” must be a whole number") for key in numbers if type(row.get(key, 0)) is not int]


def text_in(row: Row, key: str, default: str = "") -> str:
    """Return a row's text as it is kept."""
    return one_line(str(row.get(key, default)))


def cells_in(name: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Give each row of a CSV text with the line it begins on; rows and last cells without words are left out."""
    reader = csv.reader(StringIO(source.removeprefix("\ufeff"), newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                last = max(number for number, cell in enumerate(cells) if cell.strip())
                yield line, [unguarded(one_line(cell)) for cell in cells[: last + 1]]
            line = reader.line_num + 1
    except csv.Error:
        reason = "the row cannot be read; look for a quotation mark that is not closed"
        raise FaultyContent([Fault(name, line, reason)]) from None


def guarded(cell: str) -> str:
    """Return a cell so that no spreadsheet program takes it for a formula."""
    return GUARD + cell if GUARDED.match(GUARD + cell) else cell


def unguarded(cell: str) -> str:
    """Return a cell as it was before it was guarded."""
    return cell[len(GUARD) :] if GUARDED.match(cell) else cell
