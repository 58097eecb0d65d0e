"""Switch plugins on and off for a region. It takes effect in every worker at its next request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.models import PluginActivation, PluginRecord
from portal.plugin_host.registry import may_be_on

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from portal.plugin_host.loading import Loaded

UNINSTALLED = "plugin uninstalled"


def put_on(plugin_id: str, region_id: str, *, by: int | None = None) -> bool:
    """Switch a plugin on for a region, inside the transaction around us; return whether it was off before."""
    record = db.session.get(PluginRecord, plugin_id)
    if record is None:
        raise NotFound(f"There is no plugin “{plugin_id}”.")
    if record.regions and region_id not in record.regions:
        raise Conflict(f"“{record.name}” may be on only in {', '.join(record.regions)}.")
    return write(plugin_id, region_id, record.version, is_on=True, by=by)


def put_off(plugin_id: str, region_id: str, *, by: int | None = None) -> bool:
    """Switch a plugin off for a region, in the transaction around us; return whether it was on. Nothing is deleted."""
    row = db.session.get(PluginActivation, (plugin_id, region_id))
    return row is not None and write(plugin_id, region_id, row.version, is_on=False, by=by)


def write(plugin_id: str, region_id: str, version: str, *, is_on: bool, by: int | None) -> bool:
    """Write where a plugin is on; return whether that changed."""
    row = db.session.get(PluginActivation, (plugin_id, region_id), populate_existing=True)
    if row is None:
        row = PluginActivation(
            plugin_id=plugin_id, region_id=region_id, is_on=not is_on, version=version, switched_at=now()
        )
        db.session.add(row)
    if row.is_on == is_on:
        return False
    row.is_on, row.version, row.switched_at, row.switched_by_id = is_on, version, now(), by
    db.session.flush()
    advance_plugins()
    return True


def version_of(plugin_id: str, region_id: str) -> str:
    """Return the version that was last on in a region; empty where it never was."""
    row = db.session.get(PluginActivation, (plugin_id, region_id), populate_existing=True)
    return row.version if row else ""


def is_on(plugin_id: str, region_id: str) -> bool:
    """Say whether a plugin is switched on for a region, as the database has it now."""
    row = db.session.get(PluginActivation, (plugin_id, region_id), populate_existing=True)
    return row is not None and row.is_on


def regions_of(plugin_id: str, *, only_on: bool = True) -> list[str]:
    """Return the keys of the regions where a plugin is on, or ever was."""
    rows = db.session.execute(
        select(PluginActivation.region_id, PluginActivation.is_on)
        .where(PluginActivation.plugin_id == plugin_id)
        .order_by(PluginActivation.region_id)
    ).all()
    return [region_id for region_id, is_on in rows if is_on or not only_on]


def claim(connection: Connection, plugin_id: str, region_id: str, version: str, *, by: int | None) -> bool:
    """Switch a plugin on in the transaction of its own hook; False when somebody else has done so meanwhile."""
    place = (PluginActivation.plugin_id == plugin_id, PluginActivation.region_id == region_id)
    now_on = {"is_on": True, "version": version, "switched_at": now(), "switched_by_id": by}
    there = connection.execute(select(PluginActivation.is_on).where(*place)).first()
    if there is not None and there[0]:
        return False
    if there is None:
        connection.execute(insert(PluginActivation), [{"plugin_id": plugin_id, "region_id": region_id, **now_on}])
    else:
        connection.execute(update(PluginActivation).where(*place).values(**now_on))
    return True


def move(connection: Connection, plugin_id: str, region_id: str, *, before: str, after: str) -> bool:
    """Note another version in the transaction of its own hook; False when somebody else has done so meanwhile."""
    moved = connection.execute(
        update(PluginActivation)
        .where(
            PluginActivation.plugin_id == plugin_id, PluginActivation.region_id == region_id,
            PluginActivation.is_on, PluginActivation.version == before,
        )
        .values(version=after)
    )  # fmt: skip
    return moved.rowcount == 1


def is_untouched() -> bool:
    """Say whether no plugin was ever switched or uninstalled in this portal."""
    return not any(
        db.session.scalar(question)
        for question in (
            select(PluginActivation.plugin_id).limit(1),
            select(AuditEntry.id).where(AuditEntry.deed == UNINSTALLED).limit(1),
        )
    )


def put_new_ones_on(plugins: Iterable[Loaded]) -> None:
    """Switch plugins on for the regions they bring, where they never were on or off.

    This is how an operator accepts what is installed when the portal is set up; later a person switches.
    """
    known = {(row.plugin_id, row.region_id) for row in db.session.scalars(select(PluginActivation))}
    for plugin in plugins:
        for region_id in own_regions(plugin):
            if (plugin.id, region_id) not in known:
                write(plugin.id, region_id, plugin.declared.source.version, is_on=True, by=None)


def own_regions(plugin: Loaded) -> list[str]:
    """Return the keys of the regions that a plugin brings and may be on in."""
    return [proposal.id for proposal in plugin.declared.of("portal_regions") if may_be_on(plugin, proposal.id)]
