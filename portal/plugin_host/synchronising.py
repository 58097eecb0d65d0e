"""Bring what plugins ship into the database, where they are on; and write down how each was found."""

from __future__ import annotations

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.epoch import advance_plugins, current_plugins
from portal.plugin_host import events
from portal.plugin_host.checking import check
from portal.plugin_host.data.steps import StepFault, pending
from portal.plugin_host.holding import HELD_STATES, hold_back, hold_for_steps, hold_older
from portal.plugin_host.incidents import ERROR, close_breakers, loading_of, note, take_noted, write_noted
from portal.plugin_host.loading import Loaded, digest_of, failed
from portal.plugin_host.models import PluginActivation, PluginRecord
from portal.plugin_host.registry import may_be_on

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from portal.plugin_host.declarations import Declared, Remark
    from portal.plugin_host.discovery import Found
    from portal.plugin_host.host import PluginHost

log = logging.getLogger(__name__)
ON, FOUND, FAILED, MISSING, OFF = "on", "found", "failed", "missing", "off"
CONTENT_CHANGED = "portal.content-changed"
GONE = "Its package or folder is no longer here."


class Inspection:
    """What was found, checked and loaded before anything is written: plugins' own code runs outside a transaction.

    `waiting` holds those whose tables are not ready for them, `unfit` those whose steps do not fit what was done.
    """

    def __init__(self, found: dict[str, Found], loaded: dict[str, Loaded]) -> None:
        self.found, self.loaded = found, loaded
        self.waiting: dict[str, Loaded] = {}
        self.unfit: dict[str, Loaded] = {}

    def set_aside(self, plugin_id: str, error: BaseException) -> None:
        """Leave a plugin out whose records cannot be taken in."""
        note(loading_of(self.found[plugin_id]), ERROR, error)
        self.found[plugin_id] = failed(self.found[plugin_id], error)
        self.loaded.pop(plugin_id, None)

    def hold(self, held: Found) -> None:
        """Keep a plugin's code out; what it brought in before stays as it is, and is shown."""
        self.found[held.id] = held
        self.loaded.pop(held.id, None)

    def release(self, plugin: Loaded) -> None:
        """Take a plugin in after all: its tables were made ready."""
        self.waiting.pop(plugin.id)
        self.found[plugin.id], self.loaded[plugin.id] = plugin.found, plugin

    def leave_as_it_was(self, plugin_id: str, error: BaseException) -> None:
        """Keep out a plugin whose records cannot be taken in; what it brought in while it was well is still shown."""
        self.set_aside(plugin_id, error)
        row = db.session.get(PluginRecord, plugin_id)
        if row is not None and row.state in {ON, *HELD_STATES}:
            ill = self.found[plugin_id]
            self.hold(hold_back(ill, ill.reason, ill.remedy))

    def hold_unready(self) -> None:
        """Hold plugins whose tables are not ready for them; leave out those whose steps do not fit what was done."""
        for plugin_id, plugin in list(self.loaded.items()):
            try:
                steps = pending(db.engine, plugin_id, plugin.migrations)
            except StepFault as fault:
                self.unfit[plugin_id] = plugin
                self.set_aside(plugin_id, fault)
                continue
            if steps:
                self.waiting[plugin_id] = plugin
                self.hold(hold_for_steps(plugin.found, steps))


def inspect_all(host: PluginHost, counties: Mapping[str, str]) -> Inspection:
    """Find every plugin, try those in a child process that are new or changed, and load those that passed."""
    host.registry_at(current_plugins())  # who is told of changes; no plugin's code may run in the transaction to come
    records = {row.id: row for row in db.session.scalars(select(PluginRecord))}
    versions = versions_here()
    found = host.find()
    for plugin_id, one in found.items():
        record = records.get(plugin_id)
        if one.manifest is not None and record is not None and not record.is_allowed:
            found[plugin_id] = replace(one, state=OFF, reason="A statewide administrator keeps it from being loaded.")
        elif one.manifest is not None and (older := hold_older(one, versions.get(plugin_id, ()))):
            found[plugin_id] = older
    digests = {one.id: digest_of(one) for one in found.values() if one.manifest is not None and one.state == FOUND}
    known = {record.id: record.digest for record in records.values()}
    tried = try_each([found[one] for one, digest in digests.items() if known.get(one) != digest], counties)
    loaded: dict[str, Loaded] = {}
    for plugin_id, digest in digests.items():
        one = tried.get(plugin_id, found[plugin_id])
        if one.state == FAILED:
            note(loading_of(one), ERROR, one.reason)
        outcome = host.load(one, digest, dict(counties)) if one.state != FAILED else one
        if isinstance(outcome, Loaded):
            loaded[plugin_id] = outcome
        else:
            found[plugin_id] = outcome
    inspection = Inspection(found, loaded)
    inspection.hold_unready()
    return inspection


def try_each(plugins: list[Found], counties: Mapping[str, str]) -> dict[str, Found]:
    """Try plugins with code in child processes, as many at once as there are processors; return each as it came out."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        return {one.id: one for one in pool.map(lambda one: check(one, counties), [p for p in plugins if p.module])}


def versions_here() -> dict[str, list[str]]:
    """Return the versions of each plugin that were on last, region by region."""
    versions: dict[str, list[str]] = {}
    for row in db.session.scalars(select(PluginActivation)):
        versions.setdefault(row.plugin_id, []).append(row.version)
    return versions


def synchronise(host: PluginHost, inspection: Inspection) -> None:
    """Make every feature's rows agree with what was declared, inside the transaction around the call.

    Only regions where a plugin is on are touched. A plugin whose records a feature cannot take is found out, undone and
    set aside; the others come in all the same.
    """
    advance_plugins()
    declared = declared_where_on(inspection.loaded)
    remarks = receive_or_undo(host, declared)
    if remarks is None:
        declared = tuple(one for one in declared if can_be_received(host, inspection, one))
        remarks = receive(host, declared)
    note_versions(inspection.loaded)
    changed = list_changed(inspection.loaded)
    record_states(inspection, remarks)
    tell_of_content(host, changed)
    write_noted(take_noted())


def list_changed(loaded: Mapping[str, Loaded]) -> set[str]:
    """Return the plugins that were brought in before, with other files than now."""
    known = db.session.execute(select(PluginRecord.id, PluginRecord.digest)).all()
    return {plugin_id for plugin_id, digest in known if plugin_id in loaded and loaded[plugin_id].digest != digest}


def tell_of_content(host: PluginHost, plugin_ids: Collection[str]) -> None:
    """Announce that what these plugins ship was brought in anew, wherever they are on."""
    on = select(PluginActivation).where(PluginActivation.is_on, PluginActivation.plugin_id.in_(plugin_ids))
    for row in db.session.scalars(on):
        events.post(db.session(), host.registry, row.region_id, [(CONTENT_CHANGED, {"plugin": row.plugin_id})])


def note_versions(loaded: Mapping[str, Loaded]) -> None:
    """Write down which version of each plugin is on now, region by region."""
    for row in db.session.scalars(select(PluginActivation).where(PluginActivation.is_on)):
        if row.plugin_id in loaded:
            row.version = loaded[row.plugin_id].declared.source.version


def synchronise_one(host: PluginHost, plugin: Loaded, *, also: str = "") -> None:
    """Bring in what one plugin ships where it is on, and in the region `also`, inside the transaction around the call.

    Raises Conflict with the reason when a feature cannot take it in.
    """
    advance_plugins()
    try:
        remarks = receive(host, declared_where_on({plugin.id: plugin}, also=also))
    except Exception as error:
        raise Conflict(
            f"What {plugin.name} ships could not be taken in: {failed(plugin.found, error).reason}"
        ) from error
    row = db.session.get_one(PluginRecord, plugin.id)
    row.reason = " ".join([*plugin.declared.remarks, *(one.sentence for one in remarks)])
    row.synchronised_at = now()
    if not also:
        tell_of_content(host, {plugin.id})


def declared_where_on(loaded: Mapping[str, Loaded], *, also: str = "") -> tuple[Declared, ...]:
    """Return what each plugin declared, for the regions where it is on, and the region `also`."""
    on: dict[str, list[str]] = {}
    for row in db.session.scalars(select(PluginActivation).where(PluginActivation.is_on)):
        if row.plugin_id in loaded and may_be_on(loaded[row.plugin_id], row.region_id):
            on.setdefault(row.plugin_id, []).append(row.region_id)
    return tuple(
        replace(plugin.declared, regions=tuple(sorted({*on.get(plugin_id, ()), also} - {""})))
        for plugin_id, plugin in sorted(loaded.items())
    )


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


def can_be_received(host: PluginHost, inspection: Inspection, one: Declared) -> bool:
    """Try one plugin by itself and undo it; one that cannot be taken in is failed, with its reason."""
    step = db.session.begin_nested()
    try:
        receive(host, (one,))
    except Exception as error:  # noqa: BLE001 - whatever its records do, the others come in
        inspection.leave_as_it_was(one.source.plugin, error)
        return False
    finally:
        step.rollback()
    return True


def record_states(inspection: Inspection, remarks: list[Remark]) -> None:
    """Write down how each plugin was found; one that is gone is missing, its rows stay."""
    rows = {row.id: row for row in db.session.scalars(select(PluginRecord))}
    for plugin_id, row in rows.items():
        if plugin_id not in inspection.found:
            row.state, row.reason, row.digest = MISSING, GONE, ""
            row.remedy, row.synchronised_at = "Install it again, or leave it: nothing of it was deleted.", now()
    for plugin_id, found in inspection.found.items():
        facts = facts_of(
            found, inspection.loaded.get(plugin_id), [r.sentence for r in remarks if r.plugin == plugin_id]
        )
        if known := rows.get(plugin_id):
            if facts["digest"] not in {"", known.digest}:
                close_breakers(plugin_id)  # other files: what the old ones did counts no more
            for name, value in facts.items():
                setattr(known, name, value)
        else:
            db.session.add(PluginRecord(id=plugin_id, **facts))


def facts_of(found: Found, loaded: Loaded | None, remarks: list[str]) -> dict[str, Any]:
    """Return what is written down of a plugin."""
    manifest = found.manifest
    own = loaded.declared.remarks if loaded else ()
    return {
        "name": manifest.name if manifest else found.id,
        "version": manifest.version if manifest else "",
        "kind": manifest.kind if manifest else "",
        "state": ON if loaded else found.state,
        "reason": " ".join([found.reason, *own, *remarks]).strip(),
        "remedy": found.remedy,
        "regions": list(manifest.regions) if manifest else [],
        "counts": {hook: len(records) for hook, records in loaded.declared.records.items()} if loaded else {},
        "synchronised_at": now(),
        "digest": loaded.digest if loaded else "",
        "facts": (asdict(manifest) if manifest else {}) | {"trace": found.trace},
    }
