"""A session grows stronger or is proved anew; its token changes with that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from portal.features.accounts.models import SignInSession
from portal.features.accounts.passwords import hash_token, new_token
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.accounts.rules import Strength


def prove_session(viewer: Viewer, *, strength: Strength | None = None) -> str:
    """Note that a person just showed who it is, and by what if that is new; return the session's new token."""
    token = new_token()
    values = {"token_hash": hash_token(token), "proved_at": now()} | ({"strength": strength.value} if strength else {})
    running = (SignInSession.id == viewer.session_id) & SignInSession.ended_at.is_(None)
    db.session.execute(update(SignInSession).where(running).values(values))
    advance_people()
    return token
