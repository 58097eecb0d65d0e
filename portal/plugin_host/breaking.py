"""When a failing extension point is no longer called (plugins contract, section 1.6). Rules over values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

ENOUGH = 3
WITHIN = timedelta(minutes=60)
REST = timedelta(minutes=10)
MOST_KEPT = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: when, and by whose request. `is_proof` when the core's own call, or time alone, showed it."""

    at: datetime
    client: str
    is_proof: bool = False


def recent(failures: Sequence[Failure], moment: datetime) -> tuple[Failure, ...]:
    """Return the failures that still count, the last ones if there are many."""
    return tuple(failure for failure in failures if moment - failure.at < WITHIN)[-MOST_KEPT:]


def opens(failures: Sequence[Failure], moment: datetime) -> bool:
    """Say whether a point is to be left alone: three failures within an hour, met by two clients or proved by the core.

    One client alone, however often it asks, switches nothing off.
    """
    counted = recent(failures, moment)
    if len(counted) < ENOUGH:
        return False
    return any(failure.is_proof for failure in counted) or len({failure.client for failure in counted}) > 1


def may_be_tried(opened_at: datetime, moment: datetime) -> bool:
    """Say whether a point that was left alone is called once more to see whether it is well again."""
    return moment - opened_at >= REST
