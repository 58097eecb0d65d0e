"""Tables of what readers keep: bookmarks, reading lists, and answers on whether a page helped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class Bookmark(Model):
    """A page that a person keeps and follows: of the toolkit by its slug or, with a region, a tool by its key.

    `seen_mark` is the mark of the text the person last knew of. `notice` is empty, recalled or lifted: what happened to
    the page since the person last looked at what is new.
    """

    __tablename__ = "bookmark"
    __table_args__ = (UniqueConstraint("account_id", "region_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    region_id: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80), index=True)
    saved_at: Mapped[datetime]
    seen_mark: Mapped[int]
    notice: Mapped[str] = mapped_column(String(10), default="")


class ReadingList(Model):
    """Pages that a person put together in an order, for itself or for everybody of a county or a region.

    `key` names it in addresses and tells nothing, not even how many lists there are. `reach` is private, county or
    region; `reach_key` the county's FIPS code or the region's key. `version` moves with title, note and reach.
    """

    __tablename__ = "reading_list"
    __table_args__ = (Index("ix_reading_list_reach", "reach", "reach_key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    note: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[datetime]
    reach: Mapped[str] = mapped_column(String(10), default="private")
    reach_key: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column(default=1)


class ListEntry(Model):
    """A page in a reading list, named as in a bookmark. Entries stand in the order of `position`."""

    __tablename__ = "list_entry"
    __table_args__ = (UniqueConstraint("list_id", "region_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    list_id: Mapped[int] = mapped_column(ForeignKey("reading_list.id", ondelete="CASCADE"))
    region_id: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80), index=True)
    position: Mapped[int]
    added_on: Mapped[date]


class LeftList(Model):
    """Somebody else's shared list that a person does not want to see any more."""

    __tablename__ = "left_list"

    list_id: Mapped[int] = mapped_column(ForeignKey("reading_list.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)


class PageAnswer(Model):
    """An answer to “Was this page helpful?”, from nobody: `reader_region_id` alone says for whose editors it is.

    `region_id` is empty for a page of the toolkit. Of the moment only the day is kept.
    """

    __tablename__ = "page_answer"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    region_id: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(80), index=True)
    is_helpful: Mapped[bool]
    words: Mapped[str] = mapped_column(String(1000))
    reader_region_id: Mapped[str] = mapped_column(String(80), index=True)
    answered_on: Mapped[date]
