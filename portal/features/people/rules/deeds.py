"""Decide what may be done to several people at once, and how long it can be undone. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from portal.features.accounts import permissions

PEOPLE_AT_MOST = 500
UNDO_WITHIN = timedelta(hours=24)


class Kind(StrEnum):
    """What is done to several people."""

    CLOSE = "close"
    GRANT = "grant"
    END = "end"
    INVITE = "invite"


PERMISSIONS = {
    Kind.CLOSE: permissions.PEOPLE_CLOSE,
    Kind.GRANT: permissions.PEOPLE_GRANT,
    Kind.END: permissions.PEOPLE_GRANT,
    Kind.INVITE: permissions.PEOPLE_CREATE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What one person is to an action and to whoever does it. `is_theirs`: they may do this to this person."""

    is_self: bool = False
    is_theirs: bool = True
    is_closed: bool = False
    has_joined: bool = True
    holds_role: bool = False


def obstacle(kind: Kind, standing: Standing) -> str:
    """Return why an action leaves a person out, as a sentence; empty when it does not."""
    if standing.is_self:
        return "This is your own account; somebody else has to do this."
    if not standing.is_theirs:
        return "This person holds a role that you may not change."
    if standing.is_closed:
        return "The account is closed." if kind is not Kind.CLOSE else "The account is closed already."
    reasons = {
        Kind.GRANT: "Holds this role there already." if standing.holds_role else "",
        Kind.END: "" if standing.holds_role else "Does not hold this role there.",
        Kind.INVITE: "Has signed in already." if standing.has_joined else "",
    }
    return reasons.get(kind, "")


def may_undo(confirmed_at: datetime | None, *, at: datetime) -> bool:
    """Say whether an action can still be undone at a moment."""
    return confirmed_at is not None and timedelta() <= at - confirmed_at < UNDO_WITHIN
