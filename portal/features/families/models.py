"""Tables of the pages for families: films that editors bring in on the site."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class Film(Model):
    """A film with its captions (WebVTT) and its transcript. It can be watched from `live_at` on.

    `version` counts the changes, so that nobody saves over a text they have not seen. From `asked_at` on it waits for a
    second person; the `writer_ids` had a hand in it since one last looked. What is to be otherwise of a film that can
    be watched is its `proposal`. `review_words` say why it was sent back; reviewers were written to on `told_on`.
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
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), default=None)
    asked_by_id: Mapped[int | None] = mapped_column(default=None)
    asked_at: Mapped[datetime | None] = mapped_column(default=None)
    told_on: Mapped[date | None] = mapped_column(default=None)
    writer_ids: Mapped[list[int]] = mapped_column(JSON, default_factory=list)
    review_words: Mapped[str] = mapped_column(Text, default="")
