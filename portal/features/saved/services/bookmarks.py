"""Keep a page and let go of it again, and know what is new about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portal.features.accounts.models import Account
from portal.features.saved import rules
from portal.features.saved.models import Bookmark, LeftList, ListEntry, ReadingList
from portal.features.saved.queries import along_with, count_bookmarks, find_bookmark, list_bookmarks
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.saved.queries import Thing


def keep(viewer: Viewer, thing: Thing) -> None:
    """Keep a page for a person; what it says now is not new to the person. Kept already, it stays as it is."""
    if find_bookmark(viewer.account_id, thing.region_id, thing.key):
        return
    if count_bookmarks(viewer.account_id) >= rules.MOST_BOOKMARKS:
        raise Conflict(
            f"You have saved {rules.MOST_BOOKMARKS} pages, which is the most. Remove one you no longer need first."
        )
    db.session.add(
        Bookmark(
            account_id=viewer.account_id,
            region_id=thing.region_id,
            key=thing.key,
            saved_at=now(),
            seen_mark=thing.mark,
        )
    )


def drop(viewer: Viewer, region_id: str, key: str) -> None:
    """Keep a page no longer, also one that is not there any more."""
    db.session.execute(
        delete(Bookmark).where(
            Bookmark.account_id == viewer.account_id, Bookmark.region_id == region_id, Bookmark.key == key
        )
    )


def see_all(viewer: Viewer) -> None:
    """Take what is new about a person's pages as seen."""
    for kept in list_bookmarks(viewer):
        if kept.news and kept.thing:
            row = find_bookmark(viewer.account_id, kept.region_id, kept.key)
            if row:
                row.notice, row.seen_mark = "", kept.thing.mark


def note_recall(region_id: str, key: str, *, is_lifted: bool) -> None:
    """Let everybody who keeps a page find on their home that it was recalled, or that the recall ended."""
    db.session.execute(
        update(Bookmark)
        .where(Bookmark.region_id == region_id, Bookmark.key.in_(along_with(region_id, key)))
        .values(notice=rules.LIFTED if is_lifted else rules.RECALLED)
    )


def clear_closed() -> None:
    """Delete what accounts that are closed have saved."""
    closed = select(Account.id).where(Account.closed_at.is_not(None))
    theirs = select(ReadingList.id).where(ReadingList.account_id.in_(closed))
    db.session.execute(delete(ListEntry).where(ListEntry.list_id.in_(theirs)))
    db.session.execute(delete(LeftList).where(LeftList.account_id.in_(closed) | LeftList.list_id.in_(theirs)))
    for rows in (ReadingList, Bookmark):
        db.session.execute(delete(rows).where(rows.account_id.in_(closed)))
