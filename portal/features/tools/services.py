"""Make the regions' tools agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.toolkits.services import reconcile_texts
from portal.features.tools.models import RegionTool

if TYPE_CHECKING:
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' tools into the database; return what could not be done as they wished."""
    return reconcile_texts(RegionTool, declared, "portal_tools", noun="tool")
