"""One host per application: it keeps the registry of what plugins add, and builds it anew when the number moves."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

import pluggy
from flask import current_app, has_request_context, request
from sqlalchemy import select

from portal.foundation.database import db
from portal.infrastructure.epoch import current_plugins, stand_among_others, stand_apart
from portal.plugin_host.discovery import Found, discover
from portal.plugin_host.fitness import leave_out_unfit
from portal.plugin_host.holding import HELD_STATES
from portal.plugin_host.incidents import ERROR, loading_of, note
from portal.plugin_host.loading import Loaded, digest_of, failed, forget_modules, load
from portal.plugin_host.markers import PROJECT
from portal.plugin_host.models import Breaker, PluginActivation, PluginRecord
from portal.plugin_host.parts import Block, Job
from portal.plugin_host.registry import EMPTY, Registry, build_registry
from portal.plugin_host.specs import CoreHooks
from portal.plugin_host.timing import Times

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

    from portal.plugin_host.items import ItemKind

log = logging.getLogger(__name__)
HELD = "portal.registry"
OFF, WAITING, SAFE, FAILED = "off", "waiting", "safe", "failed"
RETRY_SECONDS = 5.0
TROUBLE = "The last change of plugins is not yet in effect here; what was there before is served. The log says why."
NOT_CHECKED = "It is new or its files have changed, and what it declares was not brought in yet."
SYNCHRONISE = "Look for plugins under Administration, or run “portal plugins sync”."


def build_manager() -> pluggy.PluginManager:
    """Return a manager for the portal's own features."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(CoreHooks)
    return manager


def no_packs() -> list[Found]:
    """Return no uploaded pack; the application gives those that were applied."""
    return []


def no_counties() -> dict[str, str]:
    """Return no county; the application gives a better one."""
    return {}


@dataclass(slots=True)
class PluginHost:
    """The plugins of one application. `is_safe` keeps every one of them out; `look` finds what there is.

    `is_local_fetched` lets outgoing requests reach this machine itself, for tests.
    """

    pack_folders: tuple[Path, ...] = ()
    counties: Callable[[], dict[str, str]] = no_counties
    applied: Callable[[], list[Found]] = no_packs
    look: Callable[[tuple[Path, ...], list[Found]], list[Found]] = discover
    is_safe: bool = False
    is_local_fetched: bool = False
    manager: pluggy.PluginManager = field(default_factory=build_manager)
    registry: Registry = EMPTY
    trouble: str = ""
    times: Times = field(default_factory=Times)
    _retry_at: float = 0.0
    _lock: Lock = field(default_factory=Lock)
    _loaded: dict[str, Loaded] = field(default_factory=dict)
    _blocks: dict[str, tuple[Block, ...]] | None = None

    def registry_at(self, number: int) -> Registry:
        """Return what plugins add as of a number or later; where it cannot be built, what they added, and say so.

        A request that asks late for an earlier number gets what there is: it saw every switch made before it began.
        Only those that ask for a later number wait for one that builds.
        """
        if number > self.registry.number:
            with self._lock:
                if number > self.registry.number:
                    self._renew(number)
        elif self._is_to_be_tried_again() and self._lock.acquire(blocking=False):
            try:
                if self._is_to_be_tried_again():
                    self._renew(self.registry.number)
            finally:
                self._lock.release()
        return self.registry

    def _is_to_be_tried_again(self) -> bool:
        """Say whether the last try failed, and that a while ago."""
        return bool(self.trouble and monotonic() >= self._retry_at)

    def _renew(self, number: int) -> None:
        """Build the registry anew; the site never depends on this going well."""
        try:
            self.registry, self.trouble = self._build(number), ""
        except Exception:
            log.exception("What plugins add could not be built anew; what was there before is served.")
            self.trouble, self._retry_at = TROUBLE, monotonic() + RETRY_SECONDS
            self.registry = replace(self.registry, number=number)

    def _build(self, number: int) -> Registry:
        """Load what is allowed and was checked, keeping what is loaded already."""
        records = {row.id: row for row in db.session.scalars(select(PluginRecord))}
        activations = tuple(db.session.scalars(select(PluginActivation)))
        breakers = {
            (row.plugin_id, row.region_id, row.point): row.opened_at
            for row in db.session.scalars(select(Breaker).where(Breaker.opened_at.is_not(None)))
            if row.opened_at is not None
        }
        found = self.find()
        counties = self.counties()
        loaded: dict[str, Loaded] = {}
        for plugin_id, one in found.items():
            if one.manifest is None:
                continue
            outcome = self._load_one(one, records.get(plugin_id), counties)
            if isinstance(outcome, Loaded):
                loaded[plugin_id] = outcome
            else:
                found[plugin_id] = outcome
        on = {(row.plugin_id, row.region_id): row.version for row in activations if row.is_on}
        return build_registry(number, found, loaded, on, breakers)

    def find(self) -> dict[str, Found]:
        """Return every plugin there is, by id; nothing of theirs is imported."""
        return leave_out_unfit({one.id: one for one in self.look(self.pack_folders, self.applied())})

    def _load_one(self, found: Found, record: PluginRecord | None, counties: dict[str, str]) -> Loaded | Found:
        """Return a plugin loaded, or why it is not."""
        if self.is_safe:
            return replace(found, state=SAFE, reason="The portal runs in safe mode, without plugins.")
        if record is not None and not record.is_allowed:
            return replace(found, state=OFF, reason="A statewide administrator keeps it from being loaded.")
        if record is not None and record.state in {FAILED, *HELD_STATES}:
            return replace(found, state=record.state, reason=record.reason, remedy=record.remedy)
        digest = digest_of(found)
        if record is None or record.digest != digest:
            return replace(found, state=WAITING, reason=NOT_CHECKED, remedy=SYNCHRONISE)
        return self.load(found, digest, counties)

    def load(self, found: Found, digest: str, counties: dict[str, str]) -> Loaded | Found:
        """Return a plugin loaded, or failed with the reason. The same files are loaded once in a process."""
        known = self._loaded.get(found.id)
        if known is not None and known.digest == digest and known.found == found:
            return known
        try:
            self._loaded[found.id] = load(found, digest, counties)
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            log.exception("The plugin %s failed and was left out.", found.id)
            note(loading_of(found), ERROR, error)
            forget_modules(found)
            return failed(found, error)
        return self._loaded[found.id]

    def item_kinds(self) -> dict[str, ItemKind]:
        """Return the kinds of shipped items by hook, in the order of the features."""
        given: list[list[ItemKind]] = list(reversed(self.manager.hook.portal_items()))  # pluggy asks the last one first
        return {kind.hook: kind for kinds in given for kind in kinds}

    def core_jobs(self) -> list[Job]:
        """Return the work of the portal's own that is done again and again."""
        return [job for given in self.manager.hook.portal_core_jobs() for job in given]

    def blocks(self, slot: str) -> tuple[Block, ...]:
        """Return the portal's own blocks in a slot, in display order."""
        if self._blocks is None:
            by_slot: dict[str, list[Block]] = {}
            for given in self.manager.hook.portal_blocks():
                for block in given:
                    by_slot.setdefault(block.slot, []).append(block)
            self._blocks = {
                name: tuple(sorted(blocks, key=lambda block: (block.order, block.id)))
                for name, blocks in by_slot.items()
            }
        return self._blocks.get(slot, ())


def get_host() -> PluginHost:
    """Return the current application's plugins."""
    host = current_app.extensions["portal.plugins"]
    if not isinstance(host, PluginHost):  # pragma: no cover - only the application puts it there
        raise TypeError("portal.plugins holds something else")
    return host


def install_host(app: Flask, host: PluginHost) -> None:
    """Give the application its plugins."""
    app.extensions["portal.plugins"] = host


def registry_here() -> Registry:
    """Return what plugins add, as of this request's start: a switch never changes a page half-way."""
    if has_request_context():
        held: Registry | None = request.environ.get(HELD)
        if held is not None and held.number >= current_plugins():
            return held
    registry = get_host().registry_at(current_plugins())
    if has_request_context():
        request.environ[HELD] = registry
    return registry


def see_no_plugins() -> None:
    """Let this request see the portal as in safe mode: every plugin is found, and none answers."""
    stand_apart()
    found = {
        plugin_id: replace(one, state=SAFE, reason="You look at the portal without plugins.")
        for plugin_id, one in get_host().find().items()
    }
    request.environ[HELD] = build_registry(current_plugins(), found, {}, {}, {})


def see_plugins() -> None:
    """Let this request see the portal as it is."""
    stand_among_others()
    request.environ.pop(HELD, None)


def live_pairs() -> frozenset[tuple[str, str]]:
    """Return each plugin with each region where it is on and well, or its code is held: only their rows are shown."""
    return registry_here().shown
