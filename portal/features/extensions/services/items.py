"""What people do with a region's items: change them, undo that, hide and restore, and decide on what plugins bring."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from portal.features.regions.queries import county_fips_by_name
from portal.features.toolkits.services import dead_links_of
from portal.foundation.clock import now
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host import merging
from portal.plugin_host.drafts import faults_of_draft
from portal.plugin_host.events import announce
from portal.plugin_host.items import record_with
from portal.plugin_host.shelf import get_item

if TYPE_CHECKING:
    from collections.abc import Collection

    from portal.plugin_host.contributions import Contribution
    from portal.plugin_host.items import ItemKind
    from portal.plugin_host.merging import Item, Values
    from portal.plugin_host.shelf import Shelved

Address = tuple[str, str, str]


class Stale(Conflict):
    """Somebody changed the item since the form was opened."""

    def __init__(self) -> None:
        super().__init__("This was changed since you opened it. Open it again to see how it is now.")


def stamp_of(item: Item) -> str:
    """Return a mark that changes whenever what people decide on changes: the words shown and those that wait."""
    told = json.dumps([item.local, item.waiting], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def find_draft(shelved: Shelved, values: Values) -> Contribution | None:
    """Return an item as it would be with these values; None where one of them, such as a missing day, fits no field."""
    try:
        return record_with(shelved.kind.record_type, shelved.row.key, {**shelved.item.local, **values})
    except ValueError:
        return None


def faults_of(draft: Contribution) -> list[tuple[str, str]]:
    """Return everything that is wrong with a draft: the field, and a sentence."""
    return faults_of_draft(draft, county_fips_by_name())


def dead_links(draft: Contribution) -> tuple[str, ...]:
    """Return what the links of a draft's text name that is not there."""
    return dead_links_of(draft)


def edit_item(place: Address, values: Values, *, stamp: str, note: str, actor_id: int | None) -> bool:
    """Change an item of a region; return whether that changed anything. A change on top of an unseen one is refused."""
    shelved = get_item(*place)
    if stamp != stamp_of(shelved.item):
        raise Stale
    if not shelved.item.is_seen:
        raise Conflict("It is not on the pages now. Bring it back first, then change it.")
    after = merging.edited(shelved.item, values, now())
    changed = tuple(name for name in values if after.local[name] != shelved.item.local[name])
    if changed:
        keep(shelved, after, "item changed", actor_id=actor_id, fields=named(shelved.kind, changed), note=note)
    return bool(changed)


def undo_edit(place: Address, *, actor_id: int | None) -> None:
    """Let an item say again what it said before the last change here."""
    shelved = get_item(*place)
    if not shelved.item.previous or not shelved.item.is_seen:
        raise Conflict("There is no change to undo: it was undone already, or something newer took its place.")
    fields = named(shelved.kind, tuple(shelved.item.previous))
    keep(shelved, merging.undone(shelved.item, now()), "item change undone", actor_id=actor_id, fields=fields)


def hide_item(place: Address, *, actor_id: int | None) -> None:
    """Take an item off the region's pages; no upgrade brings it back."""
    shelved = get_item(*place)
    if not shelved.item.is_hidden:
        keep(shelved, merging.hidden(shelved.item), "item hidden", actor_id=actor_id)


def restore_item(place: Address, *, actor_id: int | None) -> None:
    """Bring an item back to the region's pages, whoever took it off them."""
    shelved = get_item(*place)
    if not shelved.item.is_seen:
        keep(shelved, merging.restored(shelved.item), "item restored", actor_id=actor_id)


def take_theirs(place: Address, names: Collection[str], *, stamp: str, actor_id: int | None) -> None:
    """Let some fields of an item say what its plugin ships now."""
    shelved = get_item(*place)
    if stamp != stamp_of(shelved.item):
        raise Stale
    taken = tuple(name for name in shelved.item.waiting if name in names)
    after = merging.theirs_taken(shelved.item, taken, now())
    keep(shelved, after, "item update taken", actor_id=actor_id, fields=named(shelved.kind, taken))


def keep_ours(place: Address, names: Collection[str], *, stamp: str, actor_id: int | None) -> None:
    """Let some fields of an item stay as they are here, and ask no more about what its plugin ships now."""
    shelved = get_item(*place)
    if stamp != stamp_of(shelved.item):
        raise Stale
    kept = tuple(name for name in shelved.item.waiting if name in names)
    fields = named(shelved.kind, kept)
    keep(shelved, merging.ours_kept(shelved.item, kept), "item update declined", actor_id=actor_id, fields=fields)


def keep(shelved: Shelved, after: Item, deed: str, *, actor_id: int | None, **details: str) -> None:
    """Write an item and a line of the audit; everybody sees it at their next request."""
    row = shelved.row
    shelved.kind.write(row, after)
    advance_epoch()
    subject = f"{shelved.kind.noun} {row.key}"
    told = {name: words for name, words in details.items() if words}
    record(deed, actor_id=actor_id, subject=subject, region=row.region_id, plugin=row.plugin_id, **told)
    facts = {"plugin": row.plugin_id, "hook": shelved.kind.hook, "item": row.key, "deed": deed}
    announce(row.region_id or "", "portal.item-changed", facts)


def named(kind: ItemKind, names: Collection[str]) -> str:
    """Return the labels of fields in one line."""
    labels = {field.name: field.label for field in kind.fields}
    return ", ".join(labels.get(name, name) for name in names)
