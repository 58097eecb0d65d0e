"""What a region shows now, as records: to leave as a pack, and to compare with what a pack would make of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.features.regions.queries import county_fips_by_name, owner_of
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.manifest import Manifest
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.registry import declared_for
from portal.plugin_host.visibility import is_seen
from portal.plugin_host.writing import write_pack, zip_pack

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.items import ItemKind

REGION, COUNTY, WORDS = "portal_regions", "portal_counties", "portal_search_words"


@dataclass(frozen=True, slots=True)
class Held:
    """Something a region shows: under which hook, whose it is, and what it says."""

    hook: str
    plugin: str
    record: Contribution


def plugins_in(region_id: str) -> list[str]:
    """Return the plugins that are on in a region, by id."""
    return [plugin.id for plugin in registry_here().on_in(region_id)]


def holdings(region_id: str, plugins: Collection[str]) -> list[Held]:
    """Return what is shown of these plugins in a region, and the region itself with its counties."""
    owner = owner_of(region_id)
    held = [
        Held(hook, owner, one)
        for given in get_host().manager.hook.portal_holdings(region_id=region_id)
        for hook, records in given.items()
        for one in records
    ]
    for kind in get_host().item_kinds().values():
        held += [Held(kind.hook, row.plugin_id, kind.record_of(row)) for row in rows_shown(kind, region_id, plugins)]
    return held


def rows_shown(kind: ItemKind, region_id: str, plugins: Collection[str]) -> Iterator[Any]:
    """Give the rows of a kind that a region shows of these plugins."""
    model = kind.model
    shown = select(model).where(model.region_id == region_id, model.plugin_id.in_(plugins), is_seen(model))
    yield from db.session.scalars(shown.order_by(model.order, model.key))


def export(region_id: str) -> tuple[str, bytes]:
    """Return a region's current content as a pack: the name of the file, and its bytes.

    The same content gives the same bytes. It bears the id of the plugin that brought the region, so that a portal
    which took it in gives out the same pack again.
    """
    owner = db.session.get(PluginRecord, owner_of(region_id))
    if owner is None:
        raise NotFound(f"There is no region “{region_id}”.")
    manifest = Manifest(
        id=owner.id,
        name=owner.name,
        version=owner.version,
        description=owner.facts.get("description", ""),
        kind="pack",
        scope="region",
        api="1",
        contact=owner.facts.get("contact", ""),
        regions=(region_id,),
        homepage=owner.facts.get("homepage", ""),
    )
    plugins = plugins_in(region_id)
    files, moved = attachments(plugins)
    records: dict[str, list[Contribution]] = {}
    for held in holdings(region_id, plugins):
        records.setdefault(held.hook, []).append(with_links(held, moved))
    tools = {tool.id for tool in records.get("portal_tools", [])}
    records[WORDS] = [
        word
        for plugin_id in plugins
        for word in declared_for(registry_here().plugins[plugin_id], WORDS, region_id)
        if word.leads_to in tools
    ]
    names = {fips: name for name, fips in county_fips_by_name().items()}
    return f"{owner.id}-{owner.version}.zip", zip_pack(write_pack(manifest, records, names) | files)


def attachments(plugins: Collection[str]) -> tuple[dict[str, bytes], dict[str, set[str]]]:
    """Return the files of plugins by their names in a pack, and those of each plugin that had to be moved.

    Where another plugin has a file of the same name, it lies in a folder named like the plugin.
    """
    files: dict[str, bytes] = {}
    moved: dict[str, set[str]] = {}
    for plugin_id in plugins:
        for name, file in files_of(registry_here().plugins[plugin_id].found.content_folder):
            data, place = file.read_bytes(), f"files/{name}"
            if files.setdefault(place, data) != data:
                files[f"files/{plugin_id}/{name}"] = data
                moved.setdefault(plugin_id, set()).add(name)
    return files, moved


def files_of(content: Path) -> Iterator[tuple[str, Path]]:
    """Give the files of a content folder's files/, each with its name there."""
    folder = content / "files"
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.relative_to(folder).as_posix(), file


def with_links(held: Held, moved: dict[str, set[str]]) -> Any:
    """Return a record whose links lead to where its plugin's files lie now."""
    body = getattr(held.record, "body", "")
    for name in sorted(moved.get(held.plugin, ())):
        body = re.sub(rf"(\.\./files/)({re.escape(name)})(?=[)\s>#?\"'])", rf"\g<1>{held.plugin}/\g<2>", body)
    return replace(held.record, body=body) if body else held.record  # type: ignore[call-arg]  # those with links have one
