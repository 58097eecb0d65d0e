"""Tables of plugins: how each was found, where it is on, what went wrong, and the columns of what it contributes.

A `region_id` here is a key, not a reference: these rows outlive a region whose plugin is away. STATEWIDE stands for
the whole state.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, MappedAsDataclass, declared_attr, mapped_column

from portal.foundation.database import Model

STATEWIDE = ""


class PluginRecord(Model):
    """One plugin as it was found; its states are those of `standing` and `synchronising`.

    `digest` names the exact files that passed the check; nothing else of it is loaded. `is_allowed` is the statewide
    administrator's switch: a plugin that is not allowed is never imported. `facts` is what its manifest says.
    """

    __tablename__ = "plugin"

    id: Mapped[str] = mapped_column(String(31), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    remedy: Mapped[str]
    regions: Mapped[list[str]]
    counts: Mapped[dict[str, Any]]
    synchronised_at: Mapped[datetime]
    digest: Mapped[str] = mapped_column(String(64), default="")
    is_allowed: Mapped[bool] = mapped_column(default=True)
    facts: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


class PluginActivation(Model):
    """Where a plugin is on: one row for each region in which it ever was; off keeps the row."""

    __tablename__ = "plugin_activation"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_on: Mapped[bool]
    version: Mapped[str] = mapped_column(String(60))
    switched_at: Mapped[datetime]
    switched_by_id: Mapped[int | None] = mapped_column(default=None)


class PluginSetting(Model):
    """A value an administrator chose, for a region or statewide; `held` is {"value": …}."""

    __tablename__ = "plugin_setting"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    held: Mapped[dict[str, Any]]


class PluginItem(Model):
    """A value a plugin keeps for a region; `held` is {"value": …}."""

    __tablename__ = "plugin_item"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    held: Mapped[dict[str, Any]]


class Incident(Model):
    """Something a plugin did wrong; the same again counts up. `clients` are keyed hashes of who met it, five at most.

    `point` is the place: a hook, or `block:next`, `route:dates`, `job:fetch`. `kind` is error, invalid, slow or hang.
    """

    __tablename__ = "plugin_incident"
    __table_args__ = (UniqueConstraint("plugin_id", "region_id", "point", "fingerprint"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plugin_id: Mapped[str] = mapped_column(String(31), index=True)
    region_id: Mapped[str] = mapped_column(String(60))
    point: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    sentence: Mapped[str]
    trace: Mapped[str]
    page: Mapped[str]
    version: Mapped[str] = mapped_column(String(60))
    count: Mapped[int]
    clients: Mapped[list[str]]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class Breaker(Model):
    """What keeps a failing extension point from being called again.

    `failures` holds under "last" those of the last hour: when, whose, and whether the portal itself saw it. `opened_at`
    is empty while calls go through.
    """

    __tablename__ = "plugin_breaker"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    point: Mapped[str] = mapped_column(String(120), primary_key=True)
    failures: Mapped[dict[str, Any]]
    opened_at: Mapped[datetime | None] = mapped_column(default=None)


class JobState(Model):
    """When a plugin's job runs next in a region, and how it went; `locked_until` keeps it from overlapping itself."""

    __tablename__ = "plugin_job"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    job: Mapped[str] = mapped_column(String(80), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    locked_until: Mapped[datetime | None] = mapped_column(default=None)
    ran_at: Mapped[datetime | None] = mapped_column(default=None)
    succeeded_at: Mapped[datetime | None] = mapped_column(default=None)


class OutboxEvent(Model):
    """An event on its way to one plugin in one region; `state` is waiting, done or dead."""

    __tablename__ = "plugin_event"
    __table_args__ = (Index("ix_plugin_event_state_next_at", "state", "next_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plugin_id: Mapped[str] = mapped_column(String(31))
    region_id: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(120))
    payload: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int]
    error: Mapped[str]
    emitted_at: Mapped[datetime]
    next_at: Mapped[datetime]
    locked_until: Mapped[datetime | None] = mapped_column(default=None)


class PluginHealth(Model):
    """How a plugin was in a region when it was last asked; `sentence` says what to know."""

    __tablename__ = "plugin_health"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    region_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    is_well: Mapped[bool]
    sentence: Mapped[str]
    asked_at: Mapped[datetime]


class PluginStep(Model):
    """A migration step of a plugin that was applied; `digest` is of its source."""

    __tablename__ = "plugin_step"

    plugin_id: Mapped[str] = mapped_column(String(31), primary_key=True)
    step: Mapped[str] = mapped_column(String(80), primary_key=True)
    position: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    applied_at: Mapped[datetime]


class PackVersion(Model):
    """An uploaded pack, whole; `state` is draft, applied, replaced or undone. `digest` is the mark of its files.

    `before` says what applying it changed: rows as they were, and those that are new; from it an undo goes back.
    """

    __tablename__ = "pack_version"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plugin_id: Mapped[str] = mapped_column(String(31), index=True)
    region_id: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(60))
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(10))
    uploaded_at: Mapped[datetime]
    size: Mapped[int]
    archive: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    before: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, deferred=True)
    uploaded_by_id: Mapped[int | None] = mapped_column(default=None)
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
    applied_by_id: Mapped[int | None] = mapped_column(default=None)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class Contributed(MappedAsDataclass, kw_only=True, eq=False, repr=False):
    """Columns of every row that a plugin contributed to a region; `key` is its name in addresses there.

    A statewide row, shipped with the portal itself, has neither plugin nor region. `shipped_key` is the record's id
    inside its plugin, where that is another. The rest is what portal.plugin_host.merging decides on: `shipped` is the
    base, what the plugin shipped field by field; where the row's own field differs, somebody edited it here. `waiting`
    holds newer shipped values that stand against such an edit, until a person decides; `previous` what the last edit
    replaced. `is_hidden` is a tombstone: the region took the item away, and no upgrade brings it back. `is_dropped`
    says that the plugin no longer ships it, `is_adopted` that it stays on the pages all the same.
    """

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    plugin_id: Mapped[str] = mapped_column(String(31), index=True)
    region_id: Mapped[str | None] = mapped_column(ForeignKey("region.id", ondelete="CASCADE"), index=True)
    key: Mapped[str] = mapped_column(String(80))
    order: Mapped[int]
    for_everyone: Mapped[bool]
    shipped: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    waiting: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    is_hidden: Mapped[bool] = mapped_column(default=False)
    is_dropped: Mapped[bool] = mapped_column(default=False)
    is_adopted: Mapped[bool] = mapped_column(default=False)
    shipped_key: Mapped[str] = mapped_column(String(80), default="")
    previous: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    changed_at: Mapped[datetime | None] = mapped_column(default=None)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[UniqueConstraint, ...]:
        return (UniqueConstraint("plugin_id", "region_id", "key"),)
