"""The pages of coaching: a person's own requests, the form, and the academy's queue."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, redirect

from portal.plugin_api import Conflict, Context, Page, Route
from portal_northern.coaching import requests, rules
from portal_northern.coaching.models import CoachingRequest
from portal_northern.coaching.rules import Deed, Status, Wish

TITLE, ASK_TITLE, QUEUE_TITLE = "Coaching", "Ask for a coaching session", "Coaching requests"
PERMISSION = "answer-coaching"
STAFF = ("regional-editor", "regional-administrator")
ANSWERS = tuple(deed.value for deed in Deed if deed != Deed.WITHDRAW)
LABELS = {
    Status.ASKED: ("Waiting for an answer", "caution"),
    Status.ACCEPTED: ("Accepted, a day is being found", "plain"),
    Status.SCHEDULED: ("Scheduled", "good"),
    Status.DONE: ("Done", "plain"),
    Status.DECLINED: ("Declined", "bad"),
    Status.WITHDRAWN: ("Withdrawn", "plain"),
}


class Desk:
    """Where requests come in and are answered; `counties` gives the name of each county by its FIPS code."""

    def __init__(self, counties: dict[str, str]) -> None:
        self.counties = counties

    def routes(self) -> list[Route]:
        """Return the pages, each with who may use it."""
        answering = {"permission": PERMISSION}
        return [
            Route(id="coaching", rule="/coaching", view=self.show_own),
            Route(id="ask", rule="/coaching/ask", view=self.show_form),
            Route(id="send", rule="/coaching/ask", view=self.send, methods=("POST",)),
            Route(id="withdraw", rule="/coaching/<int:request_id>/withdraw", view=self.withdraw, methods=("POST",)),
            Route(id="queue", rule="/coaching/queue", view=self.show_queue, **answering),
            Route(id="move", rule="/coaching/queue/<int:request_id>", view=self.move, methods=("POST",), **answering),
        ]

    def show_own(self, ctx: Context) -> Page:
        """Show a person's own requests and how each stands."""
        rows = [self.shown(row) for row in requests.list_own(ctx)]
        return ctx.page(TITLE, "coaching.html", requests=rows, is_staff=is_staff(ctx))

    def show_form(self, ctx: Context) -> Page:
        """Show what can be asked for."""
        return self.form(ctx, Wish("", "", self.likely_county(ctx), ()), {})

    def send(self, ctx: Context) -> Any:
        """Take a request in, or show the form again with a sentence by each field."""
        given = ctx.request.form
        wish = Wish(given.get("topic", ""), given.get("format", ""), given.get("county", ""),
                    tuple(given.getlist("weeks")))  # fmt: skip
        faults = rules.faults_of(wish, counties=self.counties_of(ctx), today=requests.today(ctx))
        if faults:
            return self.form(ctx, wish, faults, status=422)
        try:
            requests.ask(ctx, wish)
        except Conflict as refusal:
            return self.form(ctx, wish, {"": str(refusal)}, status=409)
        flash("Your request is with the academy. You see here how it stands.", "success")
        return redirect(ctx.urls.to("coaching"), code=303)

    def withdraw(self, ctx: Context, request_id: int) -> Any:
        """Take a request back."""
        requests.withdraw(ctx, request_id)
        flash("Your request is withdrawn.", "success")
        return redirect(ctx.urls.to("coaching"), code=303)

    def show_queue(self, ctx: Context) -> Page:
        """Show the academy's people what waits, and what can be done with it."""
        return self.queue(ctx)

    def move(self, ctx: Context, request_id: int) -> Any:
        """Move a request on; a refusal stands above the queue as it is now."""
        given = ctx.request.form
        if given.get("deed") not in ANSWERS:
            return self.queue(ctx, refusal="Choose what to do with the request.", status=422)
        try:
            row = requests.move(
                ctx, request_id, Deed(given["deed"]),
                seen=given.get("seen", ""), day=given.get("day", ""), reason=given.get("reason", ""),
            )  # fmt: skip
        except Conflict as refusal:
            return self.queue(ctx, refusal=str(refusal), status=409)
        flash(f"The request of {row.asked_by} is {rules.PAST[Deed(given['deed'])]}.", "success")
        return redirect(ctx.urls.to("queue"), code=303)

    def form(self, ctx: Context, wish: Wish, faults: dict[str, str], *, status: int = 200) -> Page:
        """Return the form with what was chosen so far."""
        weeks = [(week.isoformat(), f"Week of {long_day(week)}") for week in rules.weeks_from(requests.today(ctx))]
        return ctx.page(
            ASK_TITLE, "ask.html", status=status, wish=wish, faults=faults, topics=rules.TOPICS,
            formats=rules.FORMATS, counties=self.counties_of(ctx), weeks=weeks, most_weeks=rules.WEEKS_AT_MOST,
        )  # fmt: skip

    def queue(self, ctx: Context, *, refusal: str = "", status: int = 200) -> Page:
        """Return the academy's queue."""
        open_ones = requests.list_open(ctx)
        groups = [
            (LABELS[one][0], [self.shown(row) | {"deeds": rules.deeds_for(one)} for row in rows])
            for one, rows in open_ones.items()
        ]
        return ctx.page(
            QUEUE_TITLE, "queue.html", status=status, refusal=refusal, groups=groups, reasons=rules.REASONS,
            finished=[self.shown(row) for row in requests.list_finished(ctx)], today=requests.today(ctx).isoformat(),
        )  # fmt: skip

    def likely_county(self, ctx: Context) -> str:
        """Return the county this person most likely asks for: the only one, or that of the last request."""
        counties = self.counties_of(ctx)
        last = next((row.county for row in requests.list_own(ctx)), "")
        if len(counties) == 1:
            return next(iter(counties))
        return last if last in counties else ""

    def counties_of(self, ctx: Context) -> dict[str, str]:
        """Return the counties of the region by FIPS code."""
        return {fips: self.counties[fips] for fips in ctx.region.counties if fips in self.counties}

    def shown(self, row: CoachingRequest) -> dict[str, Any]:
        """Return a request in words."""
        label, tone = LABELS[Status(row.status)]
        return {
            "id": row.id,
            "status": row.status,
            "label": label,
            "tone": tone,
            "topic": rules.TOPICS.get(row.topic, row.topic),
            "format": rules.FORMATS.get(row.format, row.format),
            "county": self.counties.get(row.county, row.county),
            "weeks": [long_day(date.fromisoformat(week)) for week in row.weeks],
            "asked_by": row.asked_by,
            "asked_on": long_day(row.asked_at.astimezone(requests.HERE).date()),
            "session_on": long_day(row.session_on) if row.session_on else "",
            "reason": rules.REASONS.get(row.reason, ""),
            "is_open": row.status in rules.OPEN,
        }


def draw_block(ctx: Context) -> str:
    """Draw coaching on the region's home: for the academy's people what waits, for everybody else an invitation.

    A block is kept for everybody with one role, so it says nothing of a single person.
    """
    waiting = requests.count(ctx, Status.ASKED) if is_staff(ctx) else 0
    return ctx.render("block.html", is_staff=is_staff(ctx), waiting=waiting)


def is_staff(ctx: Context) -> bool:
    """Say whether the page is for somebody who answers requests."""
    return ctx.user is not None and bool(set(ctx.user.roles) & set(STAFF))


def long_day(day: date) -> str:
    """Return a day written out."""
    return f"{day:%B} {day.day}, {day.year}"
