"""Write a line of the audit."""

from __future__ import annotations

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry


def record(deed: str, *, subject: str, actor_id: int | None, **details: str | int | None) -> None:
    """Add a line to the transaction around us: it stands if the deed stands."""
    db.session.add(AuditEntry(at=now(), actor_id=actor_id, deed=deed, subject=subject, details=details))
