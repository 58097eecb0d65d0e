"""Bring what plugins declare into the database, and remember how each of them was found."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.host import failed
from portal.plugin_host.models import PluginRecord

if TYPE_CHECKING:
    from portal.plugin_host.declarations import Declared, Remark
    from portal.plugin_host.host import PluginHost

log = logging.getLogger(__name__)


def synchronise(host: PluginHost, declared: tuple[Declared, ...]) -> None:
    """Make every feature's rows agree with what was declared, inside the transaction around the call.

    A plugin whose records a feature cannot take is found out, undone and set aside; the others come in all the same.
    """
    advance_epoch()
    remarks = receive_or_undo(host, declared)
    if remarks is None:
        declared = tuple(one for one in declared if can_be_received(host, one))
        remarks = receive(host, declared)
    record_states(host, declared, remarks)


def receive(host: PluginHost, declared: tuple[Declared, ...]) -> list[Remark]:
    """Let every feature take in what is its own, in order of registration; return what could not be done as wished."""
    remarks: list[Remark] = []
    for implementation in host.manager.hook.portal_synchronise.get_hookimpls():
        remarks += cast("list[Remark] | None", implementation.function(declared)) or []
        db.session.flush()
    return remarks


def receive_or_undo(host: PluginHost, declared: tuple[Declared, ...]) -> list[Remark] | None:
    """Take everything in, or nothing of it: then None."""
    step = db.session.begin_nested()
    try:
        remarks = receive(host, declared)
    except Exception:  # noqa: BLE001 - which plugin is at fault is looked for next
        step.rollback()
        log.warning("What the plugins declare could not be taken in at once; each is tried by itself.")
        return None
    step.commit()
    return remarks


def can_be_received(host: PluginHost, one: Declared) -> bool:
    """Try one plugin by itself and undo it; one that cannot be taken in is failed, with its reason."""
    step = db.session.begin_nested()
    try:
        receive(host, (one,))
    except Exception as error:  # noqa: BLE001 - whatever its records do, the others come in
        host.found[one.source.plugin] = failed(host.found[one.source.plugin], error)
        return False
    finally:
        step.rollback()
    return True


def record_states(host: PluginHost, declared: tuple[Declared, ...], remarks: list[Remark]) -> None:
    """Write down how each plugin was found; one that is gone is missing, its rows stay."""
    by_id = {one.source.plugin: one for one in declared}
    rows = {row.id: row for row in db.session.scalars(select(PluginRecord))}
    for plugin_id, row in rows.items():
        if plugin_id not in host.found:
            row.state, row.reason = "missing", "Its package or folder is no longer here."
            row.remedy, row.synchronised_at = "Install it again, or leave it: nothing of it was deleted.", now()
    for plugin_id, found in host.found.items():
        manifest, one = found.manifest, by_id.get(plugin_id)
        facts: dict[str, Any] = {
            "name": manifest.name if manifest else plugin_id,
            "version": manifest.version if manifest else "",
            "kind": manifest.kind if manifest else "",
            "state": "on" if one else found.state,
            "reason": " ".join([found.reason, *(r.sentence for r in remarks if r.plugin == plugin_id)]).strip(),
            "remedy": found.remedy,
            "regions": list(manifest.regions) if manifest else [],
            "counts": {hook: len(records) for hook, records in one.records.items()} if one else {},
            "synchronised_at": now(),
        }
        if known := rows.get(plugin_id):
            for name, value in facts.items():
                setattr(known, name, value)
        else:
            db.session.add(PluginRecord(id=plugin_id, **facts))
