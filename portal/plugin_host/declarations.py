"""What a plugin declared, and what could not be done as it wished."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.plugin_host.contributions import Contribution, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything one plugin declared, by hook, stamped with where it came from.

    `named` are the regions of its manifest; `regions` those it is taken in for, which are no more than these.
    `remarks` tell what was dropped of it.
    """

    source: Provenance
    regions: tuple[str, ...]
    named: tuple[str, ...] = ()
    records: dict[str, tuple[Contribution, ...]]
    remarks: tuple[str, ...] = ()

    def of(self, hook: str) -> tuple[Any, ...]:
        """Return the records of one hook, in display order."""
        return tuple(sorted(self.records.get(hook, ()), key=lambda record: (record.order, record.id)))

    def regions_of(self, record: Contribution) -> tuple[str, ...]:
        """Return the regions a record is for."""
        return tuple(slug for slug in self.regions if record.regions is None or slug in record.regions)


@dataclass(frozen=True, slots=True)
class Remark:
    """Something a plugin wished that could not be done as it wished; the plugin works otherwise."""

    plugin: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something that is not well with what a plugin brought to a region."""

    plugin: str
    region: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something for the whole state that waits for a second person, who looks at it at an endpoint.

    `hands` are the accounts that had a hand in it, and may not decide. Others were last written to on the day
    `told_on`; `note_told` keeps another day, in the transaction around the call.
    """

    title: str
    what: str
    note: str
    asked_by_id: int
    asked_at: datetime
    due_at: datetime | None
    hands: frozenset[int]
    endpoint: str
    values: Mapping[str, object]
    told_on: date | None
    note_told: Callable[[date], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfinished:
    """A draft or a review that waits for the person it belongs to.

    Whoever takes it over needs `permission` in the region; `give_to` hands it to an account, in the transaction around
    the call.
    """

    label: str
    region_id: str
    permission: str
    give_to: Callable[[int], None]
