"""A plugin's manifest: read and checked without running any of its code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from portal.foundation.errors import Fault, FaultyContent
from portal.foundation.slugs import is_slug, nearest
from portal.infrastructure.markup.sources import is_list_of_texts, line_of, load_toml
from portal.plugin_host.digests import read_once
from portal.plugin_host.relations import is_older, read_relation

if TYPE_CHECKING:
    from pathlib import Path

CODE_MANIFEST, PACK_MANIFEST = "portal-plugin.toml", "pack.toml"
LARGEST = 64 * 1024
DEEPEST = 4
NAME_LENGTH = 60
SUPPORTED_APIS = ("1",)
FEATURES = frozenset(
    {
        "regions", "counties", "tools", "contacts", "posts", "feeds", "blocks", "routes", "nav", "settings",
        "permissions", "jobs", "events", "theme", "assets", "models", "migrations", "health", "worksheets",
        "search-words", "validators",
    }
)  # fmt: skip
CAPABILITIES = ("net:<host>", "mail", "files", "jobs", "public-routes", "personal-data")
CAPABILITY = re.compile(r"net:[a-z0-9-]+(\.[a-z0-9-]+)+|mail|files|jobs|public-routes|personal-data")
PORTAL_VERSION = version("sop-regional-portal")
PLUGIN_ID = re.compile(r"[a-z][a-z0-9_]{2,30}")
VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
TEXTS = (
    "id", "name", "version", "description", "kind", "scope", "api", "contact", "security_contact", "homepage",
    "licence", "content", "min_core",
)  # fmt: skip
LISTS = ("needs", "regions", "depends", "conflicts", "capabilities", "public")
OTHERS = ("personal_data", "quality", "downgrade")
MANIFEST_TEXTS = (
    "id", "name", "version", "description", "kind", "scope", "api", "contact", "content", "homepage", "min_core",
)  # fmt: skip
MANIFEST_LISTS = ("regions", "needs", "depends", "conflicts", "capabilities")
REQUIRED = ("id", "name", "version", "description", "kind", "scope", "api", "contact", "personal_data")
CHOICES = {"kind": ("pack", "code"), "scope": ("region", "statewide", "both")}


class Incompatible(Exception):
    """The manifest is in order, but was written for another portal; the message says what does not fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Who a plugin is and what it asks for (plugins contract, section 1.2)."""

    id: str
    name: str
    version: str
    description: str
    kind: str
    scope: str
    api: str
    contact: str
    regions: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    depends: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    personal_data: str = "none"
    content: str = ""
    homepage: str = ""
    min_core: str = ""
    downgrade: bool = False


@read_once
def read_manifest(file: Path) -> Manifest:
    """Return the manifest, or raise FaultyContent with every fault, or Incompatible."""
    name = file.name
    source = read_source(file)
    try:
        facts = load_toml(source)
    except (ValueError, RecursionError) as error:
        line = re.search(r"at line (\d+)", str(error))
        raise FaultyContent([Fault(name, int(line[1]) if line else 0, f"not valid TOML: {error}")]) from None
    faults = [Fault(name, line_of(source, key), reason) for key, reason in faults_of(facts)]
    if faults:
        raise FaultyContent(faults)
    refuse_incompatible(facts)
    texts: dict[str, Any] = {key: facts.get(key, "") for key in MANIFEST_TEXTS}
    lists: dict[str, Any] = {key: tuple(facts.get(key, ())) for key in MANIFEST_LISTS}
    return Manifest(
        **texts, **lists, personal_data=words_about(facts["personal_data"]), downgrade=facts.get("downgrade", False)
    )


def read_source(file: Path) -> str:
    """Return what a manifest's file holds, or raise FaultyContent."""
    try:
        if not file.is_file():
            raise FaultyContent([Fault(file.name, 0, "the manifest is missing")])
        if file.stat().st_size > LARGEST:
            raise FaultyContent([Fault(file.name, 0, "the manifest is larger than 64 KiB")])
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise FaultyContent([Fault(file.name, 0, f"the manifest cannot be read: {error.strerror}")]) from None


def words_about(personal_data: str | dict[str, Any]) -> str:
    """Return what a manifest says of personal data, as one text."""
    if isinstance(personal_data, str):
        return personal_data
    return "; ".join(f"{key}: {value}" for key, value in personal_data.items())


def faults_of(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return every fault as key and reason."""
    known = (*TEXTS, *LISTS, *OTHERS)
    faults = [(key, f"“{key}” is not a key of a manifest{nearest(key, known)}") for key in facts if key not in known]
    faults += [(key, f"“{key}” is missing") for key in REQUIRED if key not in facts]
    faults += [(key, f"“{key}” must be a text") for key in TEXTS if not isinstance(facts.get(key, ""), str)]
    faults += [(key, f"“{key}” must be a list of texts") for key in LISTS if not is_list_of_texts(facts.get(key, []))]
    if not isinstance(facts.get("downgrade", False), bool):
        faults.append(("downgrade", "“downgrade” must be true or false"))
    if depth_of(facts) > DEEPEST:
        faults.append(("", "the manifest is nested too deeply"))
    return faults or faults_in_values(facts)


def faults_in_values(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return faults of single values; the shapes are known to be right."""
    faults = []
    if not PLUGIN_ID.fullmatch(facts["id"]):
        faults.append(("id", "“id” must be 3 to 31 lower-case letters, digits or underscores, beginning with a letter"))
    faults += [(key, f"“{key}” holds a character that cannot be stored") for key in TEXTS if "\0" in facts.get(key, "")]
    if not VERSION.fullmatch(facts["version"]) or len(facts["version"]) > NAME_LENGTH:
        faults.append(("version", "“version” must be three numbers such as 1.0.0"))
    if not 0 < len(facts["name"]) <= NAME_LENGTH:
        faults.append(("name", "“name” must have 1 to 60 characters"))
    for key, allowed in CHOICES.items():
        if facts[key] not in allowed:
            faults.append((key, f"“{key}” must be one of {', '.join(allowed)}{nearest(facts[key], allowed)}"))
    if not isinstance(facts["personal_data"], dict) and facts["personal_data"] != "none":
        faults.append(("personal_data", '“personal_data” must be "none" or a table that says what and why'))
    faults += faults_in_relations(facts)
    faults += [("regions", f"“{slug}” is not a region's key") for slug in facts.get("regions", ()) if not is_slug(slug)]
    return faults


def faults_in_relations(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Return faults of what a plugin needs of others, of the portal, and of the world."""
    faults = []
    for key in ("depends", "conflicts"):
        for text in facts.get(key, ()):
            try:
                read_relation(text)
            except ValueError as error:
                faults.append((key, str(error)))
    faults += [
        ("capabilities", f"“{text}” is not a capability{nearest(text, CAPABILITIES)}")
        for text in facts.get("capabilities", ())
        if not CAPABILITY.fullmatch(text)
    ]
    if facts.get("min_core"):
        try:
            is_older("0", facts["min_core"])
        except ValueError as error:
            faults.append(("min_core", str(error)))
    return faults


def refuse_incompatible(facts: dict[str, Any]) -> None:
    """Refuse a plugin written for another portal."""
    if facts["api"] not in SUPPORTED_APIS:
        supported = ", ".join(SUPPORTED_APIS)
        raise Incompatible(f"It was written for API {facts['api']}; this portal supports {supported}.")
    if facts["scope"] == "statewide":
        raise Incompatible("It is meant for statewide pages; this portal lets plugins into the pages of regions only.")
    floor = facts.get("min_core", "")
    if floor and is_older(PORTAL_VERSION, floor):
        raise Incompatible(f"It needs portal {floor} or newer; this is {PORTAL_VERSION}.")
    unknown = [need for need in facts.get("needs", ()) if need not in FEATURES]
    if unknown:
        named = ", ".join(f"“{need}”{nearest(need, FEATURES)}" for need in unknown)
        raise Incompatible(f"It needs what this portal does not have: {named}.")


def depth_of(value: object, most: int = DEEPEST + 1) -> int:
    """Return how many tables and lists are nested in one another, counted up to a number."""
    if most == 0 or not isinstance(value, dict | list):
        return 0
    held = value.values() if isinstance(value, dict) else value
    return 1 + max((depth_of(inner, most - 1) for inner in held), default=0)
