"""What tests of accounts read back: the audit's lines, and people as their requests see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.accounts.queries import find_session, viewer_of
from portal.features.accounts.rules import Strength
from portal.features.accounts.services import begin_session
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer


def last_line() -> tuple[str, str, int | None, dict[str, Any]]:
    """Return the audit's newest line: deed, subject, actor, details."""
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    return entry.deed, entry.subject, entry.actor_id, entry.details


def last_place() -> tuple[str, str]:
    """Return whose business the newest line is: region and county."""
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    return entry.region_id, entry.county_fips


def count_lines() -> int:
    """Return how many lines the audit has."""
    return len(db.session.scalars(select(AuditEntry.id)).all())


def open_session(account: Account) -> str:
    """Return the token of a new session."""
    with transaction():
        return begin_session(account, device="test", strength=Strength.TWO_FACTORS)


def is_running(token: str) -> bool:
    """Say whether a token's session runs."""
    return find_session(token) is not None


def viewer_with(token: str) -> Viewer:
    """Return the person of a token."""
    session = find_session(token)
    assert session is not None
    return viewer_of(session)
