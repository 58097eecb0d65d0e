"""Ask whether the database answers and is as this portal expects it."""

from __future__ import annotations

from sqlalchemy import text

from portal.foundation.database import db
from portal.foundation.schema import NewerDatabase, pending_steps


def is_ready() -> bool:
    """Say whether the database answers, is not newer than this portal, and lacks no migration."""
    db.session.execute(text("SELECT 1"))
    try:
        return not pending_steps(db.engine)
    except NewerDatabase:
        return False
