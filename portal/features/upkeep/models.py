"""Tables of upkeep: notes of regions on pages of the toolkit, checks of pages, and who was told what is due."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class LocalNote(Model):
    """What a region adds to a page of the toolkit, at one of its places; `html` is rendered when it is written.

    `kept_under` is the number of the page's revision under which the note was last written or confirmed. `version`
    counts what is done to the note. `leads_kind` and `leads_key` name an item of the region that it leads to.
    """

    __tablename__ = "local_note"
    __table_args__ = (UniqueConstraint("page_id", "region_id", "place"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"))
    region_id: Mapped[str] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), index=True)
    place: Mapped[str] = mapped_column(String(20))
    body: Mapped[str]
    html: Mapped[str]
    terms: Mapped[list[str]]
    kept_under: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    leads_kind: Mapped[str] = mapped_column(String(40), default="")
    leads_key: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column(default=1)


class PageCheck(Model):
    """A page of the toolkit that somebody found still right, as its revision of this number."""

    __tablename__ = "page_check"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    checked_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    next_check: Mapped[date]


class Told(Model):
    """A person was told by mail of a thing that is due on a day; `step` is how far it had climbed."""

    __tablename__ = "upkeep_told"
    __table_args__ = (UniqueConstraint("account_id", "thing", "step", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    thing: Mapped[str] = mapped_column(String(200))
    step: Mapped[int]
    due_on: Mapped[date]
    told_at: Mapped[datetime]
