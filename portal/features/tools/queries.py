"""Read the regions' tools, as frozen values kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from markupsafe import Markup
from sqlalchemy import select

from portal.features.regions.queries import RegionView, get_region, list_live_ids
from portal.features.toolkits.queries import with_terms
from portal.features.tools import rules
from portal.features.tools.models import RegionTool
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES, PHASES, RIGHT_TO_LEFT, TOOL_KINDS, labels
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.attachments import lead_to_files
from portal.plugin_host.host import registry_here
from portal.plugin_host.registry import declared_for
from portal.plugin_host.visibility import for_strangers, in_region

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class ToolView:
    """A region's tool as pages show it."""

    id: str
    source: tuple[str, str]
    title: str
    summary: str
    kind: str
    kind_label: str
    target: str
    topics: tuple[str, ...]
    audience_labels: tuple[str, ...]
    phase_labels: tuple[str, ...]
    language: str
    language_label: str
    direction: str
    owner: str
    last_checked: date
    next_check: date
    is_overdue: bool
    region: RegionView
    for_everyone: bool
    html: Markup

    @property
    def url(self) -> str:
        """The tool's address."""
        return f"{self.region.url}tools/{self.id}"

    @property
    def topic_words(self) -> tuple[str, ...]:
        """The tool's topics as people read them."""
        return tuple(rules.topic_words(topic) for topic in self.topics)


@kept_per_epoch
def list_tools(region_id: str) -> tuple[ToolView, ...]:
    """Return a region's tools in display order, for its own people."""
    return read_tools(in_region(RegionTool, region_id))


def find_tools(region_id: str, question: str) -> tuple[ToolView, ...]:
    """Return a region's tools that answer a question, by their own words or by words that plugins say lead to them."""
    tools = list_tools(region_id)
    if not question.strip():
        return tools
    led = words_leading(region_id)
    return tuple(
        tool
        for tool in tools
        if rules.answers(question, (tool.title, tool.summary, *tool.topics, *led.get(tool.source, ())))
    )


def words_leading(region_id: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the words by which plugins that are on in a region lead to their tools, by plugin and tool."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for plugin in registry_here().on_in(region_id):
        for word in declared_for(plugin, "portal_search_words", region_id):
            place = (plugin.id, word.leads_to)
            found[place] = (*found.get(place, ()), *word.words)
    return found


@kept_per_epoch
def list_shared_tools() -> tuple[ToolView, ...]:
    """Return the tools that regions marked for everyone."""
    return read_tools(for_strangers(RegionTool, regions=list_live_ids()))


def read_tools(condition: ColumnElement[bool]) -> tuple[ToolView, ...]:
    """Return the tools that meet a condition, in display order."""
    rows = db.session.scalars(
        select(RegionTool).where(condition).order_by(RegionTool.order, RegionTool.title, RegionTool.key)
    )
    return tuple(view_of(row) for row in rows)


def view_of(row: RegionTool) -> ToolView:
    """Return a row as pages show it."""
    return ToolView(
        id=row.key,
        source=(row.plugin_id, row.shipped_key or row.key),
        title=row.title,
        summary=row.summary,
        kind=row.kind,
        kind_label=TOOL_KINDS[row.kind],
        target=row.target,
        topics=tuple(row.topics),
        audience_labels=labels(row.audience, AUDIENCES),
        phase_labels=labels(row.phases, PHASES),
        language=row.language,
        language_label=LANGUAGES[row.language],
        direction="rtl" if row.language in RIGHT_TO_LEFT else "ltr",
        owner=row.owner,
        last_checked=row.last_checked,
        next_check=row.next_check,
        is_overdue=row.next_check < today(),
        region=get_region(row.region_id or ""),
        for_everyone=row.for_everyone,
        html=with_terms(lead_to_files(row.html, row.plugin_id), tuple(row.terms)),
    )
