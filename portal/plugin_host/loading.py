"""Load one plugin whole or not at all: import it, check its hooks, ask for its records. A child process does it too."""

from __future__ import annotations

import hashlib
import inspect
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module, invalidate_caches
from threading import RLock
from typing import TYPE_CHECKING, Any

import pluggy

from portal.foundation.errors import FaultyContent
from portal.foundation.slugs import nearest
from portal.plugin_host.content import Content
from portal.plugin_host.context import DECLARE, Context, Surroundings
from portal.plugin_host.contributions import Contribution, Provenance
from portal.plugin_host.data.models import check_models, forget
from portal.plugin_host.data.steps import Migration, StepFault
from portal.plugin_host.declarations import Declared
from portal.plugin_host.digests import digest_of_file
from portal.plugin_host.markers import PROJECT
from portal.plugin_host.masking import name_secrets
from portal.plugin_host.packs import ContentHooks
from portal.plugin_host.parts import EventType
from portal.plugin_host.records import find_fault
from portal.plugin_host.specs import CALLED, DATA, PLUGIN_SPECS, RECORD_TYPES
from portal.plugin_host.wholeness import drop_dead_ends, faults_between

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from portal.plugin_host.discovery import Found

LONGEST_REPR = 200
IMPORTING = RLock()  # one at a time: what a package left is dropped before it is imported
LONGEST_TRACE = 8_000
REGIONS_ONLY = "It works in regions only: this portal lets no plugin into its statewide pages."
HOOKS = (*RECORD_TYPES, *DATA, *CALLED)


class PluginFault(Exception):
    """A plugin did what it may not; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loaded:
    """A plugin that answers: what was found, what it declares, its tables, and its other hooks by name."""

    found: Found
    digest: str
    declared: Declared
    models: tuple[type, ...] = ()
    migrations: tuple[Migration, ...] = ()
    hooks: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The plugin's id."""
        return self.found.id

    @property
    def name(self) -> str:
        """The plugin's name, for people."""
        return self.found.manifest.name if self.found.manifest else self.id


def load(found: Found, digest: str, counties: dict[str, str]) -> Loaded:
    """Import a plugin and ask for everything it declares. `counties` gives each county's FIPS code by its name.

    Raises whatever the plugin raises, SystemExit among it, PluginFault or FaultyContent.
    """
    plugin = import_afresh(found) if found.module else ContentHooks()
    check_hooks(plugin)
    hooks = implementations_of(plugin)
    manifest = found.manifest
    if manifest is None:
        raise PluginFault("It has no manifest.")
    context = Context(
        Surroundings(
            plugin_id=found.id,
            version=manifest.version,
            api=manifest.api,
            phase=DECLARE,
            content=Content(found.content_folder),
            counties=dict(counties),
        )
    )
    declared = Declared(
        source=Provenance(plugin=found.id, version=manifest.version, kind=manifest.kind),
        named=manifest.regions,
        regions=manifest.regions,
        records={hook: records_of(hooks, hook, context) for hook in RECORD_TYPES},
        remarks=(REGIONS_ONLY,) if manifest.scope == "both" else (),
    )
    declared = drop_dead_ends(declared)
    for sentence in faults_between(declared, found.folder):
        raise PluginFault(sentence)
    models, migrations = (tuple(listed(hook, call(hooks, hook, context))) for hook in DATA)
    check_data(found.id, models, migrations)
    name_secrets(found.id, (field.id for field in declared.of("portal_settings") if field.is_secret))
    called = {hook: hooks[hook] for hook in CALLED if hook in hooks}
    return Loaded(found=found, digest=digest, declared=declared, models=models, migrations=migrations, hooks=called)


def import_afresh(found: Found) -> object:
    """Import a plugin's module as its files are now; what an earlier version left in this process is dropped."""
    module, _, inner = found.module.partition(":")
    with IMPORTING:
        forget_modules(found)
        forget(found.id)
        invalidate_caches()
        plugin: object = import_module(module)
    for name in inner.split(".") if inner else ():
        plugin = getattr(plugin, name)
    return plugin


def forget_modules(found: Found) -> None:
    """Drop a plugin's package and everything below it; who still holds its functions keeps them."""
    package = found.module.partition(":")[0].partition(".")[0]
    for name in [name for name in list(sys.modules) if name == package or name.startswith(f"{package}.")]:
        del sys.modules[name]


def implementations_of(plugin: object) -> dict[str, Callable[..., Any]]:
    """Return a plugin's hooks, each as a function that takes keywords and passes on what is asked for."""
    manager = pluggy.PluginManager(PROJECT)
    for specs in PLUGIN_SPECS:
        manager.add_hookspecs(specs)
    manager.register(plugin)
    return {
        hook: passing(implementation)
        for hook in HOOKS
        for implementation in getattr(manager.hook, hook).get_hookimpls()
    }


def passing(implementation: pluggy.HookImpl) -> Callable[..., Any]:
    """Return a function that gives an implementation only the arguments it asked for."""

    def pass_on(**given: Any) -> Any:
        return implementation.function(*[given[name] for name in implementation.argnames])

    return pass_on


def check_hooks(plugin: object) -> None:
    """Refuse hooks that do not exist or ask for what is not passed, by name."""
    for name in dir(plugin):
        function = getattr(plugin, name, None)
        options = getattr(function, f"{PROJECT}_impl", None)
        if not isinstance(options, dict):
            continue
        hook = options.get("specname") or name
        if hook not in HOOKS:
            raise PluginFault(f"It implements the unknown hook {hook}{nearest(hook, HOOKS)}.")
        if any(options.get(power) for power in ("wrapper", "hookwrapper", "tryfirst", "trylast")):
            raise PluginFault(f"Its hook {name} asks to run around or before others, which plugins may not.")
        passed = arguments_of(hook)
        asked = [one for one in inspect.signature(function).parameters if one not in {*passed, "self"}]  # type: ignore[arg-type]  # a marked name is a function
        if asked:
            there = ", ".join(f"“{one}”" for one in passed)
            raise PluginFault(f"Its hook {name} asks for “{asked[0]}”, which is not passed; there is {there}.")


def arguments_of(hook: str) -> tuple[str, ...]:
    """Return the names of what a hook is given."""
    spec = next(getattr(specs, hook) for specs in PLUGIN_SPECS if hasattr(specs, hook))
    return tuple(name for name in inspect.signature(spec).parameters if name != "self")


def call(hooks: Mapping[str, Callable[..., Any]], hook: str, context: Context) -> object:
    """Call a hook of the declaring phase, if the plugin has it."""
    return hooks[hook](ctx=context) if hook in hooks else None


def records_of(hooks: Mapping[str, Callable[..., Any]], hook: str, context: Context) -> tuple[Contribution, ...]:
    """Return what a plugin gives to one hook, fully read and checked."""
    records = checked_records(hook, call(hooks, hook, context))
    counts = Counter(record.id for record in records)
    doubles = sorted(record_id for record_id, count in counts.items() if count > 1)
    if doubles:
        raise PluginFault(f"{hook} gave more than one record with the id {', '.join(doubles)}.")
    return tuple(records)


def listed(hook: str, given: object, expected: str = "a list") -> list[Any]:
    """Return what a hook gave as a list; None means nothing."""
    if given is None:
        return []
    if isinstance(given, str | bytes | dict) or not isinstance(given, Iterable):
        raise PluginFault(f"{hook} must give {expected}, but gave {shown(given)}.")
    return list(given)


def checked_records(hook: str, given: object) -> list[Contribution]:
    """Return what a hook gave as a list of the right records."""
    expected = RECORD_TYPES[hook]
    names = " or ".join(kind.__name__ for kind in expected)
    records = []
    for record in listed(hook, given, f"{names} records"):
        if type(record) not in expected:
            raise PluginFault(f"{hook} must give {names} records, but one of them is {shown(record)}.")
        if fault := find_fault(record):
            raise PluginFault(f"{hook} gave a record with the id {repr(record.id)[:LONGEST_REPR]}, of which {fault}.")
        records.append(record)
    return records


def check_data(plugin_id: str, models: tuple[Any, ...], migrations: tuple[Any, ...]) -> None:
    """Refuse tables that are not the plugin's own, and steps that are none."""
    try:
        check_models(plugin_id, models)
    except ValueError as error:
        raise PluginFault(str(error)) from None
    for step in migrations:
        if type(step) is not Migration:
            raise PluginFault(f"portal_migrations must give Migration records, but one of them is {shown(step)}.")
    if models and not migrations:
        raise PluginFault("portal_models names tables, but no step of portal_migrations makes them.")


def shown(value: object) -> str:
    """Return a value's type and the beginning of what it prints as."""
    try:
        words = repr(value)
    except Exception:  # noqa: BLE001 - whatever a plugin's value does, its type can be named
        words = ""
    return f"{type(value).__name__} {words[:LONGEST_REPR]}".rstrip()


def failed(found: Found, error: BaseException) -> Found:
    """Return the plugin as failed, with a reason an academy can read, and the trace for its author."""
    trace = ""
    if isinstance(error, FaultyContent):
        reason = "; ".join(str(fault) for fault in error.faults)
        remedy = "Correct its content files, then run “portal plugins sync”."
    elif isinstance(error, PluginFault | StepFault):
        reason, remedy = str(error), "Install a corrected version of the plugin."
    else:
        frames = traceback.extract_tb(error.__traceback__)
        place = f" ({frames[-1].name}, line {frames[-1].lineno})" if frames else ""
        reason = f"It raised {type(error).__name__}: {words_of(error)}{place}"
        remedy = "Tell its author; the portal runs on without it."
        trace = "".join(traceback.format_tb(error.__traceback__))[-LONGEST_TRACE:]
    return replace(found, state="failed", reason=reason, remedy=remedy, trace=trace)


def words_of(error: BaseException) -> str:
    """Return the beginning of what an error says; an error of a plugin's own may fail even at that."""
    try:
        return str(error)[:LONGEST_REPR]
    except Exception:  # noqa: BLE001 - whatever a plugin's error does, the portal goes on
        return "it does not say why"


def digest_of(found: Found) -> str:
    """Return a mark of a plugin's exact files; caches of the interpreter are left out."""
    mark = hashlib.sha256(f"{sys.version_info[:2]}{found.id}{found.module}".encode())
    for file in sorted(found.folder.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            mark.update(str(file.relative_to(found.folder)).encode() + b"\0")
            mark.update(content_mark(file))
    return mark.hexdigest()


def content_mark(file: Path) -> bytes:
    """Return a mark of what a file holds; one that cannot be read holds nothing."""
    try:
        return digest_of_file(file)
    except OSError:
        return b""


def defaults_of(plugin: Loaded) -> dict[str, Any]:
    """Return the default of each of a plugin's settings."""
    return {field.id: field.default for field in plugin.declared.of("portal_settings")}


def declared_events(plugin: Loaded) -> frozenset[str]:
    """Return the ids of the events a plugin emits."""
    return frozenset(event.id for event in plugin.declared.of("portal_events") if isinstance(event, EventType))
