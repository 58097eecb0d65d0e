"""The chain of the audit: the mark of a line, and whether all lines are there as they were written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.infrastructure.audit.models import AuditEntry

BEFORE_THE_FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reading of the whole chain found: how many lines hold, the last mark, and the first fault if any."""

    lines: int
    mark: str
    fault: str = ""


def mark_of(entry: AuditEntry, before: str) -> str:
    """Return the mark of a line that follows the mark before it: SHA-256 over both, in hexadecimal."""
    written = {
        "number": entry.number,
        "at": entry.at.isoformat(),
        "actor": entry.actor_id,
        "deed": entry.deed,
        "subject": entry.subject,
        "details": entry.details,
        "address": entry.address,
        "region": entry.region_id,
        "county": entry.county_fips,
    }
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
