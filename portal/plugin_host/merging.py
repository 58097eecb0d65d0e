"""Bring together what a plugin shipped, what it ships now and what people changed here, field by field. Values only.

Of each field there are up to three values: the base, which the plugin shipped when the two last agreed; the local one,
which is shown; and one that waits, newer from the plugin, against an edit, until a person decides. A field whose local
value is its base is not edited, and never has another one waiting.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

Values = Mapping[str, Any]
KEPT_AFTER_DROP = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item with everything that decides what becomes of it; the values are as JSON has them.

    `previous` holds what the fields of the last edit said before. A hidden item was taken away here, whatever is
    shipped. A dropped one is no longer shipped: it is gone from the pages, unless it was adopted, by an edit or by a
    person who brought it back. `changed_at` is when somebody last changed it here, or when it was dropped.
    """

    local: Values
    base: Values
    waiting: Values = field(default_factory=dict)
    previous: Values = field(default_factory=dict)
    is_hidden: bool = False
    is_dropped: bool = False
    is_adopted: bool = False
    changed_at: datetime | None = None

    @property
    def edited(self) -> tuple[str, ...]:
        """The fields that say something else here than the plugin shipped."""
        return tuple(name for name, value in self.local.items() if value != self.base.get(name, value))

    @property
    def is_seen(self) -> bool:
        """Whether it is on the pages."""
        return not self.is_hidden and not self.is_gone

    @property
    def is_gone(self) -> bool:
        """Whether it is off the pages because the plugin took it away."""
        return self.is_dropped and not self.is_adopted


def merged(item: Item) -> Item:
    """Return an item in which whatever is not edited says the newest the plugin shipped, and the rest waits."""
    local, base, waiting = dict(item.local), dict(item.base), {}
    for name, shipped in item.waiting.items():
        if local[name] in (base[name], shipped):
            local[name] = base[name] = shipped
        elif shipped != base[name]:
            waiting[name] = shipped
    return replace(item, local=local, base=base, waiting=waiting)


def shipped_again(item: Item, values: Values) -> Item:
    """Return an item after its plugin shipped it again, the same or another. Nothing typed here is lost.

    A field that was never shipped before, as in rows of an earlier portal, counts as not edited.
    """
    known = {name: item.local.get(name, value) for name, value in values.items()}
    base = {name: item.base.get(name, known[name]) for name in values}
    after = merged(replace(item, local=known, base=base, waiting=values, is_dropped=False, is_adopted=False))
    previous = {name: value for name, value in item.previous.items() if after.local.get(name) == item.local.get(name)}
    return replace(after, previous=previous)


def dropped(item: Item, at: datetime) -> Item:
    """Return an item whose plugin no longer ships it: adopted if it was edited here, else gone from the pages."""
    if item.is_dropped:
        return item
    return replace(item, waiting={}, is_dropped=True, is_adopted=bool(item.edited), changed_at=at)


def may_be_forgotten(item: Item, at: datetime) -> bool:
    """Say whether a dropped item has been gone for so long that nobody will miss it. Tombstones stay for ever."""
    gone_since = item.changed_at if item.is_gone and not item.is_hidden else None
    return gone_since is not None and at - gone_since > KEPT_AFTER_DROP


def edited(item: Item, changes: Values, at: datetime) -> Item:
    """Return an item after an edit; a field set to what the plugin shipped is no longer edited."""
    previous = {name: item.local[name] for name, value in changes.items() if item.local[name] != value}
    if not previous:
        return item
    return merged(replace(item, local={**item.local, **changes}, previous=previous, changed_at=at))


def undone(item: Item, at: datetime) -> Item:
    """Return an item as it was before the last edit; what the plugin shipped since comes with it."""
    return merged(replace(item, local={**item.local, **item.previous}, previous={}, changed_at=at))


def theirs_taken(item: Item, names: Collection[str], at: datetime) -> Item:
    """Return an item with the waiting values of some fields instead of the local ones."""
    taken = {name: value for name, value in item.waiting.items() if name in names}
    return edited(item, taken, at)


def ours_kept(item: Item, names: Collection[str]) -> Item:
    """Return an item whose local values of some fields were chosen over the waiting ones: they wait no longer."""
    seen = {name: value for name, value in item.waiting.items() if name in names}
    rest = {name: value for name, value in item.waiting.items() if name not in names}
    return replace(item, base={**item.base, **seen}, waiting=rest)


def hidden(item: Item) -> Item:
    """Return an item taken away here."""
    return replace(item, is_hidden=True)


def restored(item: Item) -> Item:
    """Return an item brought back to the pages: one that the plugin dropped is adopted by that."""
    return replace(item, is_hidden=False, is_adopted=item.is_dropped)
