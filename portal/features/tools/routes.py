"""A region's tools: the list, and each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from portal.features.accounts.session import answer_unseen, current_viewer, may_see
from portal.features.regions.session import region_here
from portal.features.tools import queries
from portal.features.tools.rules import LONGEST_QUESTION, topic_words
from portal.web.guards import item_visible, region_members
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.features.tools.queries import ToolView

blueprint = Blueprint("tools", __name__, template_folder="templates")
TOOLS_PER_PAGE = 20
BESIDE_AT_MOST = 5


@blueprint.get("/regions/<region_id>/tools/")
@region_members
def list_tools(region_id: str) -> ResponseReturnValue:
    """Show a region's tools, all or those on a topic, all or those that answer a question."""
    tools = queries.list_tools(region_id)
    chosen, question = request.args.get("topic", ""), request.args.get("q", "")[:LONGEST_QUESTION].strip()
    found = queries.find_tools(region_id, question)
    shown = [tool for tool in found if not chosen or chosen in tool.topics]
    rows, pagination = page_of(shown, per_page=TOOLS_PER_PAGE, noun="tools")
    return render_template(
        "tools/list.html",
        region=region_here(),
        tools=rows,
        topics=sorted({(topic_words(topic), topic) for tool in tools for topic in tool.topics}),
        chosen_topic=chosen,
        chosen_words=topic_words(chosen),
        question=question,
        found=len(found),
        beside=find_beside(region_id, question),
        pagination=pagination,
    )


def find_beside(region_id: str, question: str) -> list[tuple[RegionView, tuple[ToolView, ...]]]:
    """Return what answers a question in the reader's other regions, each with the first few tools."""
    viewer = current_viewer()
    others = [region for region in viewer.regions if region.id != region_id] if viewer and question else []
    found = [(region, queries.find_tools(region.id, question)) for region in others]
    return [(region, tools[:BESIDE_AT_MOST]) for region, tools in found if tools]


@blueprint.get("/regions/<region_id>/tools/<key>")
@item_visible
def show_tool(region_id: str, key: str) -> ResponseReturnValue:
    """Show a tool to the region's people, or to anybody when it is marked for everyone."""
    tool = next((tool for tool in queries.list_tools(region_id) if tool.id == key), None)
    if tool is None or not may_see(region_id=region_id, for_everyone=tool.for_everyone):
        return answer_unseen()
    return render_template("tools/tool.html", tool=tool)
