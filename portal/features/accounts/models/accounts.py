"""Tables of people and their roles."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.regions.models import County
from portal.foundation.database import Model


class Account(Model):
    """A person. `email` is stored in the form it is compared in; no password means: not yet set by its owner.

    `seen_at` is when the owner was last here, to the nearest minutes; `credit` says how what they publish names them.
    """

    __tablename__ = "account"
    # the list of people counts all of them for its filters: from the index alone, without reading the rows
    __table_args__ = (Index("ix_account_counted", "county_fips", "closed_at", "seen_at", "password_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120), index=True)
    created_at: Mapped[datetime]
    county_fips: Mapped[str | None] = mapped_column(ForeignKey("county.fips"), index=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    is_password_short: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    credit: Mapped[str] = mapped_column(String(10), default="name", server_default="name")
    county: Mapped[County | None] = relationship(init=False, lazy="raise_on_sql")
    grants: Mapped[list[RoleGrant]] = relationship(
        back_populates="account",
        foreign_keys="RoleGrant.account_id",
        cascade="all, delete-orphan",
        init=False,
        lazy="raise_on_sql",
        order_by="RoleGrant.id",
    )


class RoleGrant(Model):
    """A role held for a county (FIPS), a region (key) or the state (empty): between which days, and by whose grant."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "scope", "key"),
        Index("ix_role_grant_counted", "role", "account_id", "key"),
        Index("ix_role_grant_key", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
    account: Mapped[Account] = relationship(back_populates="grants", foreign_keys=[account_id], init=False)


class FormerGrant(Model):
    """A role that a person no longer holds, as it was; nothing comes back from here unless somebody grants it."""

    __tablename__ = "former_grant"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    role: Mapped[str] = mapped_column(String(40))
    scope: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(80))
    granted_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(default=None)
    starts_on: Mapped[date | None] = mapped_column(default=None)
    ends_on: Mapped[date | None] = mapped_column(default=None)
