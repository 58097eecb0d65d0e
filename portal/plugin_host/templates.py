"""The templates of one plugin: its own folder and nothing else, every value escaped, an unknown name an error."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

if TYPE_CHECKING:
    from portal.plugin_host.loading import Loaded

ENVIRONMENTS_KEPT = 256


@lru_cache(maxsize=ENVIRONMENTS_KEPT)
def environment_of(plugin: Loaded) -> Environment:
    """Return the environment of a plugin's `templates` folder."""
    return Environment(
        loader=FileSystemLoader(plugin.found.folder / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
