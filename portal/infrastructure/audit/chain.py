"""The chain of the audit: the mark of a line, and whether all lines are there as they were written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from portal.infrastructure.audit.models import AuditEntry

BEFORE_THE_FIRST = "0" * 64
WRITTEN = {  # what a mark is made over: under which name, and the column it is in
    "number": "number",
    "at": "at",
    "actor": "actor_id",
    "deed": "deed",
    "subject": "subject",
    "details": "details",
    "address": "address",
    "region": "region_id",
    "county": "county_fips",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading of the whole chain found: how many lines hold, the last mark, and the first fault if any."""

    lines: int
    mark: str
    fault: str = ""


def mark_of(entry: AuditEntry, before: str) -> str:
    """Return the mark of a line that follows the mark before it: SHA-256 over both, in hexadecimal."""
    return mark_over({name: getattr(entry, name) for name in WRITTEN.values()}, before)


def mark_over(values: Mapping[str, Any], before: str) -> str:
    """Return the mark of a line's values, named as its columns are, that follows the mark before it."""
    written = {name: values[column] for name, column in WRITTEN.items()}
    written["at"] = values["at"].isoformat()
    text = json.dumps(written, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def verify(entries: Iterable[AuditEntry]) -> Verdict:
    """Read lines in the order of their numbers, and stop at the first that is not as it was written."""
    count, before = 0, BEFORE_THE_FIRST
    for entry in entries:
        if entry.number != count + 1:
            return Verdict(count, before, f"Line {count + 1} is missing.")
        if entry.mark != mark_of(entry, before):
            return Verdict(count, before, f"Line {entry.number} is not as it was written.")
        count, before = entry.number, entry.mark
    return Verdict(count, before)
