"""What plugins ship, kept as rows: each kind with its hook, its table, and the way from a row to its record."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from portal.plugin_host.contributions import WorksheetPart

if TYPE_CHECKING:
    from collections.abc import Callable

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.models import Contributed

Record = TypeVar("Record", bound="Contribution")


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemKind:
    """One kind of shipped item: the hook that gives it, its words for people, its table, its record and its page.

    `address_of` gives the path of the page where a row is seen.
    """

    hook: str
    noun: str
    plural: str
    model: type[Contributed]
    record_type: type[Contribution]
    address_of: Callable[[Any], str]

    def record_of(self, row: Any) -> Contribution:
        """Return a row as the record it stands for; it is for the row's own region, so it names none."""
        return record_from(row, self.record_type)


def record_from(row: Any, record_type: type[Record]) -> Record:
    """Return a contributed row as a record of a type; every field of the record is a column of the same name."""
    names = [field.name for field in fields(record_type) if field.name not in {"id", "regions"}]
    values: dict[str, Any] = {name: as_declared(name, getattr(row, name)) for name in names}
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    return record_type(id=row.key, **plain)


def as_declared(name: str, value: Any) -> Any:
    """Return a column's value as records hold it: the parts of a worksheet are kept as plain rows."""
    if name != "parts":
        return value
    return tuple(WorksheetPart(**(part | {"choices": tuple(part["choices"])})) for part in value)
