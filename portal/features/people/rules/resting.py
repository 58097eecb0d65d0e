"""What is done next about an account that nobody uses."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Step(StrEnum):
    """What is due: nothing, a notice to the owner, forgetting the notice because the account is used again, closing."""

    NOTHING = "nothing"
    NOTICE = "notice"
    FORGET = "forget"
    CLOSE = "close"


def last_used(*, created_at: datetime, seen_at: datetime | None, kept_at: datetime | None) -> datetime:
    """Return from when an account rests: since it was last used, was made, or somebody said to keep it."""
    return max(moment for moment in (created_at, seen_at, kept_at) if moment is not None)


def rests(*, used_at: datetime, at: datetime, dormant: timedelta) -> bool:
    """Say whether an account was unused for so long that it counts as dormant."""
    return at - used_at >= dormant


def next_step(
    *, used_at: datetime, noticed_at: datetime | None, at: datetime, dormant: timedelta, notice: timedelta
) -> Step:
    """Return what is due for an account last used at a moment; only who was told since then is closed."""
    if not rests(used_at=used_at, at=at, dormant=dormant):
        return Step.NOTHING if noticed_at is None else Step.FORGET
    if noticed_at is None or noticed_at < used_at:
        return Step.NOTICE
    return Step.CLOSE if at - noticed_at >= notice else Step.NOTHING
