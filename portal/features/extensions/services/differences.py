"""What a pack would change in its region, item by item: found out by applying it and undoing that."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import unified_diff
from typing import TYPE_CHECKING, Any

from portal.features.extensions.services.holdings import COUNTY, REGION, files_of, holdings, plugins_in, rows_shown
from portal.features.extensions.services.packs import bring_in
from portal.features.regions.queries import county_fips_by_name
from portal.foundation.database import db
from portal.foundation.transaction import undone
from portal.plugin_host.digests import digest_of_file
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.items import values_of
from portal.plugin_host.models import PluginRecord

if TYPE_CHECKING:
    from portal.features.extensions.services.holdings import Held
    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.items import ItemKind
    from portal.plugin_host.loading import Loaded

ADDED, CHANGED, REMOVED, KEPT, HIDDEN = "added", "changed", "removed", "kept", "hidden"
IN_ORDER = (ADDED, CHANGED, REMOVED, KEPT, HIDDEN)
LONG, MOST_LINES = 120, 2_000
NOUNS = {REGION: "region", COUNTY: "county"}
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field before and after; of a long text, the lines that differ with their signs."""

    label: str
    before: str
    after: str
    lines: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """What happens to one item. `kept` are the fields that stay as somebody edited them here."""

    noun: str
    title: str
    change: str
    fields: tuple[FieldChange, ...] = ()
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything a pack would change: items in order, how many stay as they are, and what it cannot have its way in."""

    items: tuple[ItemChange, ...]
    unchanged: int
    remarks: str

    @property
    def counts(self) -> dict[str, int]:
        """How many items meet which change."""
        return {change: sum(item.change == change for item in self.items) for change in IN_ORDER}


def difference(plugin: Loaded, region_id: str) -> Difference:
    """Return what applying a pack would change in its region. Raises Conflict where it cannot be applied."""
    present = set(plugins_in(region_id))
    files = dict(files_by_digest(registry_here().plugins.get(plugin.id)))
    with undone():
        before = by_key(holdings(region_id, present))
        bring_in(plugin, region_id, actor_id=None)
        shown = present | {plugin.id}
        after = by_key(holdings(region_id, shown))
        hidden = list(hidden_items(plugin, region_id))
        edited = {
            (kind.hook, plugin.id, row.key): edited_fields(kind, row, plugin)
            for kind in get_host().item_kinds().values()
            for row in rows_shown(kind, region_id, [plugin.id])
        }
        remarks = db.session.get_one(PluginRecord, plugin.id).reason
    items = [compared(before.get(key), after.get(key), edited.get(key, ())) for key in {**before, **after}]
    changes = [item for item in items if item is not None] + hidden + file_changes(files, plugin)
    return Difference(
        items=tuple(sorted(changes, key=lambda item: (IN_ORDER.index(item.change), item.noun, item.title))),
        unchanged=sum(item is None for item in items),
        remarks=remarks,
    )


def by_key(held: list[Held]) -> dict[Key, Held]:
    """Return what is held by what it is known by."""
    return {(one.hook, one.plugin, one.record.id): one for one in held}


def compared(before: Held | None, after: Held | None, kept: tuple[str, ...]) -> ItemChange | None:
    """Return what happens to an item; None when nothing does."""
    held = after or before
    if held is None:
        return None
    noun, title = noun_of(held.hook), title_of(held.hook, held.record)
    if before is None:
        return ItemChange(noun=noun, title=title, change=ADDED)
    if after is None:
        return ItemChange(noun=noun, title=title, change=REMOVED)
    fields = tuple(changed_fields(before.hook, before.record, after.record))
    if fields or kept:
        return ItemChange(noun=noun, title=title, change=CHANGED if fields else KEPT, fields=fields, kept=kept)
    return None


def changed_fields(hook: str, before: Contribution, after: Contribution) -> list[FieldChange]:
    """Return the fields in which two records differ."""
    old, new = values_of(before), values_of(after)
    return [field_change(label_of(hook, name), old[name], new[name]) for name in old if old[name] != new[name]]


def field_change(label: str, before: object, after: object) -> FieldChange:
    """Return a field as it is told: short ones whole, of long ones the lines that differ, unless they are too many."""
    old, new = words_of(before), words_of(after)
    if max(len(old), len(new)) <= LONG and "\n" not in old + new:
        return FieldChange(label=label, before=old, after=new)
    olds, news = old.splitlines(), new.splitlines()
    if len(olds) + len(news) > MOST_LINES:
        return FieldChange(label=label, before=f"{len(olds):,} lines", after=f"changed, {len(news):,} lines")
    compared = list(unified_diff(olds, news, lineterm="", n=0))[2:]  # the first two name the files
    told = [(line[0], line[1:]) for line in compared if line[0] in "+-"]
    return FieldChange(label=label, before="", after="", lines=tuple(told))


def words_of(value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def edited_fields(kind: ItemKind, row: Any, plugin: Loaded) -> tuple[str, ...]:
    """Return the fields in which a row stays as it was edited here, though the pack says otherwise."""
    own = row.shipped_key or row.key
    shipped = next((one for one in plugin.declared.of(kind.hook) if one.id == own), None)
    if shipped is None:
        return ()
    wished, shown = values_of(shipped), values_of(kind.record_of(row))
    return tuple(label_of(kind.hook, name) for name in wished if wished[name] != shown[name])


def hidden_items(plugin: Loaded, region_id: str) -> list[ItemChange]:
    """Return what a pack ships and the region took off its pages: it stays away."""
    found = []
    for kind in get_host().item_kinds().values():
        shown = {row.shipped_key or row.key for row in rows_shown(kind, region_id, [plugin.id])}
        found += [
            ItemChange(noun=kind.noun, title=title_of(kind.hook, one), change=HIDDEN)
            for one in plugin.declared.of(kind.hook)
            if one.id not in shown
        ]
    return found


def files_by_digest(plugin: Loaded | None) -> list[tuple[str, bytes]]:
    """Return the files of a plugin that answers, by name, each with what tells it from others."""
    if plugin is None:
        return []
    return [(name, digest_of_file(file)) for name, file in files_of(plugin.found.content_folder)]


def file_changes(before: dict[str, bytes], plugin: Loaded) -> list[ItemChange]:
    """Return what happens to the files of a pack."""
    after = dict(files_by_digest(plugin))
    changes = {name: ADDED for name in after if name not in before}
    changes |= {name: REMOVED for name in before if name not in after}
    changes |= {name: CHANGED for name in after if before.get(name, after[name]) != after[name]}
    return [ItemChange(noun="file", title=name, change=change) for name, change in changes.items()]


def noun_of(hook: str) -> str:
    """Return the word for one of a kind."""
    kind = get_host().item_kinds().get(hook)
    return kind.noun if kind else NOUNS[hook]


def label_of(hook: str, name: str) -> str:
    """Return the word for a field."""
    kind = get_host().item_kinds().get(hook)
    labels = {field.name: field.label for field in kind.fields} if kind else {}
    return labels.get(name, name.replace("_", " ").capitalize())


def title_of(hook: str, one: Contribution) -> str:
    """Return by which words an item is known."""
    if hook == COUNTY:
        return next((name for name, fips in county_fips_by_name().items() if fips == one.id), one.id)
    return str(getattr(one, "title", "") or getattr(one, "name", "") or one.id)
