"""Read the audit: all of it in order, or the lines that meet a filter, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import false, or_, select

from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlalchemy import Select

AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose lines a reader may see: everybody's, or those of some regions and counties."""

    everything: bool = False
    regions: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What is looked for; empty means any. `person` is an account, as actor or as subject; days are in UTC, both in."""

    deed: str = ""
    person: int | None = None
    since: date | None = None
    until: date | None = None


def select_entries(sight: Sight, wanted: Filter) -> Select[AuditEntry]:
    """Return the statement for the lines a reader may see that meet a filter, newest first."""
    statement = select(AuditEntry).order_by(AuditEntry.number.desc())
    if not sight.everything:
        regions = AuditEntry.region_id.in_(sight.regions) if sight.regions else false()
        counties = AuditEntry.county_fips.in_(sight.counties) if sight.counties else false()
        statement = statement.where(or_(regions, counties))
    if wanted.deed:
        statement = statement.where(AuditEntry.deed == wanted.deed)
    if wanted.person is not None:
        about = AuditEntry.subject == f"account {wanted.person}"
        statement = statement.where(or_(AuditEntry.actor_id == wanted.person, about))
    if wanted.since:
        statement = statement.where(AuditEntry.at >= datetime.combine(wanted.since, time(), UTC))
    if wanted.until:
        statement = statement.where(AuditEntry.at < datetime.combine(wanted.until + timedelta(days=1), time(), UTC))
    return statement


def list_deeds(sight: Sight) -> Sequence[str]:
    """Return the kinds of deeds among the lines a reader may see, in the order of the alphabet."""
    visible = select_entries(sight, Filter()).order_by(None).subquery()
    return db.session.scalars(select(visible.c.deed).distinct().order_by(visible.c.deed)).all()


def every_entry() -> Iterator[AuditEntry]:
    """Give every line in the order of the numbers, a part at a time: there may be millions."""
    after = 0
    while True:
        statement = select(AuditEntry).where(AuditEntry.number > after).order_by(AuditEntry.number).limit(AT_ONCE)
        entries = db.session.scalars(statement).all()
        yield from entries
        if len(entries) < AT_ONCE:
            return
        after = entries[-1].number
        db.session.expunge_all()


def stream(statement: Select[AuditEntry]) -> Iterator[AuditEntry]:
    """Give the lines of a statement, a part at a time."""
    lowest: int | None = None
    while True:
        part = statement if lowest is None else statement.where(AuditEntry.number < lowest)
        entries: Collection[AuditEntry] = db.session.scalars(part.limit(AT_ONCE)).all()
        yield from entries
        if len(entries) < AT_ONCE:
            return
        lowest = min(entry.number for entry in entries)
        db.session.expunge_all()
