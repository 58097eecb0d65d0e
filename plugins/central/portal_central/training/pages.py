"""The page of training dates, the next of them on the region's home, and the file to subscribe to."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask import Response, flash, redirect

from portal.plugin_api import Context, NotFound, Page, Route
from portal_central.training import keeping
from portal_central.training.calendars import HERE, TrainingDate, write_calendar

TITLE = "Training dates"
ON_HOME = 3
NOON = 12


def routes() -> list[Route]:
    """Return the pages; the one with a key in its address is for calendar programs, which cannot sign in."""
    return [
        Route(id="training", rule="/training", view=show_dates),
        Route(id="file", rule="/training.ics", view=send_file),
        Route(id="subscribe", rule="/training/<key>.ics", view=send_to_program, is_public=True),
        Route(id="new-key", rule="/training/key", view=make_key, methods=("POST",)),
    ]


def show_dates(ctx: Context) -> Page:
    """Show what lies ahead, by month."""
    shown = keeping.dates_to_show(ctx)
    key = ctx.store.get(keeping.KEY)
    address = ctx.request.url_root.rstrip("/") + ctx.urls.to("subscribe", key=key) if key else ""
    return ctx.page(
        TITLE, "training.html", shown=shown, months=by_month(shown.dates), address=address,
        fetched=in_words(shown.fetched_at), tried=in_words(shown.tried_at),
    )  # fmt: skip


def draw_next(ctx: Context) -> str:
    """Draw the next dates on the region's home."""
    shown = keeping.dates_to_show(ctx)
    return ctx.render("next.html", shown=shown, dates=[in_line(one) for one in shown.dates[:ON_HOME]])


def send_file(ctx: Context) -> Response:
    """Send the dates as a file."""
    dates = keeping.dates_to_show(ctx)
    name = f"Training dates, {ctx.region.name}" + (" (samples)" if dates.are_samples else "")
    body = write_calendar(dates.dates, name=name, stamp=dates.fetched_at or ctx.clock())
    response = Response(body, mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="training-dates.ics"'
    response.cache_control.no_store = True
    return response


def send_to_program(ctx: Context, key: str) -> Response:
    """Send the dates to a calendar program that brings the key; without it, there is no such page."""
    if not keeping.is_key(ctx, key):
        raise NotFound
    return send_file(ctx)


def make_key(ctx: Context) -> Any:
    """Make the address for subscribing, the first one or a new one."""
    keeping.renew_key(ctx)
    flash("Here is the address to subscribe to. An earlier one no longer works.", "success")
    return redirect(ctx.urls.to("training"), code=303)


def by_month(dates: tuple[TrainingDate, ...]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return dates under the name of their month."""
    months = groupby(dates, key=lambda one: (one.day.year, one.day.month))
    return [(f"{date(year, month, 1):%B %Y}", [in_line(one) for one in found]) for (year, month), found in months]


def in_line(one: TrainingDate) -> dict[str, Any]:
    """Return a date in words."""
    return {
        "title": one.title,
        "place": one.place,
        "url": one.url,
        "iso": one.day.isoformat(),
        "weekday": f"{one.day:%a}",
        "number": one.day.day,
        "month": f"{one.day:%b}",
        "when": when(one),
    }


def when(one: TrainingDate) -> str:
    """Return when a training takes place, in words."""
    day = f"{one.day:%A}, {one.day:%B} {one.day.day}"
    if one.last_day > one.day:
        return f"{day}, to {one.last_day:%A}, {one.last_day:%B} {one.last_day.day}"
    if not isinstance(one.starts, datetime) or not isinstance(one.ends, datetime):
        return day
    hours = hour(one.starts) if one.starts == one.ends else f"{hour(one.starts)} to {hour(one.ends)}"
    return f"{day}, {hours}"


def hour(moment: datetime) -> str:
    """Return an hour as clocks here say it."""
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % NOON or NOON}{minutes} {'a.m.' if moment.hour < NOON else 'p.m.'}"


def in_words(moment: datetime | None) -> str:
    """Return a moment in words, in California's time."""
    if moment is None:
        return ""
    local = moment.astimezone(HERE)
    return f"{local:%B} {local.day}, {local.year}, {hour(local)}"
