"""Put a page in a reading list, take it out, and move it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.saved import rules
from portal.features.saved.models import ListEntry
from portal.features.saved.queries import find_thing, label_of, regions_open_to, select_entries
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.queries import Viewer
    from portal.features.saved.models import ReadingList
    from portal.features.saved.queries import Thing

GONE = "That page is not in the list any more. Open the list again to see how it is now."


class NotForAll(Conflict):
    """A list would show a region's own tool to people who may not see it."""


def refuse_strange(found: ReadingList, viewer: Viewer, audience: rules.Audience) -> None:
    """Refuse to let people see a list with a tool that not all of them may see."""
    open_to = regions_open_to(audience)
    if open_to is None:
        return
    for row in select_entries(found.id):
        thing = find_thing(viewer, row.region_id, row.key)
        if not rules.may_stand(row.region_id, for_everyone=bool(thing and thing.for_everyone), open_to=open_to):
            named = f"“{thing.title}” is a tool" if thing else "A page in it that is not there any more is a tool"
            raise NotForAll(f"{named} that not all of them may see. Remove it from the list first.")


def refuse_thing(found: ReadingList, thing: Thing) -> None:
    """Refuse to put a tool in a list whose readers may not all see it."""
    audience = rules.Audience(found.reach, found.reach_key)
    open_to = regions_open_to(audience)
    if open_to is not None and not rules.may_stand(thing.region_id, for_everyone=thing.for_everyone, open_to=open_to):
        raise NotForAll(
            f"“{found.title}” is shared with {label_of(audience)[0].lower()}{label_of(audience)[1:]}, and not all of"
            f" them may see “{thing.title}”. Put it in another list, or keep this one to yourself first."
        )


def put_in(found: ReadingList, thing: Thing) -> None:
    """Put a page at the end of a list; one that is in it stays where it is."""
    rows = select_entries(found.id)
    if any((row.region_id, row.key) == (thing.region_id, thing.key) for row in rows):
        return
    if len(rows) >= rules.MOST_ENTRIES:
        raise Conflict(rules.TOO_LONG)
    refuse_thing(found, thing)
    add(found, thing, rows[-1].position + 1 if rows else 1)
    found.changed_at = now()


def fill(found: ReadingList, things: Sequence[Thing]) -> None:
    """Put pages in a list that is empty."""
    for position, thing in enumerate(things[: rules.MOST_ENTRIES], start=1):
        add(found, thing, position)


def add(found: ReadingList, thing: Thing, position: int) -> None:
    """Add a page as the one at a place."""
    db.session.add(
        ListEntry(list_id=found.id, region_id=thing.region_id, key=thing.key, position=position, added_on=today())
    )


def take_out(found: ReadingList, region_id: str, key: str) -> None:
    """Take a page out of a list."""
    for row in select_entries(found.id):
        if (row.region_id, row.key) == (region_id, key):
            db.session.delete(row)
            found.changed_at = now()


def move(found: ReadingList, region_id: str, key: str, step: str) -> None:
    """Let a page change places with its neighbour of now, whatever the order was when the button was drawn."""
    rows = select_entries(found.id)
    place = next((n for n, row in enumerate(rows) if (row.region_id, row.key) == (region_id, key)), None)
    if place is None:
        raise Conflict(GONE)
    for position, number in enumerate(rules.moved(range(len(rows)), place, step), start=1):
        rows[number].position = position
    found.changed_at = now()
