"""Tables of what readers keep: bookmarks, and answers on whether a page helped."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
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
