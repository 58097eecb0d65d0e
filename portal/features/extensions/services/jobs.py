"""Run the jobs that are due, plugins' and the portal's own: each claimed by one process, and never beside itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.extensions.services.calling import Overdue, keep_noted, why_not, work_context
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.plugin_host import events
from portal.plugin_host.calls import Budget, Outcome, guarded
from portal.plugin_host.data.session import connection_of
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.http import hosts_of
from portal.plugin_host.incidents import Place
from portal.plugin_host.models import STATEWIDE, JobState
from portal.plugin_host.scheduling import Unfinished, claimed_until, is_due, next_run, pause_after
from portal.plugin_host.visibility import CORE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from portal.plugin_host.loading import Loaded
    from portal.plugin_host.parts import Job

log = logging.getLogger(__name__)
Key = tuple[str, str, str]
BUSY: set[Key] = set()  # jobs under way here; one that hangs stays until its process ends, for no thread can be stopped
BUSY_LOCK = Lock()


@dataclass(frozen=True, slots=True)
class Known:
    """A job that may run: whose, and for which region. The portal's own has no plugin, and is the whole state's."""

    plugin: Loaded | None
    region_id: str
    job: Job

    @property
    def key(self) -> Key:
        """Where its state is kept."""
        return (self.plugin.id if self.plugin else CORE, self.region_id, self.job.id)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this process runs now; nobody else does until its time is over."""

    known: Known
    began: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Ran:
    """A job that ran: which, and whether it went well."""

    key: Key
    is_well: bool


def list_known() -> list[Known]:
    """Return every job that may run now: those of plugins that are on and well, and the portal's own."""
    own = [Known(None, STATEWIDE, job) for job in get_host().core_jobs()]
    return own + [Known(plugin, region_id, job) for plugin, region_id, job in registry_here().jobs()]


def run_next_job() -> Ran | None:
    """Run the job that has waited longest, if one is due; whatever it does, say how it went."""
    claim = claim_next()
    if claim is None:
        return None
    outcome = run_own(claim) if claim.known.plugin is None else run_of(claim.known.plugin, claim)
    settle(claim, outcome)
    keep_noted()
    return Ran(claim.known.key, outcome.is_well)


def claim_next() -> Claim | None:
    """Take the job that has waited longest for this process, in a transaction; None when nothing is due."""
    known = {one.key: one for one in list_known()}
    if not waiting(known, read_times()):
        return None
    with transaction():  # whoever comes second sees the claim of the first
        times, moment = read_times(), now()
        for key in known.keys() - times.keys():
            plugin_id, region_id, job = key
            db.session.add(JobState(plugin_id=plugin_id, region_id=region_id, job=job, next_at=moment))
            times[key] = (moment, None)
        db.session.flush()
        keys = waiting(known, times)
        if not keys:
            return None
        one = known[keys[0]]
        until = claimed_until(moment, one.job.timeout_seconds)
        get_state(one.key).locked_until = until
    return Claim(one, moment, until)


def read_times() -> dict[Key, tuple[datetime, datetime | None]]:
    """Return when each job that ever ran is next, and until when it is held."""
    columns = (JobState.plugin_id, JobState.region_id, JobState.job, JobState.next_at, JobState.locked_until)
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in db.session.execute(select(*columns))}


def waiting(known: dict[Key, Known], times: dict[Key, tuple[datetime, datetime | None]]) -> list[Key]:
    """Return the jobs that are due, the one that has waited longest first; a new one is due at once."""
    moment = now()
    with BUSY_LOCK:
        free = [key for key in known if key not in BUSY]
    due = [(times.get(key, (moment, None)), key) for key in free]
    return [
        key
        for (next_at, held), key in sorted(due, key=lambda one: (one[0][0], one[1]))
        if is_due(next_at, held, moment)
    ]


def run_own(claim: Claim) -> Outcome:
    """Run a job of the portal's own."""
    try:
        claim.known.job.run()
    except Unfinished:
        return Outcome(Unfinished, is_well=True, milliseconds=0)
    except Exception as error:
        db.session.rollback()
        log.exception("The portal's job %s failed.", claim.known.job.id)
        return Outcome(None, is_well=False, milliseconds=0, error=error)
    return Outcome(None, is_well=True, milliseconds=0)


def run_of(plugin: Loaded, claim: Claim) -> Outcome:
    """Run a plugin's job, guarded, in a context of its own; what it wrote stands only if it went well and in time."""
    key, job = claim.known.key, claim.known.job
    context = work_context(plugin, claim.known.region_id, hosts=hosts_of(plugin.found.manifest))
    registry = registry_here()

    def deliver(session: Session, announced: Sequence[tuple[str, dict[str, Any]]]) -> None:
        held = select(JobState.locked_until).where(*at(key))
        if connection_of(session).execute(held).scalar_one_or_none() != claim.until:
            raise Overdue
        events.post(session, registry, claim.known.region_id, announced)

    def run() -> None:
        try:
            with context.opened(deliver):
                job.run(context)
        finally:
            with BUSY_LOCK:
                BUSY.discard(key)

    with BUSY_LOCK:
        BUSY.add(key)  # until it returns, which may be never
    db.session.commit()  # nothing was written: the reading ends, for the job may take a while
    outcome = guarded(place_of(claim.known), run, budget=Budget(job.timeout_seconds, job.timeout_seconds))
    if outcome.is_hanging:
        context.abandon()
    return outcome


def place_of(known: Known) -> Place:
    """Return where a plugin's job is called."""
    version = known.plugin.declared.source.version if known.plugin else ""
    return Place(plugin=known.key[0], version=version, region=known.region_id, point=f"job:{known.job.id}")


def settle(claim: Claim, outcome: Outcome) -> None:
    """Write down how a job went and when it is next, and let go of it; one that was taken by another is not ours."""
    job, moment = claim.known.job, now()
    every = timedelta(minutes=job.every_minutes)
    with transaction():
        row = db.session.scalar(select(JobState).where(*at(claim.known.key)).execution_options(populate_existing=True))
        if row is None or row.locked_until != claim.until:
            return
        row.locked_until, row.ran_at = None, claim.began
        if outcome.is_well:
            row.failures, row.error, row.succeeded_at = 0, "", moment
            row.next_at = moment if outcome.value is Unfinished else next_run(claim.began, moment, every)
        else:
            row.failures += 1
            row.error = why_not(row.plugin_id, outcome, job.timeout_seconds)
            row.next_at = moment + pause_after(row.failures, every)


def at(key: Key) -> tuple[Any, ...]:
    """Return the conditions for a job's state."""
    return (JobState.plugin_id == key[0], JobState.region_id == key[1], JobState.job == key[2])


def get_state(key: Key) -> JobState:
    """Return a job's state as it is in this transaction."""
    return db.session.scalars(select(JobState).where(*at(key)).execution_options(populate_existing=True)).one()


def run_soon(plugin_id: str, region_id: str, job: str, *, actor_id: int | None) -> None:
    """Let a job run at the next opportunity, inside the transaction around us."""
    row = db.session.get(JobState, (plugin_id, region_id, job), populate_existing=True)
    if row is None:
        raise NotFound(f"There is no job “{job}”.")
    row.next_at, row.failures = now(), 0
    record("job asked for", actor_id=actor_id, subject=f"plugin {plugin_id}", region=region_id, job=job)
