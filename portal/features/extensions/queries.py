"""Read what the administrators' pages show of plugins. `within` names the regions that may be seen; None is all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, func, or_, select, true

from portal.features.accounts.models import Account
from portal.features.accounts.queries import LARGEST_ID
from portal.features.regions.models import Region
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import (
    Breaker,
    Contributed,
    Incident,
    JobState,
    OutboxEvent,
    PluginActivation,
    PluginHealth,
    PluginRecord,
    PluginSetting,
    PluginStep,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.orm import InstrumentedAttribute

DAY = timedelta(hours=24)
AT_MOST = 50
DEEDS_AT_MOST = 12
Within = frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Column:
    """A region in which plugins can be on; one without a page of its own yet has no region row."""

    id: str
    label: str
    name: str
    is_there: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """A line of the audit about a plugin: when, what, who, for which region, and the details."""

    at: datetime
    deed: str
    who: str
    region_id: str
    details: dict[str, Any]


def list_columns(within: Within) -> tuple[Column, ...]:
    """Return every region that is there, that a plugin is for or that one brings, in the order of the alphabet."""
    rows = {row.id: row for row in db.session.scalars(select(Region))}
    wanted = set(rows) | set(db.session.scalars(select(PluginActivation.region_id).distinct()))
    for regions in db.session.scalars(select(PluginRecord.regions)):
        wanted |= set(regions)
    proposed: dict[str, Any] = {}
    for found in registry_here().found.values():
        wanted |= set(found.manifest.regions if found.manifest else ())
    for plugin in registry_here().plugins.values():
        proposed |= {one.id: one for one in plugin.declared.of("portal_regions")}
    wanted |= set(proposed)
    columns = []
    for region_id in wanted if within is None else wanted & within:
        source = rows.get(region_id) or proposed.get(region_id)
        plain = region_id.replace("-", " ").title()
        label, name = (source.label, source.name) if source else (plain, plain)
        columns.append(Column(region_id, label, name, is_there=region_id in rows))
    return tuple(sorted(columns, key=lambda column: (column.label, column.id)))


def inside(column: InstrumentedAttribute[str], within: Within) -> ColumnElement[bool]:
    """Return the condition that a row is of a region that may be seen."""
    return true() if within is None else column.in_(within)


def list_activations(within: Within) -> dict[tuple[str, str], PluginActivation]:
    """Return where plugins are or were on, by plugin and region."""
    rows = db.session.scalars(select(PluginActivation).where(inside(PluginActivation.region_id, within)))
    return {(row.plugin_id, row.region_id): row for row in rows}


def count_incidents(within: Within) -> dict[str, int]:
    """Return how many different things went wrong within a day, by plugin."""
    counted = (
        select(Incident.plugin_id, func.count())
        .where(Incident.last_at > now() - DAY, inside(Incident.region_id, within))
        .group_by(Incident.plugin_id)
    )
    return dict(db.session.execute(counted).all())


def list_incidents(plugin_id: str, within: Within) -> Sequence[Incident]:
    """Return what went wrong with a plugin, the latest first."""
    asked = select(Incident).where(Incident.plugin_id == plugin_id, inside(Incident.region_id, within))
    return db.session.scalars(asked.order_by(Incident.last_at.desc(), Incident.id.desc()).limit(AT_MOST)).all()


def list_open_breakers(plugin_id: str, within: Within) -> Sequence[Breaker]:
    """Return the points of a plugin that are left alone."""
    return db.session.scalars(
        select(Breaker)
        .where(Breaker.plugin_id == plugin_id, Breaker.opened_at.is_not(None), inside(Breaker.region_id, within))
        .order_by(Breaker.region_id, Breaker.point)
    ).all()


def find_open_breaker(plugin_id: str, region_id: str, point: str) -> Breaker | None:
    """Return a point that is left alone."""
    row = db.session.get(Breaker, (plugin_id, region_id, point))
    return row if row is not None and row.opened_at is not None else None


def list_jobs(plugin_id: str, within: Within) -> dict[tuple[str, str], JobState]:
    """Return how a plugin's jobs are, by region and job."""
    rows = db.session.scalars(
        select(JobState).where(JobState.plugin_id == plugin_id, inside(JobState.region_id, within))
    )
    return {(row.region_id, row.job): row for row in rows}


def count_events(plugin_id: str, state: str, within: Within) -> int:
    """Return how many events on their way to a plugin are in a state."""
    asked = select(func.count()).select_from(OutboxEvent).where(
        OutboxEvent.plugin_id == plugin_id, OutboxEvent.state == state, inside(OutboxEvent.region_id, within)
    )  # fmt: skip
    return db.session.scalar(asked) or 0


def list_events(plugin_id: str, state: str, within: Within) -> Sequence[OutboxEvent]:
    """Return the events on their way to a plugin that are in a state, the latest first."""
    asked = select(OutboxEvent).where(
        OutboxEvent.plugin_id == plugin_id, OutboxEvent.state == state, inside(OutboxEvent.region_id, within)
    )  # fmt: skip
    return db.session.scalars(asked.order_by(OutboxEvent.id.desc()).limit(AT_MOST)).all()


def find_event(plugin_id: str, event_id: int) -> OutboxEvent | None:
    """Return an event on its way to a plugin."""
    asked = select(OutboxEvent).where(OutboxEvent.id == event_id, OutboxEvent.plugin_id == plugin_id)
    return db.session.scalar(asked) if event_id <= LARGEST_ID else None


def count_people(fips: Collection[str]) -> int:
    """Return how many people belong to one of these counties; closed accounts are not counted."""
    here = select(func.count(Account.id)).where(Account.county_fips.in_(fips), Account.closed_at.is_(None))
    return db.session.scalar(here) or 0


def list_steps(plugin_id: str) -> Sequence[PluginStep]:
    """Return the steps of a plugin's tables that were taken, in order."""
    return db.session.scalars(
        select(PluginStep).where(PluginStep.plugin_id == plugin_id).order_by(PluginStep.position)
    ).all()


def list_items(model: type[Contributed], plugin_id: str | None, within: Within) -> Sequence[Any]:
    """Return the rows a plugin shipped, or any did, that are shown; by region and in display order."""
    return db.session.scalars(
        select(model)
        .where(model.region_id.is_not(None), ~model.is_hidden, ~model.is_dropped)
        .where(true() if plugin_id is None else model.plugin_id == plugin_id)
        .where(true() if within is None else model.region_id.in_(within))
        .order_by(model.region_id, model.order, model.key)
    ).all()


def list_chosen(plugin_id: str, region_ids: Sequence[str]) -> dict[tuple[str, str], Any]:
    """Return what was chosen for a plugin's settings in some places, by place and key."""
    asked = select(PluginSetting).where(PluginSetting.plugin_id == plugin_id, PluginSetting.region_id.in_(region_ids))
    return {(row.region_id, row.key): row.held["value"] for row in db.session.scalars(asked)}


def list_deeds(plugin_id: str, within: Within) -> list[Deed]:
    """Return what people did with a plugin lately, the latest first."""
    about = or_(AuditEntry.subject == f"plugin {plugin_id}", AuditEntry.subject.startswith(f"plugin {plugin_id} "))
    asked = (
        select(AuditEntry, Account.name)
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(about, inside(AuditEntry.region_id, within))
        .order_by(AuditEntry.number.desc())
        .limit(DEEDS_AT_MOST)
    )
    return [
        Deed(entry.at, entry.deed, name or "the command line", entry.region_id, entry.details)
        for entry, name in db.session.execute(asked)
    ]


def list_health(plugin_id: str, within: Within) -> dict[str, PluginHealth]:
    """Return how a plugin last was, by region."""
    asked = select(PluginHealth).where(PluginHealth.plugin_id == plugin_id, inside(PluginHealth.region_id, within))
    return {row.region_id: row for row in db.session.scalars(asked)}
