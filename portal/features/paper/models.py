"""Tables of what is on paper: the code of each version, and recalls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.features.paper.rules import WAITING
from portal.foundation.database import Model


class PaperCode(Model):
    """The code of one version: of a page of the toolkit, or of a region's tool, known by region and key.

    `number` is the page's revision; a tool's versions are counted here, each with the digest of its words.
    """

    __tablename__ = "paper_code"
    __table_args__ = (UniqueConstraint("page_id", "number"), UniqueConstraint("region_id", "key", "number"))

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int]
    made_at: Mapped[datetime]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), default=None)
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), default=None)
    key: Mapped[str] = mapped_column(String(80), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")


class Recall(Model):
    """A page or a region's tool that is called back, or is about to be: why, what is used instead, and by whom.

    It waits until a second person confirms it; then it stands until somebody lifts it.
    """

    __tablename__ = "recall"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    title: Mapped[str]
    reason: Mapped[str] = mapped_column(String(500))
    is_urgent: Mapped[bool]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="CASCADE"), index=True, default=None)
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), index=True, default=None)
    key: Mapped[str] = mapped_column(String(80), default="")
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("page.id", ondelete="SET NULL"), default=None)
    state: Mapped[str] = mapped_column(String(10), index=True, default=WAITING)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(String(500), default="")
