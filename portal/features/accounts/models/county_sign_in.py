"""Tables of counties' own sign-ins (OpenID Connect), and of whom they stand for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class CountySignIn(Model):
    """A county's own sign-in. `lets_in` opens an account for whoever it names; else a person decides."""

    __tablename__ = "county_sign_in"

    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), primary_key=True)
    issuer: Mapped[str] = mapped_column(String(255))
    client_id: Mapped[str] = mapped_column(String(255))
    client_secret: Mapped[str] = mapped_column(String(500))
    changed_at: Mapped[datetime]
    is_on: Mapped[bool] = mapped_column(default=False)
    lets_in: Mapped[bool] = mapped_column(default=False)


class CountyIdentity(Model):
    """Whom a county's sign-in means: issuer and subject, never the mail address, lead to the account."""

    __tablename__ = "county_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    joined_at: Mapped[datetime]
