"""Read the sessions a person has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.models import SignInSession
from portal.foundation.clock import now
from portal.foundation.database import db

if TYPE_CHECKING:
    from datetime import timedelta

    from portal.features.accounts.queries.viewers import Viewer


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session as its owner sees it in the list."""

    id: int
    device: str
    created_at: datetime
    seen_at: datetime
    is_shared: bool
    is_this_one: bool


def list_sessions(viewer: Viewer, *, idle: timedelta, idle_shared: timedelta, longest: timedelta) -> list[SessionView]:
    """Return the sessions a person is signed in with: the one of this request first, then the last used."""
    at = now()
    running = select(SignInSession).where(
        SignInSession.account_id == viewer.account_id,
        SignInSession.ended_at.is_(None),
        SignInSession.created_at > at - longest,
        SignInSession.seen_at > at - idle,
    )
    rows = db.session.scalars(running.order_by(SignInSession.seen_at.desc(), SignInSession.id.desc()))
    views = [
        SessionView(row.id, row.device, row.created_at, row.seen_at, row.is_shared, row.id == viewer.session_id)
        for row in rows
        if not row.is_shared or row.seen_at > at - idle_shared
    ]
    return sorted(views, key=lambda one: not one.is_this_one)
