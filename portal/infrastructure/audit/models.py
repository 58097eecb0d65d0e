"""Table of the audit: one line a deed, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class AuditEntry(Model):
    """One deed: who (account id, none for the command line), what, to what, with which values."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]]
