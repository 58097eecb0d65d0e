"""Make the regions' tools agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.regions.queries import list_region_ids
from portal.features.toolkits.services import render_text
from portal.features.tools.models import RegionTool
from portal.plugin_host.declarations import Remark
from portal.plugin_host.reconcile import reconcile

if TYPE_CHECKING:
    from typing import Any

    from portal.plugin_host.contributions import Tool
    from portal.plugin_host.declarations import Declared


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' tools into the database; return links of theirs that lead nowhere."""
    reconcile(RegionTool, declared, "portal_tools", facts_of, regions=list_region_ids())
    return [
        Remark(one.source.plugin, f"Its tool “{tool.id}” has a link to nowhere: {dead}.")
        for one in declared
        for tool in one.of("portal_tools")
        for dead in render_text(tool.body)[2]
    ]


def facts_of(record: Tool) -> dict[str, Any]:
    """Return the columns of a tool."""
    html, terms, _ = render_text(record.body, as_checklist=record.kind == "checklist")
    return {
        "title": record.title,
        "summary": record.summary,
        "kind": record.kind,
        "target": record.target,
        "body": record.body,
        "html": html,
        "terms": terms,
        "audience": list(record.audience),
        "topics": list(record.topics),
        "phases": list(record.phases),
        "owner": record.owner,
        "last_checked": record.last_checked,
        "next_check": record.next_check,
        "for_everyone": record.for_everyone,
    }
