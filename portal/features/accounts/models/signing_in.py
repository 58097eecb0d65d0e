"""Tables of sessions, devices, one-time links and sign-in tries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.features.accounts.models.accounts import Account
from portal.foundation.database import Model


class SignInSession(Model):
    """One browser signed in. Only a hash of its token is kept; ending it here ends it there.

    `strength` says by what it was opened (`rules.Strength`), `proved_at` when its owner last showed who it is.
    When rights change a new token is due. It is given at the next request; the former one is good for a moment more,
    for requests that were on their way.
    """

    __tablename__ = "sign_in_session"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None] = mapped_column(default=None)
    strength: Mapped[str] = mapped_column(String(20), default="password")
    proved_at: Mapped[datetime | None] = mapped_column(default=None)
    is_shared: Mapped[bool] = mapped_column(default=False)
    is_renewal_due: Mapped[bool] = mapped_column(default=False)
    former_hash: Mapped[str | None] = mapped_column(String(64), index=True, default=None)
    renewed_at: Mapped[datetime | None] = mapped_column(default=None)
    account: Mapped[Account] = relationship(init=False, lazy="raise_on_sql")


class KnownDevice(Model):
    """A browser in which somebody signed in. Kept is a hash of the account and a random word the browser holds.

    One that was forgotten is known no more; its row still says that the account has been used before.
    """

    __tablename__ = "known_device"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None] = mapped_column(default=None)


class JoinLink(Model):
    """A one-time link with which a person opens the account, and who made it. Only its hash is kept."""

    __tablename__ = "join_link"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)
    made_by_id: Mapped[int | None] = mapped_column(default=None)
    account: Mapped[Account] = relationship(init=False, lazy="raise_on_sql")


class EndedLink(Model):
    """The hash of a one-time link that was replaced or taken back before anybody used it."""

    __tablename__ = "ended_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)


class SignInTry(Model):
    """A failed or running try to sign in, under a keyed hash of the mail address or the network address."""

    __tablename__ = "sign_in_try"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    subject: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
