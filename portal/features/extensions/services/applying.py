"""Apply an uploaded pack in one transaction, and for thirty days go back to how the region was before."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import inspect, select

from portal.features.extensions.services.differences import difference
from portal.features.extensions.services.packs import (
    applied_version,
    bring_in,
    is_kept_out,
    note,
    opened,
    refuse_unfit,
)
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host import snapshots
from portal.plugin_host.host import get_host
from portal.plugin_host.items import shapes_of
from portal.plugin_host.models import PackVersion, PluginRecord
from portal.plugin_host.synchronising import GONE, MISSING
from portal.plugin_host.unpacking import APPLIED, DRAFT, REPLACED, UNDONE

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded

UNDONE_WITHIN = timedelta(days=30)


def apply(version: PackVersion, *, actor_id: int | None) -> None:
    """Apply an uploaded pack, whole or not at all; what it replaces can be brought back by undoing it."""
    with opened(version) as plugin:
        refuse_unfit(plugin)
        told = asdict(difference(plugin, version.region_id))
        with transaction():
            write_applied(version, plugin, told, actor_id)


def write_applied(version: PackVersion, plugin: Loaded, told: dict[str, Any], actor_id: int | None) -> None:
    """Bring in an opened pack and keep what it changes, inside the transaction around the call."""
    db.session.refresh(version, ["state"])
    if version.state not in {DRAFT, UNDONE}:
        raise Conflict("It was applied already." if version.state == APPLIED else "Upload it again to apply it again.")
    before = snapshots.take(version.plugin_id, version.region_id)
    earlier = applied_version(version.plugin_id, version.region_id)
    if earlier is not None:
        earlier.state = REPLACED
    bring_in(plugin, version.region_id, actor_id=actor_id)
    after = snapshots.take(version.plugin_id, version.region_id)
    version.before = {
        "replaced": earlier.id if earlier else None,
        "told": told,
        **snapshots.change_between(before, after),
    }
    version.state, version.applied_at, version.applied_by_id, version.undone_at = APPLIED, now(), actor_id, None
    note("pack applied", version, actor_id)


def undo(version: PackVersion, *, actor_id: int | None, overwrites: bool = False) -> None:
    """Bring a region back to how it was before a pack was applied, to the letter.

    Conflict names what people edited since, unless that is to be overwritten.
    """
    with transaction():
        db.session.refresh(version, ["state", "applied_at"])
        if reason := reason_against_undo(version):
            raise Conflict(reason)
        change = version.before
        if change["new"].get(snapshots.REGION) and (others := other_plugins_in(version)):
            raise Conflict(
                f"The region came with this pack, and {', '.join(others)} adds to it now: remove that first."
            )
        if not overwrites and (edited := list_edited_since(version)):
            raise Conflict(f"Nothing was undone, for these would be lost. Edited since: {', '.join(edited)}.")
        go_back(version.plugin_id, change)
        if change["replaced"] is not None:
            db.session.get_one(PackVersion, change["replaced"]).state = APPLIED
        version.state, version.undone_at = UNDONE, now()
        advance_plugins()
        note("pack undone", version, actor_id)


def go_back(plugin_id: str, change: dict[str, Any]) -> None:
    """Undo a change but for what is a statewide administrator's to say: a plugin's record stays, let in or kept out."""
    name = PluginRecord.__tablename__
    row = db.session.get(PluginRecord, plugin_id)
    standing = {"is_allowed": row.is_allowed} if row else {}
    old = [one | standing for one in change["old"].get(name, [])]
    is_first = bool(change["new"].get(name))
    snapshots.go_back({"old": {**change["old"], name: old}, "new": {**change["new"], name: []}})
    if is_first and row is not None:
        row.state, row.reason, row.remedy, row.digest, row.counts = MISSING, GONE, "", "", {}


def reason_against_undo(version: PackVersion) -> str:
    """Return why a pack cannot be undone, if so."""
    if version.state == REPLACED:
        return "A newer version was applied on top of this one. Undo the newer one first."
    if version.state != APPLIED or version.applied_at is None:
        return "It is not applied, so there is nothing to undo."
    if is_kept_out(version.plugin_id):
        return "It cannot be undone now: a statewide administrator keeps it out."
    if now() - version.applied_at > UNDONE_WITHIN:
        days = UNDONE_WITHIN.days
        return f"It was applied more than {days} days ago. Upload and apply an earlier version of the pack instead."
    return ""


def list_edited_since(version: PackVersion) -> list[str]:
    """Return the items that a pack wrote and that people changed, hid or brought back since, by kind and title."""
    found = []
    for kind in get_host().item_kinds().values():
        names = {*shapes_of(kind.record_type), "is_hidden", "is_adopted"}
        table = snapshots.table_named(str(inspect(kind.model).local_table))
        found += [f"{kind.noun} “{row[kind.title]}”" for row in snapshots.changed_since(version.before, table, names)]
    return found


def other_plugins_in(version: PackVersion) -> list[str]:
    """Return the other plugins with rows in a pack's region."""
    found: set[str] = set()
    for kind in get_host().item_kinds().values():
        model = kind.model
        found |= set(db.session.scalars(select(model.plugin_id).where(model.region_id == version.region_id).distinct()))
    return sorted(found - {version.plugin_id})
