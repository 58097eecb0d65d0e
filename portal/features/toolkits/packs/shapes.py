"""The shape of a pack's TOML: which keys a row has, and what kind of value each holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.features.toolkits import rules
from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.markup.sources import TomlFile, is_list_of_texts, read_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The rows of a table: texts and numbers they need (the first text is a row's name), and what they may have."""

    table: str
    noun: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    may_texts: tuple[str, ...] = ()
    may_lists: tuple[str, ...] = ()

    def faults(self, facts: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Give what is wrong with a row's keys and values, as key and reason."""
        known = self.texts + self.numbers + self.may_texts + self.may_lists
        for key in facts:
            if key not in known:
                yield key, f"“{key}” is not a key here{nearest(key, known)}"
        for key in self.texts + self.may_texts:
            value = facts.get(key, "")
            if not isinstance(value, str):
                yield key, f"“{key}” must be a text"
            elif key in self.texts and not value.strip():
                yield key, f"“{key}” is missing"
        for key in self.numbers:
            value = facts.get(key)
            if type(value) is not int or not 0 < value <= rules.LARGEST_NUMBER:
                yield key, f"“{key}” {'is missing' if value is None else 'must be a whole number from 1'}"
        for key in self.may_lists:
            if not is_list_of_texts(facts.get(key, [])):
                yield key, f"“{key}” must be a list of texts"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and where it stands. What has the wrong shape reads as empty."""

    file: TomlFile
    shape: Shape
    number: int
    facts: dict[str, Any]

    def text(self, key: str) -> str:
        """Return a value that is a text."""
        value = self.facts.get(key)
        return value if isinstance(value, str) else ""

    def texts(self, key: str) -> list[str]:
        """Return a value that is a list of texts."""
        value = self.facts.get(key)
        return list(value) if isinstance(value, list) and is_list_of_texts(value) else []

    def fault(self, key: str, reason: str) -> Fault:
        """Return a fault at a key's line that names the row."""
        told = f"{self.shape.noun} “{self.text(self.shape.texts[0])}”: {reason}"
        return self.file.fault_in_row(self.shape.table, self.number, key, told)

    def shape_faults(self) -> list[Fault]:
        """Return what is wrong with the row's shape."""
        return [self.fault(key, reason) for key, reason in self.shape.faults(self.facts)]


def toml_of(file: Path, keep: Callable[[Fault], None], *tables: str) -> TomlFile | None:
    """Return a TOML file of these tables; faults for other ones, and nothing when it cannot be read."""
    try:
        toml = read_toml(file, file.name)
    except FaultyContent as error:
        for fault in error.faults:
            keep(fault)
        return None
    for key in toml.facts:
        if key not in tables:
            keep(toml.fault(key, f"“{key}” is not a key here{nearest(key, tables)}"))
    return toml


def rows_of(toml: TomlFile | None, shape: Shape, keep: Callable[[Fault], None]) -> list[Row] | None:
    """Return the rows of a table; None when nobody can say what rows there are."""
    if toml is None:
        return None
    rows = toml.facts.get(shape.table, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        keep(toml.fault(shape.table, f"every row must begin with [[{shape.table}]]"))
        return None
    return [Row(toml, shape, number, facts) for number, facts in enumerate(rows)]
