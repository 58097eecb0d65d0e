"""Tables that keep the lists of people right: accounts nobody uses, and the yearly check of a county's people."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class Dormancy(Model):
    """What is known of an account nobody used for long: when its owner was told, and when somebody said to keep it."""

    __tablename__ = "dormancy"

    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    noticed_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    kept_at: Mapped[datetime | None] = mapped_column(default=None)


class YearlyCheck(Model):
    """The question to a county whether its list of people is still right, once a year."""

    __tablename__ = "yearly_check"
    __table_args__ = (UniqueConstraint("county_fips", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    year: Mapped[int]
    opened_on: Mapped[date]
    reminded: Mapped[int] = mapped_column(default=0)


class YearlyAnswer(Model):
    """The answer for one person of a yearly check: still right, left or moved; none yet."""

    __tablename__ = "yearly_answer"
    __table_args__ = (UniqueConstraint("check_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    check_id: Mapped[int] = mapped_column(ForeignKey("yearly_check.id", ondelete="CASCADE"), index=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    answer: Mapped[str | None] = mapped_column(String(10), default=None)
    answered_by_id: Mapped[int | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
