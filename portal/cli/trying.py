"""Try a plugin that may not be installed: a package's folder, a project's folder, a pack's folder or a pack's zip."""

from __future__ import annotations

import tempfile
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from portal.foundation.errors import FaultyContent, NotFound
from portal.plugin_host.archives import extract, read_archive
from portal.plugin_host.checking import check
from portal.plugin_host.discovery import Found, inspect
from portal.plugin_host.manifest import CODE_MANIFEST, PACK_MANIFEST
from portal.plugin_host.markers import ENTRY_POINTS
from portal.plugin_host.validating import faults_of_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_ID = 31
NOTHING_THERE = (
    f"There is no plugin in {{place}}: a plugin's folder holds {CODE_MANIFEST}, a pack's folder or zip {PACK_MANIFEST}."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trial went: every fault in words, what to do, and the trace for the author."""

    plugin_id: str
    version: str
    faults: tuple[str, ...]
    remedy: str = ""
    trace: str = ""

    @property
    def is_well(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


def is_path(text: str) -> bool:
    """Say whether somebody named a place rather than an id."""
    return "/" in text or "\\" in text or text in {".", ".."} or text.endswith(".zip")


@contextmanager
def find_at(place: Path) -> Iterator[Found]:
    """Give the plugin at a place, with its manifest read; nothing of it is run. A zip is unpacked for as long."""
    if place.is_dir():
        yield in_folder(place.resolve())
    elif place.is_file():
        with tempfile.TemporaryDirectory(prefix="portal-pack-") as folder:
            yield in_zip(place, Path(folder))
    else:
        raise NotFound(f"There is no folder or file {place}.")


def in_zip(file: Path, folder: Path) -> Found:
    """Return the pack of a zip, unpacked into a folder."""
    try:
        extract(read_archive(file.read_bytes()), folder)
    except FaultyContent as error:
        reason = "\n".join(str(fault) for fault in error.faults)
        return Found(id=file.stem[:LONGEST_ID], folder=folder, state="rejected", reason=reason)
    return named(inspect(file.stem[:LONGEST_ID], folder, PACK_MANIFEST))


def in_folder(folder: Path) -> Found:
    """Return the plugin of a folder: a pack, a package, or a project with a package in it."""
    if (folder / PACK_MANIFEST).is_file():
        return named(inspect(folder.name[:LONGEST_ID], folder, PACK_MANIFEST))
    manifests = [folder / CODE_MANIFEST, *sorted(folder.glob(f"*/{CODE_MANIFEST}"))]
    manifests += sorted(folder.glob(f"src/*/{CODE_MANIFEST}"))
    packages = [manifest.parent for manifest in manifests if manifest.is_file()]
    if not packages:
        raise NotFound(NOTHING_THERE.format(place=folder))
    found = named(inspect(packages[0].name[:LONGEST_ID], packages[0], CODE_MANIFEST))
    return replace(found, module=module_of(folder, packages[0], found.id))


def named(found: Found) -> Found:
    """Return a plugin under the id its manifest gives."""
    return replace(found, id=found.manifest.id) if found.manifest else found


def module_of(folder: Path, package: Path, plugin_id: str) -> str:
    """Return the module that an entry point will name: the project file's word, else the package's plugin.py."""
    for project in (
        folder / "pyproject.toml",
        package.parent / "pyproject.toml",
        package.parent.parent / "pyproject.toml",
    ):
        try:
            facts = tomllib.loads(project.read_text(encoding="utf-8"))
            return str(facts["project"]["entry-points"][ENTRY_POINTS][plugin_id])
        except (OSError, KeyError, TypeError, ValueError):
            continue
    return f"{package.name}.plugin" if (package / "plugin.py").is_file() else package.name


def try_out(found: Found, counties: Mapping[str, str], *, is_installed: bool = True) -> Trial:
    """Try a plugin: its code in a process of its own, a pack's files here, for nothing in them runs."""
    version = found.manifest.version if found.manifest else ""
    if found.manifest is None:
        return Trial(found.id, version, tuple(found.reason.splitlines()), found.remedy)
    if not found.module:
        return Trial(found.id, version, tuple(str(fault) for fault in faults_of_pack(found.folder, counties)))
    tried = check(found, counties, places=() if is_installed else (str(found.folder.parent),))
    if tried.state != "failed":
        return Trial(found.id, version, ())
    return Trial(found.id, version, (tried.reason,), tried.remedy, tried.trace)
