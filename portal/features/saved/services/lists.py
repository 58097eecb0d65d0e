"""Start, change, copy and delete a reading list; leave somebody else's, and come back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, or_, select

from portal.features.accounts.models import Account
from portal.features.regions.queries import list_regions
from portal.features.saved import rules
from portal.features.saved.models import LeftList, ListEntry, ReadingList
from portal.features.saved.queries import audiences_of, belongs_to, count_lists, find_own_list
from portal.features.saved.services.entries import fill, refuse_strange
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.queries import Viewer
    from portal.features.saved.queries import ListView, Thing


class ListChanged(Conflict):
    """The list was changed since the form was opened."""

    def __init__(self) -> None:
        super().__init__("This list was changed since you opened it. Look at how it is now, then send it again.")


def own_list(viewer: Viewer, key: str) -> ReadingList:
    """Return a person's own list for a change; anybody else's is not there.

    One that is shared with a place its owner has left is shared no more from now on.
    """
    found = find_own_list(viewer.account_id, key, for_change=True)
    if found is None:
        raise NotFound
    if rules.Audience(found.reach, found.reach_key) not in audiences_of(viewer):
        found.reach, found.reach_key = rules.PRIVATE, ""
    return found


def start_list(viewer: Viewer, *, title: str, note: str, things: Sequence[Thing] = ()) -> ReadingList:
    """Start a list with pages in it; until it is shared, nobody else sees it."""
    if count_lists(viewer.account_id) >= rules.MOST_LISTS:
        raise Conflict(rules.TOO_MANY_LISTS)
    started = ReadingList(key=rules.new_key(), account_id=viewer.account_id, title=title, note=note, changed_at=now())
    db.session.add(started)
    db.session.flush()
    fill(started, things)
    return started


def change_list(
    viewer: Viewer, key: str, *, title: str, note: str, audience: rules.Audience, version: int
) -> ReadingList:
    """Give a list another title and note, and say whom it is for: a place its owner belongs to, or nobody else.

    A change on top of one that was not seen is refused, and so is sharing what not everybody there may see.
    """
    changed = own_list(viewer, key)
    if version != changed.version:
        raise ListChanged
    if audience not in audiences_of(viewer):
        raise Invalid("Choose one of these: you belong to no other place.")
    refuse_strange(changed, viewer, audience)
    changed.title, changed.note = title, note
    changed.reach, changed.reach_key = audience.reach, audience.key
    changed.version += 1
    changed.changed_at = now()
    return changed


def copy_list(viewer: Viewer, found: ListView) -> ReadingList:
    """Start a list of one's own, for oneself alone, with what one sees of another."""
    things = [entry.thing for entry in found.entries if entry.thing]
    return start_list(viewer, title=found.title, note=found.note, things=things)


def delete_list(viewer: Viewer, key: str) -> None:
    """Delete a list with everything that was kept of it."""
    gone = own_list(viewer, key)
    for rows in (ListEntry, LeftList):
        db.session.execute(delete(rows).where(rows.list_id == gone.id))
    db.session.delete(gone)


def leave_list(viewer: Viewer, found: ListView) -> None:
    """Take somebody else's list from a person's lists."""
    if not found.is_own and not found.is_left:
        db.session.add(LeftList(list_id=found.id, account_id=viewer.account_id))


def come_back(viewer: Viewer, found: ListView) -> None:
    """Put a list that a person left among the person's lists again."""
    db.session.execute(delete(LeftList).where(LeftList.list_id == found.id, LeftList.account_id == viewer.account_id))


def end_sharing() -> None:
    """End the sharing of lists whose owners do not belong to the place any more; nobody saw them since they left."""
    shared = select(ReadingList).join(Account, Account.id == ReadingList.account_id)
    has_left = [and_(ReadingList.reach == rules.COUNTY, Account.county_fips.is_distinct_from(ReadingList.reach_key))]
    for region in list_regions():
        here = and_(ReadingList.reach == rules.REGION, ReadingList.reach_key == region.id)
        has_left.append(and_(here, ~belongs_to(region)))
    for found in db.session.scalars(shared.where(or_(*has_left))):
        found.reach, found.reach_key = rules.PRIVATE, ""
        found.version += 1
