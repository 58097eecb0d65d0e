"""Something half done that a browser comes back with: kept here, good once and for a short while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from portal.features.accounts.models import Challenge
from portal.features.accounts.passwords import hash_token, new_token
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict

SECOND_STEP, APP_SET_UP, PASSKEY_ADDED, PASSKEY_SHOWN = "second step", "app set up", "passkey added", "passkey shown"
CHALLENGE_LIVES = timedelta(minutes=10)
TOO_LATE = "That took longer than ten minutes, or was done already. Please begin again."


@dataclass(frozen=True, slots=True)
class Begun:
    """What was begun: for which account, if it is known, and what has to be remembered of it."""

    account_id: int | None
    state: dict[str, Any]


def begin_challenge(purpose: str, *, account_id: int | None, state: dict[str, Any]) -> str:
    """Remember what was begun, and return the token with which the browser comes back."""
    token, at = new_token(), now()
    db.session.execute(delete(Challenge).where(Challenge.expires_at < at))
    db.session.add(
        Challenge(
            token_hash=hash_token(token),
            purpose=purpose,
            account_id=account_id,
            state=state,
            expires_at=at + CHALLENGE_LIVES,
        )
    )
    return token


def find_challenge(token: str, purpose: str) -> Begun | None:
    """Return what was begun, if it can still be finished."""
    known = select(Challenge).where(
        Challenge.token_hash == hash_token(token), Challenge.purpose == purpose, Challenge.expires_at > now()
    )
    row = db.session.scalar(known)
    return Begun(row.account_id, row.state) if row else None


def take_challenge(token: str, purpose: str) -> Begun:
    """Return what was begun and forget it, so that nobody finishes it twice; refuse what cannot be finished."""
    begun = find_challenge(token, purpose)
    if begun is None:
        raise Conflict(TOO_LATE)
    drop_challenge(token)
    return begun


def drop_challenge(token: str) -> None:
    """Forget what was begun."""
    db.session.execute(delete(Challenge).where(Challenge.token_hash == hash_token(token)))
