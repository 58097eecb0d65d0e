"""Find the plugin that a test names: by its folder, its project's folder, or the module itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from portal.cli.trying import in_folder
from portal.plugin_host.manifest import CODE_MANIFEST, PACK_MANIFEST

if TYPE_CHECKING:
    from types import ModuleType

    from portal.plugin_host.discovery import Found


def find_plugin(source: Path | str | ModuleType) -> Found:
    """Return the plugin of a folder or module, found as an installed one would be; nothing of it is run.

    A folder may be the package with portal-plugin.toml, a pack with pack.toml, or the project around either.
    """
    return in_folder(folder_of(source))


def folder_of(source: Path | str | ModuleType) -> Path:
    """Return the folder with the plugin's manifest."""
    place = Path(source) if isinstance(source, Path | str) else Path(str(source.__file__)).parent
    place = place.resolve()
    if (place / PACK_MANIFEST).is_file() or (place / CODE_MANIFEST).is_file():
        return place
    inside = sorted(file.parent for name in (CODE_MANIFEST, PACK_MANIFEST) for file in place.glob(f"*/{name}"))
    return inside[0] if len(inside) == 1 else place
