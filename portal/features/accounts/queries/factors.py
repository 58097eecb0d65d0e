"""Read what people sign in with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from portal.features.accounts.models import AuthenticatorApp, Passkey, PrintedCode, SignInSession
from portal.foundation.database import db


@dataclass(frozen=True, slots=True)
class Factor:
    """A passkey or an app as its owner sees it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything a person signs in with besides a password."""

    passkeys: tuple[Factor, ...]
    app: Factor | None
    codes_left: int

    @property
    def has_second(self) -> bool:
        """Whether there is something to show besides a password; printed codes stand in for it, and are none."""
        return bool(self.passkeys or self.app)


def factors_of(account_id: int) -> Factors:
    """Return what a person signs in with besides a password, passkeys in the order they were added."""
    app = find_app(account_id)
    return Factors(
        passkeys=tuple(Factor(row.id, row.name, row.created_at, row.used_at) for row in list_passkeys(account_id)),
        app=Factor(app.id, "Authenticator app", app.created_at, app.used_at) if app else None,
        codes_left=count_codes(account_id),
    )


def list_passkeys(account_id: int) -> list[Passkey]:
    """Return a person's passkeys in the order they were added."""
    known = select(Passkey).where(Passkey.account_id == account_id).order_by(Passkey.id)
    return list(db.session.scalars(known.execution_options(populate_existing=True)))


def find_passkey(credential_hash: str) -> Passkey | None:
    """Return the passkey a device names, by the hash of its identifier."""
    known = select(Passkey).where(Passkey.credential_hash == credential_hash)
    return db.session.scalar(known.execution_options(populate_existing=True))


def find_app(account_id: int) -> AuthenticatorApp | None:
    """Return a person's authenticator app."""
    known = select(AuthenticatorApp).where(AuthenticatorApp.account_id == account_id)
    return db.session.scalar(known.execution_options(populate_existing=True))


def count_codes(account_id: int) -> int:
    """Return how many printed codes a person has left."""
    known = select(func.count(PrintedCode.id)).where(
        PrintedCode.account_id == account_id, PrintedCode.used_at.is_(None)
    )
    return db.session.scalar(known) or 0


def begun_at(session_id: int) -> datetime:
    """Return when a session began."""
    return db.session.scalars(select(SignInSession.created_at).where(SignInSession.id == session_id)).one()
