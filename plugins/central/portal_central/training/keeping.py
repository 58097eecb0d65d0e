"""The last good copy of the academy's calendar: fetched by a job, kept until a better one comes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.plugin_api import Context, FetchFault, Health, Invalid
from portal_central.training.calendars import HERE, TrainingDate, from_plain, read_calendar

SAMPLES = Path(__file__).parents[1] / "content" / "training.ics"
SETTING, COPY, TROUBLE, KEY = "calendar", "copy", "trouble", "key"
OLD_AFTER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Shown:
    """What pages show: the dates that are not over, whether they are samples, how old they are, and what went wrong."""

    dates: tuple[TrainingDate, ...]
    are_samples: bool
    fetched_at: datetime | None = None
    left_out: int = 0
    trouble: str = ""
    tried_at: datetime | None = None
    is_old: bool = False


def today(ctx: Context) -> date:
    """Return the day it is in California."""
    return ctx.clock().astimezone(HERE).date()


def dates_to_show(ctx: Context) -> Shown:
    """Return the dates of the last good copy; samples as long as the academy has named no calendar."""
    if not ctx.settings[SETTING]:
        return Shown(samples(ctx), are_samples=True)
    copy, trouble = ctx.store.get(COPY), ctx.store.get(TROUBLE) or {}
    facts: dict[str, Any] = {"trouble": trouble.get("sentence", ""), "tried_at": moment(trouble.get("at"))}
    if copy is None:
        return Shown((), are_samples=False, **facts)
    fetched_at = datetime.fromisoformat(copy["fetched_at"])
    ahead = tuple(one for one in map(from_plain, copy["dates"]) if one.last_day >= today(ctx))
    return Shown(
        ahead,
        are_samples=False,
        fetched_at=fetched_at,
        left_out=copy["left_out"],
        is_old=(ctx.clock() - fetched_at).days >= OLD_AFTER_DAYS,
        **facts,
    )


def samples(ctx: Context) -> tuple[TrainingDate, ...]:
    """Return the invented dates that ship with the plugin, as they lie ahead today."""
    key = f"samples {today(ctx)}"
    found: tuple[TrainingDate, ...] | None = ctx.cache.get(key)
    if found is None:
        found = read_calendar(SAMPLES.read_bytes(), today=today(ctx)).dates
        ctx.cache.put(key, found)
    return found


def moment(text: str | None) -> datetime | None:
    """Return a moment that was kept as text."""
    return datetime.fromisoformat(text) if text else None


def fetch_dates(ctx: Context) -> None:
    """Fetch the academy's calendar; a file that cannot be used is refused, and the last good copy stays."""
    ensure_key(ctx)
    address = ctx.settings[SETTING]
    if not address:
        return
    copy = ctx.store.get(COPY) or {}
    known = copy if copy.get("address") == address else {}
    try:
        answer = ctx.http.get(address, etag=known.get("etag", ""), modified=known.get("modified", ""))
        if answer.is_new:
            take_in(ctx, address, answer)
        else:
            ctx.store.put(COPY, copy | {"fetched_at": ctx.clock().isoformat()})
    except (FetchFault, Invalid) as fault:
        ctx.store.put(TROUBLE, {"at": ctx.clock().isoformat(), "sentence": str(fault)})
        ctx.log.warning("The calendar could not be taken in: %s", fault)
        return
    ctx.store.delete(TROUBLE)


def take_in(ctx: Context, address: str, answer: Any) -> None:
    """Keep what was fetched in place of what was there."""
    reading = read_calendar(answer.body, today=today(ctx))
    ctx.store.put(
        COPY,
        {
            "address": address,
            "etag": answer.etag,
            "modified": answer.modified,
            "fetched_at": ctx.clock().isoformat(),
            "left_out": reading.left_out,
            "dates": [one.as_plain() for one in reading.dates],
        },
    )


def ensure_key(ctx: Context) -> None:
    """See that there is a key for subscribing: calendar programs cannot sign in, so they bring it in the address."""
    if ctx.store.get(KEY) is None:
        renew_key(ctx)


def renew_key(ctx: Context) -> None:
    """Make a new key; addresses with the old one lead nowhere from now on."""
    ctx.store.put(KEY, secrets.token_urlsafe(18))


def is_key(ctx: Context, given: str) -> bool:
    """Say whether somebody brings the key."""
    key = ctx.store.get(KEY)
    return key is not None and secrets.compare_digest(key.encode(), given.encode())


def health(ctx: Context) -> Health:
    """Say how old the dates are, and what keeps them from being renewed."""
    shown = dates_to_show(ctx)
    if shown.are_samples:
        return Health(is_well=True, sentence="Sample dates are shown: no calendar is named in the settings.")
    if shown.trouble:
        return Health(is_well=False, sentence=f"The calendar could not be taken in: {shown.trouble}")
    if shown.fetched_at is None:
        return Health(is_well=True, sentence="The calendar is fetched with the next job.")
    return Health(is_well=not shown.is_old, sentence=f"The dates are of {shown.fetched_at.astimezone(HERE):%B %d, %Y}.")
