"""Find the plugin that a test names: by its folder, its project's folder, or the module itself."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from portal.plugin_host.discovery import inspect, inspect_pack
from portal.plugin_host.manifest import CODE_MANIFEST, PACK_MANIFEST
from portal.plugin_host.markers import ENTRY_POINTS

if TYPE_CHECKING:
    from types import ModuleType

    from portal.plugin_host.discovery import Found

Source = "Path | str | ModuleType"


def find_plugin(source: Path | str | ModuleType) -> Found:
    """Return the plugin of a folder or module, found as an installed one would be; nothing of it is run.

    A folder may be the package with portal-plugin.toml, a pack with pack.toml, or the project around either.
    """
    folder = folder_of(source)
    if (folder / PACK_MANIFEST).is_file():
        return inspect_pack(folder)
    if not (folder / CODE_MANIFEST).is_file():
        raise LookupError(f"{folder} holds neither {CODE_MANIFEST} nor {PACK_MANIFEST}, nor does a folder in it.")
    found = inspect(folder.name, folder, CODE_MANIFEST)
    plugin_id = found.manifest.id if found.manifest else found.id
    return replace(found, id=plugin_id, module=module_of(folder, plugin_id))


def folder_of(source: Path | str | ModuleType) -> Path:
    """Return the folder with the plugin's manifest."""
    place = Path(source) if isinstance(source, Path | str) else Path(str(source.__file__)).parent
    place = place.resolve()
    if (place / PACK_MANIFEST).is_file() or (place / CODE_MANIFEST).is_file():
        return place
    inside = sorted(file.parent for name in (CODE_MANIFEST, PACK_MANIFEST) for file in place.glob(f"*/{name}"))
    return inside[0] if len(inside) == 1 else place


def module_of(package: Path, plugin_id: str) -> str:
    """Return the module with the hooks: as the project's entry point says, else `plugin` or the package itself."""
    project = package.parent / "pyproject.toml"
    if project.is_file():
        points = tomllib.loads(project.read_text(encoding="utf-8")).get("project", {}).get("entry-points", {})
        named = points.get(ENTRY_POINTS, {}).get(plugin_id)
        if isinstance(named, str):
            return named
    return f"{package.name}.plugin" if (package / "plugin.py").is_file() else package.name
