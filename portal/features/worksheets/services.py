"""Make the regions' worksheets agree with what plugins declare."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from portal.features.regions.queries import list_region_ids
from portal.features.worksheets.models import RegionWorksheet
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from typing import Any

    from portal.plugin_host.contributions import Worksheet
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' worksheets into the database; return what could not be done as they wished."""
    return reconcile(RegionWorksheet, declared, "portal_worksheets", facts_of, regions=list_region_ids())


def facts_of(record: Worksheet) -> dict[str, Any]:
    """Return the columns of a worksheet."""
    return {
        "title": record.title,
        "summary": record.summary,
        "owner": record.owner,
        "last_checked": record.last_checked,
        "next_check": record.next_check,
        "parts": [asdict(part) | {"choices": list(part.choices)} for part in record.parts],
        "audience": list(record.audience),
        "language": record.language,
        "for_everyone": record.for_everyone,
    }
