"""Table of mail on its way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class MailMessage(Model):
    """A message to one person; `state` is waiting, sent or given up. Its text is deleted once it is sent.

    `key` names what must not be mailed twice; the same key is posted once only. `account_id` is whose mail it is: what
    waits for an account that is closed is dropped.
    """

    __tablename__ = "mail_message"
    __table_args__ = (Index("ix_mail_message_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    recipient: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]
    key: Mapped[str | None] = mapped_column(String(120), unique=True, default=None)
    account_id: Mapped[int | None] = mapped_column(index=True, default=None)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
