"""One plugin manager per application: load what was found, ask it for records, and survive whatever it does."""

from __future__ import annotations

import inspect
import logging
import sys
import traceback
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING

import pluggy
from flask import current_app
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.errors import FaultyContent
from portal.foundation.slugs import nearest
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.content import Content
from portal.plugin_host.contributions import Block, Contribution, Provenance
from portal.plugin_host.declarations import DeclareContext, Declared
from portal.plugin_host.discovery import Found, discover
from portal.plugin_host.markers import PROJECT
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.packs import ContentHooks
from portal.plugin_host.records import find_fault
from portal.plugin_host.specs import RECORD_TYPES, CoreHooks, PluginHooks

if TYPE_CHECKING:
    from pathlib import Path

    from flask import Flask

log = logging.getLogger(__name__)
LONGEST_REPR = 200


class PluginFault(Exception):
    """A plugin did what it may not; the message says what."""


def build_manager() -> pluggy.PluginManager:
    """Return a manager that knows every hook."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(PluginHooks)
    manager.add_hookspecs(CoreHooks)
    return manager


@dataclass(slots=True)
class PluginHost:
    """The plugins of one application."""

    found: dict[str, Found] = field(default_factory=dict)
    loaded: dict[str, object] = field(default_factory=dict)
    manager: pluggy.PluginManager = field(default_factory=build_manager)
    _blocks: dict[str, tuple[Block, ...]] | None = None

    def load(self, pack_folders: tuple[Path, ...]) -> None:
        """Find every plugin and register those that are in order; the others keep their reason."""
        for found in discover(pack_folders):
            self.found[found.id] = self._load_one(found) if found.manifest else found

    def _load_one(self, found: Found) -> Found:
        """Import and register one plugin, or say why not."""
        try:
            plugin = import_module(found.module) if found.module else ContentHooks()
            check_hooks(plugin)
            self.manager.register(plugin, name=found.id)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises, the portal starts
            return failed(found, error)
        self.loaded[found.id] = plugin
        return found

    def declare(self, counties: dict[str, str]) -> tuple[Declared, ...]:
        """Ask every loaded plugin for its records. One that fails is set aside whole, with its reason."""
        return tuple(
            declared for plugin_id in sorted(self.loaded) if (declared := self._declare_one(plugin_id, counties))
        )

    def _declare_one(self, plugin_id: str, counties: dict[str, str]) -> Declared | None:
        """Ask one plugin; None when it failed."""
        found, plugin = self.found[plugin_id], self.loaded[plugin_id]
        manifest = found.manifest
        if manifest is None:  # pragma: no cover - nothing is loaded without one
            return None
        context = DeclareContext(
            plugin_id=plugin_id,
            version=manifest.version,
            api=manifest.api,
            content=Content(found.content_folder),
            counties=dict(counties),
        )
        try:
            records = {hook: self._records(plugin, hook, context) for hook in RECORD_TYPES}
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a plugin raises, the portal goes on
            self.found[plugin_id] = failed(found, error)
            return None
        self.found[plugin_id] = replace(found, state="found", reason="", remedy="")
        return Declared(
            source=Provenance(plugin=plugin_id, version=manifest.version), regions=manifest.regions, records=records
        )

    def _records(self, plugin: object, hook: str, context: DeclareContext) -> tuple[Contribution, ...]:
        """Return what a plugin gives to one hook, fully read and checked."""
        records: list[Contribution] = []
        for implementation in getattr(self.manager.hook, hook).get_hookimpls():
            if implementation.plugin is plugin:
                given = implementation.function(*[context for name in implementation.argnames if name == "ctx"])
                records += checked_records(hook, given)
        doubles = {record.id for record in records if [other.id for other in records].count(record.id) > 1}
        if doubles:
            raise PluginFault(f"{hook} gave more than one record with the id {', '.join(sorted(doubles))}.")
        return tuple(records)

    def blocks(self, slot: str) -> tuple[Block, ...]:
        """Return the blocks in a slot, in display order."""
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


def check_hooks(plugin: object) -> None:
    """Refuse hooks that do not exist or ask for what is not passed, by name."""
    for name in dir(plugin):
        function = getattr(plugin, name, None)
        options = getattr(function, f"{PROJECT}_impl", None)
        if not isinstance(options, dict):
            continue
        hook = options.get("specname") or name
        if hook not in RECORD_TYPES:
            raise PluginFault(f"It implements the unknown hook {hook}{nearest(hook, RECORD_TYPES)}.")
        if any(options.get(power) for power in ("wrapper", "hookwrapper", "tryfirst", "trylast")):
            raise PluginFault(f"Its hook {name} asks to run around or before others, which plugins may not.")
        asked = [one for one in inspect.signature(function).parameters if one not in {"ctx", "self"}]  # type: ignore[arg-type]  # a marked name is a function
        if asked:
            raise PluginFault(f"Its hook {name} asks for “{asked[0]}”, which is not passed; there is “ctx”.")


def checked_records(hook: str, given: object) -> list[Contribution]:
    """Return what a hook gave as a list of the right records; None means nothing."""
    expected = RECORD_TYPES[hook]
    if given is None:
        return []
    if isinstance(given, str | bytes | dict) or not isinstance(given, Iterable):
        raise PluginFault(f"{hook} must give {expected.__name__} records, but gave {shown(given)}.")
    records = []
    for record in given:
        if type(record) is not expected:
            raise PluginFault(f"{hook} must give {expected.__name__} records, but one of them is {shown(record)}.")
        if fault := find_fault(record):
            raise PluginFault(f"{hook} gave a record with the id {repr(record.id)[:LONGEST_REPR]}, of which {fault}.")
        records.append(record)
    return records


def shown(value: object) -> str:
    """Return a value's type and the beginning of what it prints as."""
    return f"{type(value).__name__} {repr(value)[:LONGEST_REPR]}"


def failed(found: Found, error: BaseException) -> Found:
    """Return the plugin as failed, with a reason an academy can read; the trace goes to the log."""
    log.error("The plugin %s failed and was left out.", found.id, exc_info=error)
    if isinstance(error, FaultyContent):
        reason = "; ".join(str(fault) for fault in error.faults)
        remedy = "Correct its content files, then restart or run “portal plugins sync”."
    elif isinstance(error, PluginFault):
        reason, remedy = str(error), "Install a corrected version of the plugin."
    else:
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
        reason = f"It raised {type(error).__name__}: {words_of(error)}{place}"
        remedy = "Tell its author; the portal runs on without it."
    sys.modules.pop(found.module, None)
    return replace(found, state="failed", reason=reason, remedy=remedy)


def words_of(error: BaseException) -> str:
    """Return the beginning of what an error says; an error of a plugin's own may fail even at that."""
    try:
        return str(error)[:LONGEST_REPR]
    except Exception:  # noqa: BLE001 - whatever a plugin's error does, the portal starts
        return "it does not say why"


def get_host() -> PluginHost:
    """Return the current application's plugins."""
    host = current_app.extensions["portal.plugins"]
    if not isinstance(host, PluginHost):  # pragma: no cover - only the application puts it there
        raise TypeError("portal.plugins holds something else")
    return host


def install_host(app: Flask, host: PluginHost) -> None:
    """Give the application its plugins."""
    app.extensions["portal.plugins"] = host


@kept_per_epoch
def live_plugins() -> frozenset[str]:
    """Return the ids of the plugins whose rows are shown: loaded here, and found well by the last synchronisation."""
    on = set(db.session.scalars(select(PluginRecord.id).where(PluginRecord.state == "on")))
    return frozenset(on & set(get_host().loaded))
