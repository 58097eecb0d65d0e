"""How every plugin stands: what the last synchronisation found, and what is true in this process now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.foundation.database import db
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.models import PluginRecord

if TYPE_CHECKING:
    from portal.plugin_host.discovery import Found

ON, MISSING, OFF, SAFE, FOUND = "on", "missing", "off", "safe", "found"
CALM = {ON, MISSING, OFF, SAFE}
GONE = "Its package or folder is no longer here; its pages are closed, and nothing of it was deleted."


@dataclass(frozen=True, slots=True)
class Standing:
    """One plugin: who it is, how it is, why, and what to do. `regions` are where it is on; `facts` its manifest's.

    `quarantined` are the regions where its code is left alone, because too many of its points fail there.
    """

    id: str
    name: str
    version: str
    kind: str
    state: str
    reason: str
    remedy: str
    named: tuple[str, ...]
    regions: tuple[str, ...]
    counts: dict[str, int]
    facts: dict[str, Any]
    quarantined: tuple[str, ...] = ()

    @property
    def is_ill(self) -> bool:
        """Whether somebody has to do something; one that was taken away or switched off has nothing wrong with it."""
        return self.state not in CALM


def list_standing() -> list[Standing]:
    """Return how every plugin that was ever found stands, by name."""
    found = dict(registry_here().found)
    standing = [of_record(record, found.pop(record.id, None)) for record in db.session.scalars(select(PluginRecord))]
    standing += [of_found(one) for one in found.values()]
    return sorted(standing, key=lambda one: (one.name, one.id))


def added_milliseconds(plugin_id: str) -> float:
    """Return what a plugin adds to a page on which all of its blocks are drawn anew, on average in this process."""
    return get_host().times.added(plugin_id)


def of_record(record: PluginRecord, found: Found | None) -> Standing:
    """Return a known plugin as it is now."""
    state, reason, remedy = record.state, record.reason, record.remedy
    if found is None:
        state, reason, remedy = MISSING, GONE, ""
    elif found.state != FOUND:
        state, reason, remedy = found.state, found.reason, found.remedy
    regions = registry_here().shown_of(record.id)
    return Standing(
        record.id, record.name, record.version, record.kind, state, reason, remedy, tuple(record.regions), regions,
        record.counts, record.facts, registry_here().quarantine_of(record.id),
    )  # fmt: skip


def of_found(found: Found) -> Standing:
    """Return a plugin that was never brought in."""
    manifest = found.manifest
    return Standing(
        id=found.id,
        name=manifest.name if manifest else found.id,
        version=manifest.version if manifest else "",
        kind=manifest.kind if manifest else "",
        state=found.state,
        reason=found.reason,
        remedy=found.remedy,
        named=manifest.regions if manifest else (),
        regions=(),
        counts={},
        facts={},
    )
