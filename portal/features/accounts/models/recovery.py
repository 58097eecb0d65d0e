"""Tables of recovery: who asks to get back in, who confirmed it, and the links that were mailed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class RecoveryAsk(Model):
    """That somebody asked for an address, until the job has looked at it; without an account for an unknown one."""

    __tablename__ = "recovery_ask"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    asked_at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), default=None)


class RecoveryRequest(Model):
    """A person who cannot sign in. `opens_at` is set once enough people confirmed it, `ended` once it ended."""

    __tablename__ = "recovery_request"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    opens_at: Mapped[datetime | None] = mapped_column(default=None)
    ended: Mapped[str] = mapped_column(String(10), default="")
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryConfirmation(Model):
    """That somebody spoke with the person and says it is they."""

    __tablename__ = "recovery_confirmation"
    __table_args__ = (UniqueConstraint("request_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("recovery_request.id", ondelete="CASCADE"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]


class RecoveryLink(Model):
    """A link that was mailed to the person: to stop the request, or to set a new password. Only its hash is kept."""

    __tablename__ = "recovery_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    request_id: Mapped[int] = mapped_column(ForeignKey("recovery_request.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(String(10))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
