"""Tables of how people join: counties' mail domains, requests for an account, and what is switched off."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class CountyDomain(Model):
    """A mail domain that a county's staff write from. It belongs to one county only."""

    __tablename__ = "county_domain"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    domain: Mapped[str] = mapped_column(String(253), unique=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)


class AccountRequest(Model):
    """Somebody of a county who asked for an account; `state` is unconfirmed, waiting, approved or declined.

    Only the link's hash is kept. `issuer` and `subject` are set where the county's own sign-in said who it is.
    """

    __tablename__ = "account_request"
    __table_args__ = (Index("ix_account_request_county_fips_state", "county_fips", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    email: Mapped[str] = mapped_column(String(254), index=True)
    name: Mapped[str] = mapped_column(String(120))
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    state: Mapped[str] = mapped_column(String(12))
    changed_at: Mapped[datetime] = mapped_column(index=True)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")
    issuer: Mapped[str] = mapped_column(String(255), default="")
    subject: Mapped[str] = mapped_column(String(255), default="")


class JoiningSwitch(Model):
    """A way to join that a statewide administrator switched off; one that has no row is on."""

    __tablename__ = "joining_switch"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    switched_at: Mapped[datetime]
    switched_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), default=None)
