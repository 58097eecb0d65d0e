"""Everything plugins do wrong, written down once and counted; and the breakers this opens.

A fault is noted where it happens and written when the request or the job is over, in a transaction of its own: the
place where it happened may be reading, or may hold a transaction that is about to be undone.
"""

from __future__ import annotations

import hashlib
import traceback
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.breaking import Failure, opens, recent
from portal.plugin_host.masking import masked
from portal.plugin_host.models import STATEWIDE, Breaker, Incident

if TYPE_CHECKING:
    from collections.abc import Iterable

    from portal.plugin_host.discovery import Found

ERROR, INVALID, SLOW, HANG = "error", "invalid", "slow", "hang"
LOADING = "load"
MOST_CLIENTS = 5
MOST_INCIDENTS = 200
LONGEST_TRACE, LONGEST_SENTENCE = 8_000, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a plugin is called: who, for which region (empty: none in particular), and at which point."""

    plugin: str
    version: str
    region: str
    point: str
    breaks: bool = False


def loading_of(found: Found) -> Place:
    """Return the place of what goes wrong while a plugin is loaded."""
    return Place(
        plugin=found.id, version=found.manifest.version if found.manifest else "", region=STATEWIDE, point=LOADING
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A fault that was caught; `milliseconds` are how long the call took."""

    place: Place
    kind: str
    sentence: str
    trace: str
    page: str
    client: str
    is_proof: bool


@dataclass(frozen=True, slots=True)
class Recovery:
    """A point that was left alone is well again."""

    place: Place


PENDING: ContextVar[list[Fault | Recovery] | None] = ContextVar("portal_incidents", default=None)


def note(
    place: Place, kind: str, problem: BaseException | str, *, page: str = "", client: str = "", is_proof: bool = False
) -> None:
    """Note a fault; it is written by `write_noted`."""
    trace = "".join(traceback.format_exception(problem)) if isinstance(problem, BaseException) else ""
    pending().append(
        Fault(
            place=place,
            kind=kind,
            sentence=sentence_of(place.plugin, problem),
            trace=masked(place.plugin, trace)[-LONGEST_TRACE:],
            page=masked(place.plugin, page)[:LONGEST_SENTENCE],
            client=client,
            is_proof=is_proof or kind in {SLOW, HANG},
        )
    )


def note_recovery(place: Place) -> None:
    """Note that a point is well again; its breaker is closed by `write_noted`."""
    pending().append(Recovery(place))


def pending() -> list[Fault | Recovery]:
    """Return what was noted and not written yet."""
    held = PENDING.get()
    if held is None:
        held = []
        PENDING.set(held)
    return held


def say(error: BaseException) -> str:
    """Return what an error says; one of a plugin's own may fail even at that."""
    try:
        return str(error)
    except Exception:  # noqa: BLE001 - whatever a plugin's error does
        return "it does not say why"


def sentence_of(plugin_id: str, problem: BaseException | str) -> str:
    """Return what went wrong in one sentence, without the plugin's secrets."""
    said = problem if isinstance(problem, str) else f"{type(problem).__name__}: {say(problem)}"
    return masked(plugin_id, said)[:LONGEST_SENTENCE]


def take_noted() -> list[Fault | Recovery]:
    """Return what was noted since, and begin anew."""
    held = PENDING.get() or []
    PENDING.set(None)
    return held


def write_noted(noted: Iterable[Fault | Recovery]) -> None:
    """Write what was noted, inside the transaction around us; open and close the breakers that this is enough for."""
    for one in noted:
        if isinstance(one, Recovery):
            close_breaker(one.place)
            continue
        write_incident(one)
        if one.place.breaks:
            feed_breaker(one)


def write_incident(fault: Fault) -> None:
    """Count a fault up, or write it down for the first time."""
    place, moment = fault.place, now()
    mark = fingerprint_of(fault)
    row = db.session.scalar(
        select(Incident).where(
            Incident.plugin_id == place.plugin, Incident.region_id == place.region, Incident.point == place.point,
            Incident.fingerprint == mark,
        )
    )  # fmt: skip
    if row is None:
        row = Incident(
            plugin_id=place.plugin, region_id=place.region, point=place.point, fingerprint=mark, kind=fault.kind,
            sentence="", trace="", page="", version="", count=0, clients=[], first_at=moment, last_at=moment,
        )  # fmt: skip
        forget_oldest(place.plugin)
        db.session.add(row)
    row.count += 1
    row.sentence, row.trace, row.page = fault.sentence, fault.trace, fault.page
    row.version, row.last_at = place.version, moment
    if fault.client and fault.client not in row.clients:
        row.clients = [*row.clients, fault.client][:MOST_CLIENTS]
    db.session.flush()


def forget_oldest(plugin_id: str) -> None:
    """Make room for one more incident of a plugin: those that happened last are kept."""
    asked = select(Incident.id).where(Incident.plugin_id == plugin_id).order_by(Incident.last_at.desc(), Incident.id)
    old = list(db.session.scalars(asked.offset(MOST_INCIDENTS - 1)))
    if old:
        db.session.execute(delete(Incident).where(Incident.id.in_(old)))


def fingerprint_of(fault: Fault) -> str:
    """Return what faults have in common that are the same again: the way through the code, or else what was said.

    How long a slow call took says nothing of that.
    """
    shape = "".join(line for line in fault.trace.splitlines(keepends=True) if line.lstrip().startswith("File "))
    said = "" if fault.kind in {SLOW, HANG} else shape or fault.sentence
    return hashlib.sha256(f"{fault.kind}\0{said}".encode()).hexdigest()


def feed_breaker(fault: Fault) -> None:
    """Count a fault towards its point's breaker, and open that when it is enough; all workers learn of it."""
    place, moment = fault.place, now()
    row = db.session.get(Breaker, (place.plugin, place.region, place.point))
    if row is None:
        row = Breaker(plugin_id=place.plugin, region_id=place.region, point=place.point, failures={})
        db.session.add(row)
    failures = recent((*read_failures(row), Failure(moment, fault.client, fault.is_proof)), moment)
    row.failures = {"last": [[one.at.isoformat(), one.client, one.is_proof] for one in failures]}
    if row.opened_at is not None or fault.kind == HANG or opens(failures, moment):
        if row.opened_at is None:
            record_change("plugin point left alone", place)
        row.opened_at = moment
        advance_plugins()
    db.session.flush()


def read_failures(row: Breaker) -> tuple[Failure, ...]:
    """Return the failures a breaker remembers."""
    return tuple(
        Failure(datetime.fromisoformat(at), client, is_proof) for at, client, is_proof in row.failures.get("last", [])
    )


def close_breaker(place: Place) -> None:
    """Let a point be called again, inside the transaction around us."""
    done = db.session.execute(
        delete(Breaker).where(
            Breaker.plugin_id == place.plugin, Breaker.region_id == place.region, Breaker.point == place.point
        )
    )
    if done.rowcount:  # type: ignore[attr-defined]  # a deletion's result counts its rows
        record_change("plugin point called again", place)
        advance_plugins()


def close_breakers(plugin_id: str, region_id: str | None = None, *, actor_id: int | None = None) -> None:
    """Let every point of a plugin be called again, in one region or in all: a person says so, or its files changed."""
    asked = select(Breaker).where(Breaker.plugin_id == plugin_id)
    if region_id is not None:
        asked = asked.where(Breaker.region_id == region_id)
    for row in db.session.scalars(asked).all():
        if row.opened_at is not None:
            place = Place(plugin=plugin_id, version="", region=row.region_id, point=row.point)
            record_change("plugin point called again", place, actor_id=actor_id)
            advance_plugins()
        db.session.delete(row)
    db.session.flush()


def record_change(deed: str, place: Place, *, actor_id: int | None = None) -> None:
    """Write into the audit that a point is left alone or called again."""
    record(deed, actor_id=actor_id, subject=f"plugin {place.plugin}", region=place.region, point=place.point)
