"""Table of transfers from one county to another."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.accounts.models import Account
from portal.foundation.database import Model


class Transfer(Model):
    """A person on the way to another county: offered by the county of now, or asked for by the new one.

    Asked for is a mail address: it may be nobody's, and whoever asked is not told.
    """

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    email: Mapped[str] = mapped_column(String(254))
    to_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    is_offer: Mapped[bool]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    from_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"), index=True, default=None)
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True, default=None
    )
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    decided_by_id: Mapped[int | None] = mapped_column(default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    account: Mapped[Account | None] = relationship(init=False, lazy="raise_on_sql", foreign_keys=[account_id])
