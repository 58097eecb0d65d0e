"""Table of the audit: one line a deed, never changed, each bound to the one before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.foundation.database import Model


class AuditEntry(Model):
    """One deed: who (account id, none for the command line), what, to what, from where, with which values.

    `region_id` and `county_fips` say whose business it is; both empty for the whole state. `number` counts without a
    gap, and `mark` is a hash over the line and the mark before it: what was taken out or altered shows. The database
    itself refuses to change or delete a line.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(index=True)
    deed: Mapped[str] = mapped_column(String(60), index=True)
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]]
    address: Mapped[str] = mapped_column(String(45), default="")
    region_id: Mapped[str] = mapped_column(String(80), default="", index=True)
    county_fips: Mapped[str] = mapped_column(String(5), default="", index=True)
    number: Mapped[int] = mapped_column(unique=True, default=0)
    mark: Mapped[str] = mapped_column(String(64), default="")
