"""Find plugins: installed packages by entry point, packs by folder. Nothing of theirs is imported."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from importlib import invalidate_caches
from importlib.metadata import EntryPoint, entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from portal.foundation.errors import FaultyContent
from portal.plugin_host.manifest import CODE_MANIFEST, PACK_MANIFEST, Incompatible, Manifest, read_manifest
from portal.plugin_host.markers import ENTRY_POINTS

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_ID = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A plugin that was found: its manifest, or why it cannot be used."""

    id: str
    folder: Path
    module: str = ""
    manifest: Manifest | None = None
    state: str = "found"
    reason: str = ""
    remedy: str = ""
    trace: str = ""

    @property
    def content_folder(self) -> Path:
        """Where its content files lie."""
        return self.folder / (self.manifest.content if self.manifest else "")


def discover(pack_folders: tuple[Path, ...], applied: Iterable[Found] = ()) -> list[Found]:
    """Return every plugin, by id: installed packages, packs in folders, and packs that were uploaded and applied.

    An id found twice is rejected in all its places. What was installed while this process runs is found too.
    """
    invalidate_caches()
    found = [inspect_package(point) for point in sorted(entry_points(group=ENTRY_POINTS), key=lambda p: p.name)]
    for folder in pack_folders:
        if folder.is_dir():
            found += [inspect_pack(pack.parent) for pack in sorted(folder.glob(f"*/{PACK_MANIFEST}"))]
    found += applied
    counts = Counter(one.id for one in found)
    return sorted((reject_double(one) if counts[one.id] > 1 else one for one in found), key=lambda one: one.id)


def inspect_package(point: EntryPoint) -> Found:
    """Read the manifest of an installed package; finding a top-level package runs nothing of it."""
    if len(point.name) > LONGEST_ID:
        return Found(
            id=point.name[:LONGEST_ID],
            folder=Path(),
            state="rejected",
            reason=f"Its entry point's name “{point.name}” is longer than {LONGEST_ID} characters.",
            remedy="Install a corrected version of the plugin.",
        )
    package = point.value.partition(":")[0].partition(".")[0]
    try:
        spec = find_spec(package)
    except (ImportError, ValueError):
        spec = None
    places = list(spec.submodule_search_locations or ()) if spec else []
    if not places:
        return Found(
            id=point.name,
            folder=Path(),
            state="rejected",
            reason=f"Its package {package} cannot be found.",
            remedy="Install the plugin again, or remove it.",
        )
    found = inspect(point.name, Path(places[0]), CODE_MANIFEST)
    if found.manifest and found.manifest.id != point.name:
        return replace(
            found,
            manifest=None,
            state="rejected",
            reason=f"Its manifest says “{found.manifest.id}” but its entry point says “{point.name}”.",
            remedy="Give both the same name.",
        )
    return replace(found, module=point.value)


def inspect_pack(folder: Path) -> Found:
    """Read the manifest of a pack's folder."""
    found = inspect(folder.name[:LONGEST_ID], folder, PACK_MANIFEST)
    return replace(found, id=found.manifest.id) if found.manifest else found


def inspect(plugin_id: str, folder: Path, manifest_name: str) -> Found:
    """Read and check one manifest."""
    try:
        manifest = read_manifest(folder / manifest_name)
    except FaultyContent as error:
        reason = "; ".join(str(fault) for fault in error.faults)
        return Found(
            id=plugin_id,
            folder=folder,
            state="rejected",
            reason=reason,
            remedy=f"Correct {manifest_name}, then restart.",
        )
    except Incompatible as error:
        return Found(
            id=plugin_id,
            folder=folder,
            state="incompatible",
            reason=str(error),
            remedy="Install a version of the plugin made for this portal.",
        )
    if not (folder / manifest.content).resolve().is_relative_to(folder.resolve()):
        return Found(
            id=plugin_id,
            folder=folder,
            state="rejected",
            reason=f"{manifest_name}: “content” leads out of the plugin's own folder.",
            remedy=f"Correct {manifest_name}, then restart.",
        )
    return Found(id=plugin_id, folder=folder, manifest=manifest)


def reject_double(found: Found) -> Found:
    """Turn down a plugin whose id another one bears too."""
    return replace(
        found,
        manifest=None,
        state="rejected",
        reason=f"More than one plugin is called “{found.id}”; one lies in {found.folder}.",
        remedy="Remove all but one of them.",
    )
