"""Make the regions' worksheets agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.regions.queries import list_region_ids
from portal.features.worksheets.models import RegionWorksheet
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' worksheets into the database; return what could not be done as they wished."""
    return reconcile(RegionWorksheet, declared, "portal_worksheets", regions=list_region_ids())
