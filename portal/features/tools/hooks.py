"""What the regions' tools contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import url_for
from markupsafe import Markup

from portal.features.regions.queries import get_region, list_regions
from portal.features.regions.session import region_here
from portal.features.toolkits.services import derive_text
from portal.features.tools import queries, routes, services
from portal.features.tools.models import RegionTool
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES, PHASES, TOOL_KINDS
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.contributions import CheckedItem, SiteGroup, SiteLink, Tool
from portal.plugin_host.items import (
    ADDRESS,
    CHOICE,
    CHOICES,
    DAY,
    FOR_EVERYONE,
    LONG_TEXT,
    MARKDOWN,
    POSITION,
    WORDS,
    ItemField,
    ItemKind,
)
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Block
from portal.web.slots import render_shared

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Declared, Remark

ON_HOME = 6
FIELDS = (
    ItemField(name="title", label="Title", is_required=True),
    ItemField(name="summary", label="Summary", kind=LONG_TEXT, is_required=True, help="One or two sentences."),
    ItemField(name="kind", label="Kind", kind=CHOICE, is_required=True, choices=TOOL_KINDS),
    ItemField(name="target", label="Where the link leads", kind=ADDRESS, help="For a link only; https://."),
    ItemField(name="body", label="Text", kind=MARKDOWN, is_required=True, help="In Markdown, as in the toolkit."),
    ItemField(name="audience", label="For whom", kind=CHOICES, choices=AUDIENCES),
    ItemField(name="topics", label="Topics", kind=WORDS, help="One a line."),
    ItemField(name="phases", label="Phases of the work", kind=CHOICES, choices=PHASES),
    ItemField(name="language", label="Language", kind=CHOICE, is_required=True, choices=LANGUAGES),
    ItemField(name="owner", label="Who looks after it", is_required=True),
    ItemField(name="last_checked", label="Last checked on", kind=DAY, is_required=True),
    ItemField(name="next_check", label="To be checked again on", kind=DAY, is_required=True),
    FOR_EVERYONE,
    POSITION,
)


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the tools."""
    app.register_blueprint(routes.blueprint)


@hookimpl
def portal_synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in the plugins' tools."""
    return services.synchronise(declared)


@hookimpl
def portal_items() -> list[ItemKind]:
    """Describe the tools."""
    return [
        ItemKind(
            hook="portal_tools",
            noun="tool",
            plural="tools",
            model=RegionTool,
            record_type=Tool,
            address_of=lambda row: url_for("tools.show_tool", region_id=row.region_id, key=row.key),
            fields=FIELDS,
            derive=derive_text,
        )
    ]


@hookimpl
def portal_checked_items(region_id: str) -> list[CheckedItem]:
    """List the tools with their days of checking."""
    return [
        CheckedItem(
            kind="tools",
            key=tool.id,
            title=tool.title,
            url=tool.url,
            owner=tool.owner,
            last_checked=tool.last_checked,
            next_check=tool.next_check,
            sets=("last_checked", "next_check"),
        )
        for tool in queries.list_tools(region_id)
    ]


@hookimpl
def portal_blocks() -> list[Block]:
    """Show a region's tools on its home, and those marked for everyone in the statewide section."""
    return [
        Block(id="tools.region", slot="region.home.main", order=10, render=show_region_tools),
        Block(id="tools.public", slot="region.public.main", order=20, render=show_open_tools),
        Block(id="tools.shared", slot="toolkit.section.shared-tools", render=show_shared_tools),
    ]


@hookimpl
def portal_sitemap(region_ids: tuple[str, ...]) -> list[SiteGroup]:
    """List the tools a reader may open, by region."""
    groups = []
    for region in list_regions():
        own = region.id in region_ids
        tools = [tool for tool in queries.list_tools(region.id) if own or tool.for_everyone]
        links = tuple(SiteLink(title=tool.title, url=tool.url) for tool in tools)
        groups.append(SiteGroup(title=f"Tools of {region.name}", links=links))
    return groups


def show_region_tools() -> Markup:
    """Show the first of a region's tools."""
    return region_tools(region_here().id)


@kept_per_epoch
def region_tools(region_id: str) -> Markup:
    """Return the first of a region's tools as HTML, the same for all its people."""
    tools = queries.list_tools(region_id)
    return render_shared(
        "tools/_region_tools.html",
        region=get_region(region_id),
        tools=tools[:ON_HOME],
        total=len(tools),
        all_url=url_for("tools.list_tools", region_id=region_id),
    )


def show_open_tools() -> Markup:
    """Show the tools of a region that anybody may see."""
    region = region_here()
    tools = [tool for tool in queries.list_shared_tools() if tool.region.id == region.id]
    return render_shared("tools/_region_tools.html", region=region, tools=tools, total=len(tools), all_url=None)


def show_shared_tools() -> Markup:
    """Show what regions share with everyone."""
    return render_shared("tools/_shared.html", tools=queries.list_shared_tools())
