"""What plugins need of one another and of the portal: “id” or “id >=1.2,<2”. Rules over texts."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import InvalidVersion, Version


@dataclass(frozen=True, slots=True)
class Relation:
    """Another plugin, and which of its versions."""

    plugin_id: str
    versions: Requirement

    def holds_for(self, plugin_id: str, version: str) -> bool:
        """Say whether a plugin is the one meant, in a version meant."""
        return plugin_id == self.plugin_id and self.versions.specifier.contains(version, prereleases=True)


def read_relation(text: str) -> Relation:
    """Return a relation, or raise ValueError with a sentence."""
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise ValueError(f"“{text}” must be a plugin's id, or one with versions such as “coaching >=1.2,<2”") from None
    return Relation(requirement.name, requirement)


def is_older(version: str, floor: str) -> bool:
    """Say whether a version is below a floor; raise ValueError for one that cannot be read."""
    try:
        return Version(version) < Version(floor)
    except InvalidVersion:
        raise ValueError(f"“{floor}” is not a version such as 1.0.0") from None
