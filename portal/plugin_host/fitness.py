"""Which of the plugins that were found can be used beside one another. Rules over what was found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from portal.plugin_host.relations import read_relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.plugin_host.discovery import Found
    from portal.plugin_host.manifest import Manifest

REMEDY = "Install what it needs, or remove it."


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
        if not any(read_relation(text).holds_for(other.id, other.version) for other in present):
            yield f"It needs the plugin “{text}”, which is not here or cannot be used."
    for text in one.manifest.conflicts:
        for other in present:
            if read_relation(text).holds_for(other.id, other.version):
                yield f"It cannot be used beside {name_for(one.manifest, other)}."


def name_for(manifest: Manifest, other: Manifest) -> str:
    """Return how a plugin is told of another: a pack learns nothing of one that cannot be on in its own regions."""
    if manifest.kind == "pack" and other.regions and not set(manifest.regions) <= set(other.regions):
        return "another plugin"
    return f"“{other.name}” ({other.id} {other.version})"
