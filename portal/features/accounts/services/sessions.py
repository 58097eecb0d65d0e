"""Sessions: begun, noted as used, renewed, ended."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, or_, select, update

from portal.features.accounts.models import Account, SignInSession
from portal.features.accounts.passwords import (
    hash_token,
    new_token,
)
from portal.features.accounts.rules import Strength
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.devices import forget_devices
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from sqlalchemy import Delete, Update

    from portal.features.accounts.queries import Presence, Viewer


SEEN_EVERY = timedelta(minutes=5)
KEPT_AFTER_USE = timedelta(days=60)  # longer than any session may last


def begin_session(
    account: Account, *, device: str, strength: Strength = Strength.PASSWORD, is_shared: bool = False
) -> str:
    """Open a session and return its token; `strength` says by what its owner showed who it is.

    `device` says in words what is used; a shared one is given less time.
    """
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
            is_shared=is_shared,
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


def end_sessions(account_id: int, *, but: int | None = None) -> int:
    """End all sessions of an account, or all but one, and know no device of it; return how many had not ended."""
    forget_devices(account_id)
    statement = update(SignInSession).where(SignInSession.account_id == account_id, SignInSession.ended_at.is_(None))
    if but is not None:
        statement = statement.where(SignInSession.id != but)
    return changed_by(statement.values(ended_at=now()))


def end_own_session(viewer: Viewer, session_id: int) -> None:
    """End one session of one's own; that of somebody else is not there."""
    own = (SignInSession.id == session_id) & (SignInSession.account_id == viewer.account_id)
    if not changed_by(update(SignInSession).where(own, SignInSession.ended_at.is_(None)).values(ended_at=now())):
        raise NotFound("This session has ended already.")
    advance_people()
    subject = f"account {viewer.account_id}"
    record("session ended", subject=subject, actor_id=viewer.account_id, county=viewer.county_fips)


def sign_out_everywhere(account: Account, *, actor_id: int, but: int | None = None) -> int:
    """End all sessions of an account, or all but the one its owner is in; return how many that were."""
    count = end_sessions(account.id, but=but)
    advance_people()
    record_of(account, "sessions ended", actor_id=actor_id, sessions=count)
    return count


def renew_sessions(account_id: int) -> None:
    """Let each session of an account get a new token at its next request, because its rights have changed."""
    running = (SignInSession.account_id == account_id) & SignInSession.ended_at.is_(None)
    if changed_by(update(SignInSession).where(running).values(is_renewal_due=True)):
        advance_people()


def replace_token(session_id: int, *, token: str, fresh: str) -> bool:
    """Put a fresh token in a session's place if one is due; return False when another request has just done so."""
    due = (SignInSession.id == session_id) & SignInSession.is_renewal_due & SignInSession.ended_at.is_(None)
    values = {
        "token_hash": hash_token(fresh),
        "former_hash": hash_token(token),
        "renewed_at": now(),
        "is_renewal_due": False,
    }
    statement = update(SignInSession).where(due, SignInSession.token_hash == hash_token(token))
    return changed_by(statement.values(values)) == 1


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


def forget_old_sessions() -> int:
    """Delete sessions that nobody can be in any more; return how many."""
    before = now() - KEPT_AFTER_USE
    return changed_by(
        delete(SignInSession).where(or_(SignInSession.created_at < before, SignInSession.ended_at < before))
    )


def changed_by(statement: Update | Delete) -> int:
    """Carry out a statement and return how many rows it changed."""
    result = db.session.execute(statement)
    return result.rowcount if isinstance(result, CursorResult) else 0
