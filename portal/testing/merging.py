"""The story of an upgrade in one line: what a pack shipped, what a region edited, what the next version ships."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.plugin_host.items import ItemKind
    from portal.testing.portals import Portal


@dataclass(frozen=True, slots=True)
class Merged:
    """An item after an upgrade: its values, what waits for a person to decide, and whether it is still shown."""

    values: dict[str, Any]
    waiting: dict[str, Any]
    is_hidden: bool
    is_dropped: bool


def rows_of(portal: Portal) -> Iterator[tuple[str, ItemKind, Any]]:
    """Give every shipped item of the portal's regions, named like its file: `tools/tide-table`."""
    for hook, kind in get_host().item_kinds().items():
        for row in db.session.scalars(select(kind.model).where(kind.model.region_id.in_(portal.regions))):
            yield f"{hook.removeprefix('portal_')}/{row.key}", kind, row


def edit_items(portal: Portal, edits: Mapping[str, Mapping[str, Any] | None]) -> None:
    """Edit items as a region's editor would, by name; None takes an item away."""
    with portal.app.app_context(), transaction():
        rows = {name: row for name, _, row in rows_of(portal)}
        for name, changes in edits.items():
            if name not in rows:
                raise LookupError(f"There is no item “{name}”; there is {', '.join(sorted(rows))}.")
            row = rows[name]
            row.is_hidden = changes is None
            row.changed_at = now()
            for key, value in (changes or {}).items():
                setattr(row, key, value)
        advance_epoch()


def merged_items(portal: Portal) -> dict[str, Merged]:
    """Return every item as it is now, by name."""
    with portal.app.app_context():
        return {
            name: Merged(
                {
                    field.name: getattr(row, field.name)
                    for field in fields(kind.record_type)
                    if hasattr(row, field.name)
                },
                dict(row.waiting),
                row.is_hidden,
                row.is_dropped,
            )
            for name, kind, row in rows_of(portal)
        }
