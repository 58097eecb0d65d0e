"""Make the regions' tools agree with what plugins declare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.toolkits.services import reconcile_texts
from portal.features.tools.models import RegionTool

if TYPE_CHECKING:
    from typing import Any

    from portal.features.toolkits.services import RenderedText
    from portal.plugin_host.contributions import Tool
    from portal.plugin_host.declarations import Declared, Remark


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Bring the plugins' tools into the database; return what could not be done as they wished."""
    return reconcile_texts(RegionTool, declared, "portal_tools", facts_of, noun="tool")


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
