"""What a person keeps, and what is new about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select

from portal.features.accounts.models import Account
from portal.features.saved import rules
from portal.features.saved.models import Bookmark
from portal.features.saved.queries.things import Thing, along_with, find_thing
from portal.foundation.database import db

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.accounts.queries import Viewer


@dataclass(frozen=True, slots=True)
class Kept:
    """A bookmark as its owner sees it; `thing` is missing when there is no such page for this person any more."""

    region_id: str
    key: str
    saved_at: datetime
    thing: Thing | None
    news: str | None

    @property
    def where(self) -> str:
        """The word that says in an address whose page it is."""
        return rules.place_word(self.region_id)

    @property
    def news_label(self) -> str:
        """What is new, in words."""
        return rules.NEWS[self.news] if self.news else ""


def list_bookmarks(viewer: Viewer) -> list[Kept]:
    """Return what a person keeps: what has news first, then the newest bookmark first. One question."""
    rows = db.session.scalars(
        select(Bookmark)
        .where(Bookmark.account_id == viewer.account_id)
        .order_by(Bookmark.saved_at.desc(), Bookmark.id.desc())
    )
    return sorted((kept_of(row, viewer) for row in rows), key=lambda kept: kept.news is None)


def kept_of(row: Bookmark, viewer: Viewer) -> Kept:
    """Return a bookmark as its owner sees it."""
    thing = find_thing(viewer, row.region_id, row.key)
    news = rules.news_of(notice=row.notice, seen_mark=row.seen_mark, mark=thing.mark) if thing else None
    return Kept(row.region_id, row.key, row.saved_at, thing, news)


def find_bookmark(account_id: int, region_id: str, key: str) -> Bookmark | None:
    """Return a person's bookmark of a page, if it is kept."""
    return db.session.scalar(
        select(Bookmark).where(Bookmark.account_id == account_id, Bookmark.region_id == region_id, Bookmark.key == key)
    )


def is_saved(account_id: int, region_id: str, key: str) -> bool:
    """Say whether a person keeps a page."""
    return bool(
        db.session.scalar(
            select(
                exists().where(Bookmark.account_id == account_id, Bookmark.region_id == region_id, Bookmark.key == key)
            )
        )
    )


def count_bookmarks(account_id: int) -> int:
    """Return how many pages a person keeps."""
    return db.session.scalar(select(func.count()).where(Bookmark.account_id == account_id)) or 0


def keepers_of(region_id: str, key: str) -> frozenset[int]:
    """Return who keeps a page or what a recall of it takes along, of accounts that are open."""
    saved = select(Bookmark.account_id).where(
        Bookmark.region_id == region_id, Bookmark.key.in_(along_with(region_id, key))
    )
    return frozenset(db.session.scalars(select(Account.id).where(Account.id.in_(saved), Account.closed_at.is_(None))))
