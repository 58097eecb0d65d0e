"""What would come of switching a plugin on for a region, told before it is done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from portal.features.extensions.services.settings import missing_settings
from portal.features.regions.queries import find_county
from portal.foundation.database import db
from portal.plugin_host.activation import version_of
from portal.plugin_host.data.steps import StepFault, pending
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.registry import declared_for
from portal.plugin_host.relations import read_relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.loading import Loaded

POWERS = {
    "mail": "Send mail in the portal's name.",
    "files": "Keep files in the portal's storage.",
    "jobs": "Work by itself, at set times.",
    "public-routes": "Show pages to anybody, without signing in.",
    "personal-data": "Keep data about people.",
}
PARTS = {
    "portal_regions": "Region",
    "portal_counties": "Counties",
    "portal_nav": "Lines among the region's pages",
    "portal_routes": "Pages of its own",
    "portal_blocks": "Pieces of the region's home",
    "portal_theme": "Colours of the region",
    "portal_jobs": "Work at set times",
    "portal_settings": "Settings",
    "portal_permissions": "Rights",
}


@dataclass(frozen=True, slots=True)
class Addition:
    """One kind of thing that is added: its words, and what each is called."""

    label: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """Another plugin that is needed or stood against, as the manifest says it; and how it is in the region."""

    words: str
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything a person is told before switching on. `mark` changes when any of it does."""

    additions: tuple[Addition, ...]
    powers: tuple[str, ...]
    needs: tuple[Need, ...]
    conflicts: tuple[Need, ...]
    held: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    step_fault: str
    missing: tuple[str, ...]
    was_on: bool
    digest: str

    @property
    def mark(self) -> str:
        """What a form carries, so that nobody consents to something else than was shown."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]

    @property
    def is_blocked(self) -> bool:
        """Whether something has to be done first."""
        return bool(self.steps or self.step_fault or self.missing or any(not need.is_on for need in self.needs))

    @property
    def asks(self) -> bool:
        """Whether a person has to look at it first; what was on in this version was looked at before."""
        return bool(self.held or self.is_blocked or (self.powers and not self.was_on))


def plan_for(plugin: Loaded, region_id: str) -> Plan:
    """Return what would come of switching a plugin on for a region."""
    manifest = plugin.found.manifest
    steps, step_fault = waiting_steps(plugin)
    return Plan(
        additions=tuple(additions_of(plugin, region_id)),
        powers=tuple(words_of_powers(facts_of(plugin))),
        needs=tuple(relations(plugin, region_id, manifest.depends if manifest else ())),
        conflicts=tuple(relations(plugin, region_id, manifest.conflicts if manifest else ())),
        held=tuple(held_claims_of(plugin, region_id)),
        steps=steps,
        step_fault=step_fault,
        missing=tuple(field.label for field in missing_settings(plugin, region_id)),
        was_on=version_of(plugin.id, region_id) == plugin.declared.source.version,
        digest=plugin.digest,
    )


def facts_of(plugin: Loaded) -> dict[str, Any]:
    """Return what a plugin's manifest says it may do."""
    manifest = plugin.found.manifest
    return {"capabilities": manifest.capabilities, "personal_data": manifest.personal_data} if manifest else {}


def words_of_powers(facts: Mapping[str, Any]) -> list[str]:
    """Return what a plugin may do, in plain sentences."""
    said = str(facts.get("personal_data", "none")).rstrip(".")
    sentences = []
    for capability in facts.get("capabilities", ()):
        host = capability.removeprefix("net:")
        if capability != "personal-data" or said in {"", "none"}:
            sentences.append(POWERS.get(capability, f"Ask {host} for data, over the network."))
    if said not in {"", "none"}:
        sentences.append(f"Keep data about people. {said[0].upper()}{said[1:]}.")
    return sentences


def additions_of(plugin: Loaded, region_id: str) -> Iterator[Addition]:
    """Give each kind of thing a plugin adds to a region, with names."""
    kinds = {hook: kind.plural.capitalize() for hook, kind in get_host().item_kinds().items()}
    for hook, label in ({"portal_regions": "", "portal_counties": ""} | kinds | PARTS).items():
        records = declared_for(plugin, hook, region_id)
        if hook == "portal_regions":
            records = [record for record in records if record.id == region_id]
        if records:
            yield Addition(label, tuple(name_of(record) for record in records))


def name_of(record: Contribution) -> str:
    """Return what a record is called, for people."""
    if fips := getattr(record, "fips", ""):
        county = find_county(fips)
        return county.name if county else fips
    for key in ("title", "label", "name", "rule"):
        if said := getattr(record, key, ""):
            return str(said)
    return record.id.replace("-", " ")


def relations(plugin: Loaded, region_id: str, texts: tuple[str, ...]) -> Iterator[Need]:
    """Give each plugin named, and whether one like it is on in a region."""
    others = [other for other in registry_here().on_in(region_id) if other.id != plugin.id]
    for text in texts:
        relation = read_relation(text)
        yield Need(text, any(relation.holds_for(other.id, other.declared.source.version) for other in others))


def held_claims_of(plugin: Loaded, region_id: str) -> Iterator[tuple[str, str]]:
    """Give each county that another region has already, with that region's name: the claim would wait."""
    for claim in declared_for(plugin, "portal_counties", region_id):
        county = find_county(claim.fips)
        if claim.is_main and county and county.main and county.main.id != region_id:
            yield county.name, county.main.name


def waiting_steps(plugin: Loaded) -> tuple[tuple[str, ...], str]:
    """Return the steps of a plugin's tables that are still to be taken, and what is wrong with those taken."""
    try:
        return tuple(pending(db.engine, plugin.id, plugin.migrations)), ""
    except StepFault as fault:
        return (), str(fault)
