"""Load the plugins that are installed for a test, as a process of the portal does once they passed the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.plugin_host.host import PluginHost
from portal.plugin_host.incidents import take_noted
from portal.plugin_host.loading import Loaded, digest_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from portal.plugin_host.declarations import Declared
    from portal.plugin_host.discovery import Found


def load_into(host: PluginHost, counties: Mapping[str, str]) -> dict[str, Loaded | Found]:
    """Return every plugin by id: loaded by this host, or why it is not."""
    outcomes = {
        one.id: host.load(one, digest_of(one), dict(counties)) if one.manifest else one for one in host.find().values()
    }
    take_noted()  # what these plugins did is no other test's business
    return outcomes


def load_all(counties: Mapping[str, str], *, pack_folders: tuple[Path, ...] = ()) -> dict[str, Loaded | Found]:
    """Return every plugin by id, loaded by a host of its own."""
    return load_into(PluginHost(pack_folders=pack_folders), counties)


def declared_by_all(counties: Mapping[str, str], *, pack_folders: tuple[Path, ...] = ()) -> list[Declared]:
    """Return what the plugins that load declare, by id."""
    loaded = load_all(counties, pack_folders=pack_folders).values()
    return [one.declared for one in loaded if isinstance(one, Loaded)]
