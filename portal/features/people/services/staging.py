"""Look at a file of people and keep what it would do, so that it can be confirmed: nobody is touched before that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from portal.features.accounts.rules import Role
from portal.features.people import queries, rules
from portal.features.people.models import PeopleImport, PeopleImportRow
from portal.features.people.rules import State
from portal.features.regions.queries import list_counties
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import Line, record_all
from portal.plugin_host.models import STATEWIDE, JobState
from portal.plugin_host.visibility import CORE

if TYPE_CHECKING:
    from portal.features.people.queries import Importer
    from portal.features.people.rules import Row, Sheet

PREVIEW, RUNNING, DONE = "preview", "running", "done"
KEPT_FOR = timedelta(days=30)
MOST_PREVIEWS = 5
JOB = "people-imports"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file that was looked at: what was read, its rows with their states, and what in it was beyond the asker's."""

    sheet: Sheet
    rows: tuple[Row, ...]
    beyond: int
    unseen: int


def examine(data: bytes, importer: Importer) -> Examined:
    """Return what a file would do if it were confirmed now. Takes its time, and writes nothing."""
    refuse_many_previews(importer)
    sheet, reach = rules.read_file(data), queries.reach_of(importer)
    rows = rules.judge(sheet, reach)
    known = queries.list_known(importer, (row.email for row in rows if row.state is State.READY))
    rows = [rules.compare(row, known.get(row.email)) if row.state is State.READY else row for row in rows]
    counties = frozenset(county.name for county in list_counties())
    return Examined(
        sheet=sheet,
        rows=tuple(rows),
        beyond=0
        if reach.everywhere
        else sum(rules.reaches_beyond(sheet, line, reach, counties) for line in sheet.lines),
        unseen=sum(1 for one in known.values() if not one.is_seen),
    )


def stage(examined: Examined, *, file_name: str, importer: Importer) -> PeopleImport:
    """Keep a file that was looked at, to be confirmed."""
    refuse_many_previews(importer)
    one = PeopleImport(
        file_name=file_name[:120],
        seen=examined.sheet.seen,
        unread=list(examined.sheet.unread),
        header=list(examined.sheet.header),
        blank=examined.sheet.blank,
        rows=len(examined.rows),
        asked_by_id=importer.account_id,
        asked_at=now(),
    )
    db.session.add(one)
    db.session.flush()
    db.session.execute(insert(PeopleImportRow), [values_of(row, one.id) for row in examined.rows])
    note(one, "people import looked at", importer, rows=one.rows)
    if examined.beyond:
        note(one, "reached too far", importer, rows=examined.beyond)
    if examined.unseen:
        note(one, "address asked for", importer, addresses=examined.unseen)
    return one


def refuse_many_previews(importer: Importer) -> None:
    """Refuse another file of somebody whose files wait already, before it is looked at, and again before it is kept."""
    if queries.count_previews(importer.account_id) >= MOST_PREVIEWS:
        raise Conflict(f"{MOST_PREVIEWS} of your files wait to be confirmed. Confirm or discard one of them first.")


def values_of(row: Row, import_id: int) -> dict[str, object]:
    """Return a row as it is kept."""
    return {
        "import_id": import_id,
        "number": row.number,
        "state": row.state.value,
        "email": row.email,
        "name": row.name,
        "county_fips": row.county_fips,
        "roles": ",".join(role.value for role in row.roles),
        "cell": row.cell[:120],
        "reason": row.reason,
        "cells": list(row.cells),
    }


def subject_of(one: PeopleImport) -> str:
    """Return how the audit names a file of people."""
    return f"import {one.id}"


def note(one: PeopleImport, deed: str, importer: Importer, **details: str | int | None) -> None:
    """Write a line of the audit about a file of people: the business of the asker's county."""
    line = Line(
        deed=deed,
        subject=subject_of(one),
        actor_id=importer.account_id,
        county=importer.county_fips,
        details=details,
    )
    record_all([line])


def confirm(one: PeopleImport, importer: Importer) -> int:
    """Let what a file's preview shows be done in the background; return how many people that concerns."""
    if one.state != PREVIEW:
        raise Conflict("This file was confirmed already.")
    counts = queries.count_rows(one.id)
    ready, changed = counts.get(State.READY, 0), counts.get(State.CHANGED, 0)
    if not ready + changed:
        raise Conflict("Nothing in this file is ready, so there is nothing to confirm.")
    one.state, one.confirmed_at = RUNNING, now()
    wake_job()
    note(one, "people import confirmed", importer, new=ready, changed=changed)
    return ready + changed


def wake_job() -> None:
    """Let the job that brings people in run at the next opportunity; one that never ran is due anyway."""
    mine = (JobState.plugin_id == CORE) & (JobState.region_id == STATEWIDE) & (JobState.job == JOB)
    db.session.execute(update(JobState).where(mine).values(next_at=now()))


def discard(one: PeopleImport, importer: Importer) -> None:
    """Throw away a file that is not being brought in now, with all that was kept of it."""
    if one.state == RUNNING:
        raise Conflict("This file is being brought in; it can be discarded when that is done.")
    note(one, "people import discarded", importer)
    db.session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id == one.id))
    db.session.delete(one)


def sweep() -> int:
    """Delete what is kept of files that were brought in long ago; return how many files that concerns."""
    old = (PeopleImport.asked_at < now() - KEPT_FOR) & (PeopleImport.state != RUNNING)
    ids = list(db.session.scalars(select(PeopleImport.id).where(old)))
    with_rows = set(
        db.session.scalars(select(PeopleImportRow.import_id).where(PeopleImportRow.import_id.in_(ids)).distinct())
    )
    db.session.execute(delete(PeopleImportRow).where(PeopleImportRow.import_id.in_(ids)))
    gone = db.session.scalars(
        delete(PeopleImport).where(PeopleImport.id.in_(ids), PeopleImport.state == PREVIEW).returning(PeopleImport.id)
    )
    return len(with_rows | set(gone))


def row_of(kept: PeopleImportRow) -> Row:
    """Return a kept row as a value the rules can decide on, as if it were looked at for the first time."""
    roles = tuple(Role(role) for role in kept.roles.split(",") if role)
    return rules.Row(
        number=kept.number, state=State.READY, email=kept.email, name=kept.name, county_fips=kept.county_fips,
        roles=roles, cells=tuple(kept.cells),
    )  # fmt: skip


def as_it_stands(kept: PeopleImportRow, known: rules.Known | None, reach: rules.Reach) -> Row:
    """Return a kept row as it stands now: by today's rights, and beside the account there is now."""
    row = rules.still_within(row_of(kept), reach)
    return rules.compare(row, known) if row.state is State.READY else row
