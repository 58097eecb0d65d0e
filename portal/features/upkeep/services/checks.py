"""Say that something is still right, and who answers for a page. No text is changed by it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.features.upkeep import rules
from portal.features.upkeep.models import PageCheck, Told
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host import merging
from portal.plugin_host.events import announce
from portal.plugin_host.shelf import get_item

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from portal.features.accounts.models import Account
    from portal.features.toolkits.models import Page
    from portal.features.upkeep.queries import Thing


def check_page(page: Page, *, number: int, actor_id: int) -> None:
    """Note that a page is still right as its revision of this number; one that is newer has not been looked at."""
    if number != page.revision_number:
        raise Conflict("The page was changed since you opened it. Look at it as it is now, then say it is right.")
    keep_days(page, today(), rules.next_after(page.last_checked, page.next_check, today()))
    db.session.add(
        PageCheck(
            page_id=page.id,
            number=page.revision_number,
            checked_at=now(),
            checked_by_id=actor_id,
            next_check=page.next_check,
        )
    )
    record("page checked", subject=f"page {page.slug}", actor_id=actor_id, next_check=page.next_check.isoformat())


def keep_days(page: Page, last_checked: date, next_check: date) -> None:
    """Let a page have these days; everybody sees it at their next request."""
    page.last_checked, page.next_check = last_checked, next_check
    advance_epoch()


def look_after(page: Page, *, owner: Account | None, next_check: date, actor_id: int) -> None:
    """Say who answers for a page, and when it is looked at again."""
    if next_check <= page.last_checked or next_check - page.last_checked > rules.LONGEST:
        raise Invalid("The next check must come after the last one, and within two years of it.")
    page.owner_id = owner.id if owner else None
    keep_days(page, page.last_checked, next_check)
    record(
        "page upkeep changed",
        subject=f"page {page.slug}",
        actor_id=actor_id,
        owner=page.owner_id,
        next_check=next_check.isoformat(),
    )


def check_item(thing: Thing, *, actor_id: int) -> None:
    """Note that an item of a region is still right: an edit of its days that leaves the last one to be undone."""
    region_id = thing.region.id if thing.region else ""
    shelved = get_item(region_id, thing.kind, thing.key)
    if not shelved.item.is_seen:
        raise NotFound
    days = (today(), rules.next_after(thing.last_checked, thing.next_check, today()))
    values = {name: day.isoformat() for name, day in zip(thing.sets, days, strict=False)}
    after = merging.edited(shelved.item, values, now())
    shelved.kind.write(shelved.row, replace(after, previous=shelved.item.previous))
    advance_epoch()
    record("item checked", subject=f"{shelved.kind.noun} {thing.key}", actor_id=actor_id, region=region_id)
    facts = {"plugin": shelved.row.plugin_id, "hook": shelved.kind.hook, "item": thing.key, "deed": "item checked"}
    announce(region_id, "portal.item-changed", facts)


def note_told(account_id: int, things: Iterable[Thing]) -> None:
    """Remember what a person is told of, so that nobody hears the same twice."""
    at = now()
    db.session.add_all(
        Told(account_id=account_id, thing=thing.id, step=thing.step, due_on=due_on(thing), told_at=at)
        for thing in things
    )


def due_on(thing: Thing) -> date:
    """Return the day by which a thing is known to be due again; one that was never checked has a day of its own."""
    return thing.next_check or rules.NEVER
