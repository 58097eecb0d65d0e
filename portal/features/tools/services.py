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

    from portal.features.toolkits.services import RenderedText
    from portal.plugin_host.contributions import Tool
    from portal.plugin_host.declarations import Declared


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' tools into the database; return links of theirs that lead nowhere."""
    rendered = {
        id(tool): render_text(tool.body, as_checklist=tool.kind == "checklist")
        for one in declared
        for tool in one.of("portal_tools")
    }
    reconcile(
        RegionTool,
        declared,
        "portal_tools",
        lambda tool: facts_of(tool, rendered[id(tool)]),
        regions=list_region_ids(),
    )
    return [
        Remark(one.source.plugin, f"Its tool “{tool.id}” has a link to nowhere: {dead}.")
        for one in declared
        for tool in one.of("portal_tools")
        for dead in rendered[id(tool)].dead_links
    ]


def facts_of(record: Tool, text: RenderedText) -> dict[str, Any]:
    """Return the columns of a tool whose text is rendered."""
    return {
        "title": record.title,
        "summary": record.summary,
        "kind": record.kind,
        "target": record.target,
        "body": record.body,
        "html": text.html,
        "terms": list(text.terms),
        "audience": list(record.audience),
        "topics": list(record.topics),
        "phases": list(record.phases),
        "language": record.language,
        "owner": record.owner,
        "last_checked": record.last_checked,
        "next_check": record.next_check,
        "for_everyone": record.for_everyone,
    }
