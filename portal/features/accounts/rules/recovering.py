"""Decide how far a request to get back in has come, who may confirm it, and what its links still do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.rules.roles import ROLE_PERMISSIONS
from portal.foundation.errors import Conflict, Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from portal.features.accounts.rules.roles import Grant

CONFIRMED_WITHIN = timedelta(days=7)
OPEN_FOR = timedelta(days=7)
LINK_OPENS_FOR = timedelta(hours=1)
REQUESTS_A_DAY, LINKS_A_DAY = 3, 5
NO_ADMINISTRATION = frozenset(  # what is written is looked at by others before it counts, and can be taken back
    {
        permissions.ANSWERS_VIEW,
        permissions.ITEMS_EDIT,
        permissions.NOTES_EDIT,
        permissions.REGIONS_VIEW_ALL,
        permissions.TOOLKIT_EDIT,
        permissions.TOOLKIT_RECALL,
        permissions.TOOLKIT_REVIEW,
        permissions.UPKEEP_VIEW,
    }
)


class Stage(StrEnum):
    """How far a request has come: the first three go on, the others are ends."""

    ASKED = "asked"
    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    STOPPED = "stopped"
    REFUSED = "refused"
    EXPIRED = "expired"


STAGE_LABELS = {
    Stage.ASKED: "To be confirmed",
    Stage.WAITING: "Confirmed, waiting",
    Stage.READY: "Ready for the owner",
    Stage.DONE: "Done",
    Stage.STOPPED: "Stopped by the owner",
    Stage.REFUSED: "Not confirmed",
    Stage.EXPIRED: "Expired",
}
GOING_ON = frozenset({Stage.ASKED, Stage.WAITING, Stage.READY})
WHY_CLOSED = {
    Stage.ASKED: "This request needs another confirmation first.",
    Stage.WAITING: "The waiting time is not over yet. You get a mail when it is.",
    Stage.DONE: "This link was already used. Sign in with the password you set.",
    Stage.STOPPED: "This request was stopped. Ask again if you still cannot sign in.",
    Stage.REFUSED: "This request was not confirmed. Talk to the person who looks after your county's accounts.",
    Stage.EXPIRED: "This request has expired. Ask again if you still cannot sign in.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """A request: whose it is, who has confirmed it of how many that are needed, and when it opens to its owner."""

    owner: int
    asked_at: datetime
    needed: int
    confirmed_by: frozenset[int] = frozenset()
    opens_at: datetime | None = None
    ended: str = ""


def confirmations_needed(grants: Collection[Grant]) -> int:
    """Return how many people have to confirm: two where any role, now or later, administers people or plugins."""
    return 2 if any(ROLE_PERMISSIONS[grant.role] - NO_ADMINISTRATION for grant in grants) else 1


def stage_of(recovery: Recovery, *, at: datetime) -> Stage:
    """Return how far a request has come at a moment.

    A person who was given more to administer meanwhile needs more confirmations, whatever had been reached.
    """
    if recovery.ended:
        return Stage(recovery.ended)
    if recovery.opens_at is None or len(recovery.confirmed_by) < recovery.needed:
        return Stage.ASKED if at < recovery.asked_at + CONFIRMED_WITHIN else Stage.EXPIRED
    if at < recovery.opens_at:
        return Stage.WAITING
    return Stage.READY if at < recovery.opens_at + OPEN_FOR else Stage.EXPIRED


def check_confirmation(recovery: Recovery, *, by: int, at: datetime) -> None:
    """Refuse a confirmation of one's own request, a second one by the same person, and one that is no longer needed."""
    stage = stage_of(recovery, at=at)
    if by == recovery.owner:
        raise Forbidden("Somebody else has to confirm that it is you.")
    if stage in {Stage.WAITING, Stage.READY}:
        raise Conflict("This request is confirmed already.")
    if stage is not Stage.ASKED:
        raise Conflict("This request has ended.")
    if by in recovery.confirmed_by:
        raise Conflict("You have confirmed this already. Another person has to confirm it too.")


def opens_after(recovery: Recovery, *, by: int, at: datetime, wait: timedelta) -> datetime | None:
    """Return when a request opens once somebody has confirmed it; nothing while more have to."""
    return at + wait if len(recovery.confirmed_by | {by}) >= recovery.needed else None


def check_going_on(recovery: Recovery, *, at: datetime) -> None:
    """Refuse to end what has ended."""
    if stage_of(recovery, at=at) not in GOING_ON:
        raise Conflict("This request has ended already. Nothing more can be done with it.")


def check_opening(
    recovery: Recovery, *, made_at: datetime, used_at: datetime | None, is_newest: bool, at: datetime
) -> None:
    """Refuse a link to set a new password unless it is the newest, unused, within its hour, and its time has come."""
    stage = stage_of(recovery, at=at)
    if stage is not Stage.READY:
        raise Conflict(WHY_CLOSED[stage])
    if used_at is not None:
        raise Conflict(WHY_CLOSED[Stage.DONE])
    if not is_newest or not timedelta() <= at - made_at < LINK_OPENS_FOR:
        raise Conflict("This link has expired. Ask again on the page “I cannot sign in”: a new link comes by mail.")


def may_begin(asked: Sequence[datetime], *, at: datetime) -> bool:
    """Say whether an account may have another request: a few a day, however often somebody asks."""
    return sum(at - moment < timedelta(days=1) for moment in asked) < REQUESTS_A_DAY


def may_link(made: Sequence[datetime], *, at: datetime) -> bool:
    """Say whether an open request may be sent another link: a few a day."""
    return sum(at - moment < timedelta(days=1) for moment in made) < LINKS_A_DAY
