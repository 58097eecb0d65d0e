"""Write lines of the audit."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import has_request_context, request
from sqlalchemy import insert, select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.chain import BEFORE_THE_FIRST, mark_over
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy.orm import Session

LONGEST_ADDRESS = 45
SOURCE = ContextVar("portal_audit_source", default="")


@contextmanager
def through(source: str) -> Iterator[None]:
    """Say on every line written inside through what the deed came, where it was a program and not a person."""
    before = SOURCE.set(source)
    try:
        yield
    finally:
        SOURCE.reset(before)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to be written: what was done to what, by whom, and whose business it is."""

    deed: str
    subject: str
    actor_id: int | None
    region: str | None = None
    county: str | None = None
    details: dict[str, str | int | None] = field(default_factory=dict)


def record(
    deed: str,
    *,
    subject: str,
    actor_id: int | None,
    region: str | None = None,
    county: str | None = None,
    **details: str | int | None,
) -> None:
    """Add a line to the transaction around us: it stands if the deed stands.

    `region` (key) and `county` (FIPS) say whose business it is; neither means the whole state's. Only one transaction
    writes at a time, so the line before this one is known.
    """
    record_in(db.session(), deed, subject=subject, actor_id=actor_id, region=region, county=county, **details)


def record_in(
    session: Session,
    deed: str,
    *,
    subject: str,
    actor_id: int | None,
    region: str | None = None,
    county: str | None = None,
    **details: str | int | None,
) -> None:
    """Add a line as `record` does, in the transaction of a session that is not ours."""
    one = Line(deed=deed, subject=subject, actor_id=actor_id, region=region, county=county, details=details)
    record_all([one], session)


def record_all(lines: Iterable[Line], session: Session | None = None) -> None:
    """Add many lines at once, in the order given, as `record` adds one."""
    session = session or db.session()
    last = session.execute(
        select(AuditEntry.number, AuditEntry.mark).order_by(AuditEntry.number.desc()).limit(1)
    ).one_or_none()
    reached, before = last or (0, BEFORE_THE_FIRST)
    at, came = now(), {"through": SOURCE.get()} if SOURCE.get() else {}
    address = (request.remote_addr or "")[:LONGEST_ADDRESS] if has_request_context() else ""
    entries: list[dict[str, Any]] = []
    for number, one in enumerate(lines, reached + 1):
        entry: dict[str, Any] = {
            "at": at,
            "actor_id": one.actor_id,
            "deed": one.deed,
            "subject": one.subject,
            "details": came | one.details,
            "address": address,
            "region_id": one.region or "",
            "county_fips": one.county or "",
            "number": number,
        }
        entry["mark"] = before = mark_over(entry, before)
        entries.append(entry)
    if entries:
        session.execute(insert(AuditEntry), entries)
