"""Sessions: begun, noted as used, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portal.features.accounts.models import Account, SignInSession
from portal.features.accounts.passwords import (
    hash_token,
    new_token,
)
from portal.features.accounts.rules import Strength
from portal.features.accounts.services.accounts import record_of
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from portal.features.accounts.queries import Presence, Viewer


SEEN_EVERY = timedelta(minutes=5)


def begin_session(account: Account, *, device: str, strength: Strength = Strength.PASSWORD) -> str:
    """Open a session and return its token; `strength` says by what its owner showed who it is."""
    token, at = new_token(), now()
    db.session.execute(update(Account).where(Account.id == account.id).values(seen_at=at))
    db.session.add(
        SignInSession(
            account_id=account.id,
            token_hash=hash_token(token),
            device=device[:120],
            created_at=at,
            seen_at=at,
            strength=strength.value,
            proved_at=at,
        )
    )
    record_of(account, "signed in", actor_id=account.id, by=strength.value)
    return token


def end_session(viewer: Viewer) -> None:
    """End the session a person is in."""
    db.session.execute(update(SignInSession).where(SignInSession.id == viewer.session_id).values(ended_at=now()))
    advance_people()
    subject = f"account {viewer.account_id}"
    record("signed out", subject=subject, actor_id=viewer.account_id, county=viewer.county_fips)


def end_sessions(account_id: int, *, but: int | None = None) -> None:
    """End all sessions of an account, or all but one."""
    statement = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    db.session.execute(statement.values(ended_at=now()))


def has_lapsed(session: Presence, *, idle: timedelta, longest: timedelta) -> bool:
    """Say whether a session was unused for too long, or is too old."""
    at = now()
    return not (timedelta() <= at - session.created_at < longest and at - session.seen_at < idle)


def needs_seeing(session: Presence) -> bool:
    """Say whether it is time to note that a session is used."""
    return now() - session.seen_at > SEEN_EVERY


def note_seen(session_id: int) -> None:
    """Note that a session is used, and its owner here."""
    owner = select(SignInSession.account_id).where(SignInSession.id == session_id).scalar_subquery()
    db.session.execute(update(SignInSession).where(SignInSession.id == session_id).values(seen_at=now()))
    db.session.execute(update(Account).where(Account.id == owner).values(seen_at=now()))
