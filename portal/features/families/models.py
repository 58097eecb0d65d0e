"""Tables of the pages for families: films that editors bring in on the site."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class Film(Model):
    """A film with its captions (WebVTT) and its transcript. It can be watched from `live_at` on.

    `version` counts the changes, so that nobody saves over a text they have not seen.
    """

    __tablename__ = "film"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(200))
    voices: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(String(300))
    captions: Mapped[str] = mapped_column(Text)
    captions_at_host: Mapped[bool]
    transcript: Mapped[str] = mapped_column(Text)
    related: Mapped[list[str]]
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    version: Mapped[int] = mapped_column(default=1)
    live_at: Mapped[datetime | None] = mapped_column(default=None)
