"""What passes between the host and a plugin's contribution hooks, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal.plugin_host.content import Content
from portal.plugin_host.contributions import Contribution, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareContext:
    """What a plugin's contribution hooks are given: who it is, its content files, and the FIPS code of each county."""

    plugin_id: str
    version: str
    api: str
    content: Content
    counties: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Everything one plugin declared, by hook, stamped with where it came from."""

    source: Provenance
    regions: tuple[str, ...]
    records: dict[str, tuple[Contribution, ...]]

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
