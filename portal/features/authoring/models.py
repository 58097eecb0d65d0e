"""Tables of what is being written: drafts, texts nobody has saved yet, and changes on their way to the readers."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class PageDraft(Model):
    """A saved state of a page's draft; the highest number is the draft, those before it are kept beside it.

    `content` holds title, summary, kind, facts and body. `based_on` is the version that was live when it was begun.
    """

    __tablename__ = "page_draft"
    __table_args__ = (UniqueConstraint("page_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    based_on: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    saved_at: Mapped[datetime]


class PageTyping(Model):
    """That somebody has a page open for editing, and what they have typed and not saved yet, if anything.

    `stamp` marks what the page said and what its draft was when they began.
    """

    __tablename__ = "page_typing"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(40))
    seen_at: Mapped[datetime]
    typed_at: Mapped[datetime | None] = mapped_column(default=None)
    content: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class PageChange(Model):
    """What is to become of a page: a deed of rules.DEEDS, after somebody's review, at a moment, or both.

    `state` is review, planned, done, sent back, taken back or held; `words` say why. `based_on` is the version that was
    live when it was asked for. Those who may review it were last written to on the day `told_on`.
    """

    __tablename__ = "page_change"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
    deed: Mapped[str] = mapped_column(String(10))
    content: Mapped[dict[str, Any]]
    note: Mapped[str]
    based_on: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(10), index=True)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(default="")
    told_on: Mapped[date | None] = mapped_column(default=None)
