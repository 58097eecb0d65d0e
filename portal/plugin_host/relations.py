"""What plugins need of one another and of the portal: “id” or “id >=1.2,<2”. Rules over manifests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.plugin_host.discovery import Found
    from portal.plugin_host.manifest import Manifest

REMEDY = "Install what it needs, or remove it."


@dataclass(frozen=True, slots=True)
class Relation:
    """Another plugin, and which of its versions."""

    plugin_id: str
    versions: Requirement

    def holds_for(self, manifest: Manifest) -> bool:
        """Say whether a plugin is the one meant, in a version meant."""
        return manifest.id == self.plugin_id and self.versions.specifier.contains(manifest.version, prereleases=True)


def read_relation(text: str) -> Relation:
    """Return a relation, or raise ValueError with a sentence."""
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise ValueError(f"“{text}” must be a plugin's id, or one with versions such as “northern >=1.2,<2”") from None
    return Relation(requirement.name, requirement)


def is_older(version: str, floor: str) -> bool:
    """Say whether a version is below a floor; raise ValueError for one that cannot be read."""
    try:
        return Version(version) < Version(floor)
    except InvalidVersion:
        raise ValueError(f"“{floor}” is not a version such as 1.0.0") from None


def leave_out_unfit(found: Mapping[str, Found]) -> dict[str, Found]:
    """Return the plugins, those as incompatible that lack what they need or stand against one another.

    A plugin left out is missing for those that need it, so this goes on until nothing changes.
    """
    standing = dict(found)
    while unfit := {one.id: reason for one in standing.values() for reason in reasons_against(one, standing)}:
        for plugin_id, reason in unfit.items():
            standing[plugin_id] = replace(
                standing[plugin_id], manifest=None, state="incompatible", reason=reason, remedy=REMEDY
            )
    return standing


def reasons_against(one: Found, standing: Mapping[str, Found]) -> Iterator[str]:
    """Give why a plugin cannot be used beside the others."""
    if one.manifest is None:
        return
    present = [other.manifest for other in standing.values() if other.manifest and other.id != one.id]
    for text in one.manifest.depends:
        if not any(read_relation(text).holds_for(other) for other in present):
            yield f"It needs the plugin “{text}”, which is not here or cannot be used."
    for text in one.manifest.conflicts:
        for other in present:
            if read_relation(text).holds_for(other):
                yield f"It cannot be used beside “{other.name}” ({other.id} {other.version})."
