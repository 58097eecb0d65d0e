"""Tables of what is done to several people at once, so that it can be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.foundation.database import Model


class Deed(Model):
    """One action on several people: close, grant, end or invite. It is done once its asker has confirmed it.

    `role` holds what is granted or ended, as a role, "scope:key" and days.
    """

    __tablename__ = "people_deed"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    role: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    parts: Mapped[list[DeedPart]] = relationship(
        back_populates="deed", cascade="all, delete-orphan", init=False, lazy="raise_on_sql", passive_deletes=True
    )


class DeedPart(Model):
    """What an action is to one person: waiting, done, refused, undone, or changed since and therefore left.

    `before` and `after` are the account as it was and as the action left it; from them an undo goes back.
    """

    __tablename__ = "people_deed_part"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    deed_id: Mapped[int] = mapped_column(ForeignKey("people_deed.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    reason: Mapped[str] = mapped_column(default="")
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    deed: Mapped[Deed] = relationship(back_populates="parts", init=False, lazy="raise_on_sql")
