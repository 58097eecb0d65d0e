"""Everything public of the plugin platform, read from the code: the reference and the dump are made of it."""

from __future__ import annotations

import dataclasses
import inspect
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from portal import plugin_api
from portal.plugin_host import specs
from portal.plugin_host.context import Cache, Context, Urls
from portal.plugin_host.data.store import Store
from portal.plugin_host.http import Http
from portal.plugin_host.manifest import CAPABILITIES, FEATURES, LISTS, OTHERS, REQUIRED, TEXTS
from portal.plugin_host.markers import ENTRY_POINTS
from portal.plugin_host.meanings import meaning_of
from portal.plugin_host.parts import CORE_EVENTS
from portal.plugin_host.slots import SLOTS

if TYPE_CHECKING:
    from collections.abc import Callable

HOSTS_OWN = {"opened", "undo", "abandon", "emitted", "take_turn"}  # the portal's hand on a context, not a plugin's
GROUPS = {
    "ShippedHooks": "What a plugin ships",
    "PartHooks": "What it puts into the portal",
    "DataHooks": "Its own tables",
    "CalledHooks": "What happens to it",
}
TOOLS: dict[str, type] = {
    "ctx.content": plugin_api.Content, "ctx.urls": Urls, "ctx.store": Store, "ctx.cache": Cache, "ctx.http": Http,
    "Steps": plugin_api.Steps,
}  # fmt: skip
TOKENS = Path(__file__).parents[1] / "web" / "static" / "css" / "tokens.css"
TOKEN = re.compile(r"^\s*(--[a-z0-9-]+):", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Named:
    """Something public: how it is written, and what it is."""

    name: str
    shape: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """Something public that has parts: a hook with its arguments, a record with its fields, an object with methods."""

    name: str
    shape: str
    words: str
    parts: tuple[Named, ...] = ()


def words_of(thing: object) -> str:
    """Return what something says of itself."""
    return inspect.getdoc(thing) or ""


def shape_of(function: Callable[..., Any]) -> str:
    """Return how a function is called, without `self`."""
    signature = inspect.signature(function)
    given = [one for name, one in signature.parameters.items() if name != "self"]
    return str(signature.replace(parameters=given)).replace("'", "")


def hooks() -> dict[str, list[Group]]:
    """Return every hook by its group, in the order in which they stand in the code."""
    return {
        GROUPS[group.__name__]: [
            Group(name, shape_of(spec), words_of(spec))
            for name, spec in vars(group).items()
            if name.startswith("portal_")
        ]
        for group in specs.PLUGIN_SPECS
    }


def records() -> list[Group]:
    """Return every record and value of the public module with its fields."""
    found = []
    for name in plugin_api.__all__:
        kind = getattr(plugin_api, name)
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and name != "PluginModel":
            fields = [Named(one.name, field_shape(one), meaning_of(name, one.name)) for one in dataclasses.fields(kind)]
            found.append(Group(name, "", words_of(kind), tuple(fields)))
    return found


def field_shape(field: dataclasses.Field[Any]) -> str:
    """Return a field's type, and its default if it has one."""
    shape = field.type if isinstance(field.type, str) else getattr(field.type, "__name__", str(field.type))
    return shape if field.default is dataclasses.MISSING else f"{shape} = {field.default!r}"


def context() -> list[Named]:
    """Return what a context has."""
    return members(Context)


def members(kind: type) -> list[Named]:
    """Return the public properties and methods of a class."""
    found = []
    for name, member in vars(kind).items():
        if name.startswith("_") or name in HOSTS_OWN:
            continue
        if isinstance(member, property):
            gives = inspect.signature(member.fget).return_annotation if member.fget else ""
            found.append(Named(name, str(gives).replace("'", ""), words_of(member)))
        elif inspect.isfunction(member):
            found.append(Named(f"{name}", shape_of(member), words_of(member)))
    return found


def toolbox() -> list[Group]:
    """Return the objects that a context or a step gives, with their methods."""
    return [Group(name, "", words_of(kind), tuple(members(kind))) for name, kind in TOOLS.items()]


def others() -> list[Named]:
    """Return the public names that are neither records nor values: marks, errors, base classes."""
    known = {group.name for group in records()} | {"Context", "Content", "Steps"}
    found = []
    for name in plugin_api.__all__:
        thing = getattr(plugin_api, name)
        if name not in known:
            shape = repr(thing) if isinstance(thing, tuple) else ""
            found.append(Named(name, shape, OTHER_WORDS.get(name) or words_of(thing)))
    return found


OTHER_WORDS = {
    "API_VERSION": "The version of this module: major and minor. A manifest names the major one.",
    "hookimpl": "The mark above each function that implements a hook.",
}


def slots() -> list[Named]:
    """Return the places in pages, and whether plugins may fill them."""
    return [Named(one.name, "open" if one.is_open else "the portal's own", one.sentence) for one in SLOTS.values()]


def events() -> list[Named]:
    """Return the portal's own events."""
    return [Named(name, "", sentence) for name, sentence in CORE_EVENTS.items()]


def tokens() -> list[str]:
    """Return the names of the CSS tokens that style sheets of plugins may use."""
    return sorted(set(TOKEN.findall(TOKENS.read_text(encoding="utf-8"))))


def dump() -> dict[str, Any]:
    """Return the whole public surface without words: what changes here changes what plugins rest on."""
    return {
        "version": list(plugin_api.API_VERSION),
        "entry_points": ENTRY_POINTS,
        "manifest": {"required": list(REQUIRED), "known": sorted((*TEXTS, *LISTS, *OTHERS))},
        "features": sorted(FEATURES),
        "capabilities": list(CAPABILITIES),
        "hooks": {hook.name: hook.shape for group in hooks().values() for hook in group},
        "records": {record.name: {part.name: part.shape for part in record.parts} for record in records()},
        "context": {one.name: one.shape for one in context()},
        "toolbox": {one.name: {part.name: part.shape for part in one.parts} for one in toolbox()},
        "names": sorted(plugin_api.__all__),
        "slots": {one.name: one.shape for one in slots()},
        "events": sorted(CORE_EVENTS),
        "tokens": tokens(),
    }
