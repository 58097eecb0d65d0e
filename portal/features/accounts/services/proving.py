"""A session grows stronger or is proved anew; its token changes with that."""

from __future__ import annotations

from datetime import datetime
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
    if strength is None:
        return renew_session(viewer, proved_at=now())
    return renew_session(viewer, proved_at=now(), strength=strength.value)


def renew_session(viewer: Viewer, **values: datetime | str) -> str:
    """Give a session a new token, with other values if given, and return it: the old one opens nothing any more."""
    token = new_token()
    running = (SignInSession.id == viewer.session_id) & SignInSession.ended_at.is_(None)
    fresh = {"token_hash": hash_token(token), "former_hash": None, "is_renewal_due": False}
    db.session.execute(update(SignInSession).where(running).values(**fresh, **values))
    advance_people()
    return token
