"""Read and move the requests of this region."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from portal.plugin_api import Conflict, Context, NotFound
from portal_northern.coaching import rules
from portal_northern.coaching.models import CoachingRequest
from portal_northern.coaching.rules import OPEN, Deed, Status, Wish

HERE = ZoneInfo("America/Los_Angeles")
EVENT = "coaching-moved"
MOST_OPEN = 5
FINISHED_SHOWN = 10


def today(ctx: Context) -> date:
    """Return the day it is in California."""
    return ctx.clock().astimezone(HERE).date()


def list_own(ctx: Context) -> Sequence[CoachingRequest]:
    """Return the requests of the person this page is for, newest first."""
    asked = select(CoachingRequest).where(CoachingRequest.asked_by_id == me(ctx)[0])
    return ctx.db.scalars(asked.order_by(CoachingRequest.id.desc())).all()


def list_open(ctx: Context) -> dict[Status, list[CoachingRequest]]:
    """Return the open requests by status, those that have waited longest first."""
    asked = select(CoachingRequest).where(CoachingRequest.status.in_(OPEN))
    rows = ctx.db.scalars(asked.order_by(CoachingRequest.asked_at, CoachingRequest.id)).all()
    return {status: [row for row in rows if row.status == status] for status in OPEN}


def list_finished(ctx: Context) -> Sequence[CoachingRequest]:
    """Return the requests that were answered for good, the latest first."""
    asked = select(CoachingRequest).where(CoachingRequest.status.not_in(OPEN))
    return ctx.db.scalars(asked.order_by(CoachingRequest.moved_at.desc()).limit(FINISHED_SHOWN)).all()


def count(ctx: Context, *statuses: Status) -> int:
    """Return how many requests have one of the statuses."""
    asked = select(func.count(CoachingRequest.id)).where(CoachingRequest.status.in_(statuses))
    return ctx.db.scalar(asked) or 0


def days_asked(ctx: Context) -> list[date]:
    """Return the days on which the requests that nobody has answered were asked."""
    asked = select(CoachingRequest).where(CoachingRequest.status == Status.ASKED)
    return [row.asked_at.astimezone(HERE).date() for row in ctx.db.scalars(asked)]


def ask(ctx: Context, wish: Wish) -> CoachingRequest:
    """Put a faultless wish in the queue of the academy."""
    person_id, name = me(ctx)
    if sum(row.status in OPEN for row in list_own(ctx)) >= MOST_OPEN:
        raise Conflict(f"You have {MOST_OPEN} open requests. Withdraw one of them, or wait for an answer.")
    row = CoachingRequest(
        asked_by_id=person_id,
        asked_by=name,
        asked_at=ctx.clock(),
        county=wish.county,
        topic=wish.topic,
        format=wish.format,
        weeks=sorted(set(wish.weeks)),
        status=Status.ASKED,
        moved_at=ctx.clock(),
    )
    ctx.db.add(row)
    ctx.db.flush()
    ctx.emit(EVENT, request=row.id, status=row.status)
    return row


def move(ctx: Context, request_id: int, deed: Deed, *, seen: str, day: str = "", reason: str = "") -> CoachingRequest:
    """Do something with a request, or refuse with a sentence. `seen` is the status on the page it was done from."""
    row = get(ctx, request_id)
    if seen != row.status:
        raise Conflict(f"Somebody has moved this request meanwhile; it is {row.status} now. Look at it again.")
    after = rules.status_after(Status(row.status), deed)
    if deed == Deed.SCHEDULE:
        row.session_on = rules.day_of_session(day, today=today(ctx))
    if deed == Deed.DECLINE:
        if reason not in rules.REASONS:
            raise Conflict("Choose why the request is declined; the person who asked reads it.")
        row.reason = reason
    row.status, row.moved_at = after, ctx.clock()
    ctx.emit(EVENT, request=row.id, status=row.status)
    return row


def withdraw(ctx: Context, request_id: int) -> CoachingRequest:
    """Withdraw a request of one's own."""
    row = get(ctx, request_id)
    if row.asked_by_id != me(ctx)[0]:
        raise NotFound
    return move(ctx, request_id, Deed.WITHDRAW, seen=row.status)


def get(ctx: Context, request_id: int) -> CoachingRequest:
    """Return a request of this region, or refuse."""
    row = ctx.db.get(CoachingRequest, request_id)
    if row is None:
        raise NotFound
    return row


def me(ctx: Context) -> tuple[int, str]:
    """Return who this page is for: number and name."""
    if ctx.user is None:
        raise NotFound
    return ctx.user.id, ctx.user.display_name
