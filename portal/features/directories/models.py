"""Tables of the tokens of counties' directories, and of what those directories say of people."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class DirectoryToken(Model):
    """What a county's directory shows to be let in. Only its hash is kept; ending it here ends it there."""

    __tablename__ = "directory_token"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)


class DirectoryPerson(Model):
    """What the directory of a county says of a person. `user_key` is the user name in the form it is compared in.

    `closed_at` is when it closed the account (what somebody else closed, it does not open), `dropped_at` when it
    deleted the person: the account stays, closed, and is the same when the person is created again. What one county's
    directory wrote is nothing to the next county of the person.
    """

    __tablename__ = "directory_person"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    county_fips: Mapped[str] = mapped_column(ForeignKey("county.fips"))
    user_name: Mapped[str] = mapped_column(String(254))
    user_key: Mapped[str] = mapped_column(index=True)
    changed_at: Mapped[datetime]
    external_id: Mapped[str | None] = mapped_column(String(254), index=True, default=None)
    display_name: Mapped[str | None] = mapped_column(String(254), default=None)
    given_name: Mapped[str | None] = mapped_column(String(254), default=None)
    family_name: Mapped[str | None] = mapped_column(String(254), default=None)
    formatted_name: Mapped[str | None] = mapped_column(String(254), default=None)
    is_primary: Mapped[bool | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    dropped_at: Mapped[datetime | None] = mapped_column(default=None)
