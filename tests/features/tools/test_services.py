"""Tools that agree with what plugins declare."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.tools import queries, services
from portal.features.tools.models import RegionTool
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.declarations import Remark
from portal.plugin_host.visibility import is_seen
from tests.features.declaring import declared, tool

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host import contributions


def synchronise(*tools: contributions.Tool) -> list[Remark]:
    with transaction():
        remarks = services.synchronise((declared("northern", *tools),))
        advance_epoch()
        return remarks


def kept() -> dict[str, RegionTool]:
    mine = select(RegionTool).where(RegionTool.region_id == "northern", is_seen(RegionTool))
    return {row.key: row for row in db.session.scalars(mine)}


def test_a_tool_is_kept_with_its_text_rendered_and_its_words_found(context: Flask) -> None:
    remarks = synchronise(
        tool(
            "map",
            "A map",
            body="See [scaling](page:scaling) and [harm](term:harm).",
            topics=("rural",),
            audience=("all",),
        )
    )

    row = kept()["map"]
    assert remarks == []
    assert (row.title, row.kind, row.topics, row.audience, row.terms) == ("A map", "page", ["rural"], ["all"], ["harm"])
    assert 'href="/toolkit/direct-practice/scaling"' in row.html
    assert 'popovertarget="term-harm"' in row.html


def test_html_and_scripts_in_a_tools_text_do_nothing(context: Flask) -> None:
    synchronise(tool("map", body="<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n<p onclick='x'>y</p>"))

    html = kept()["map"].html
    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "<p onclick" not in html


def test_a_checklist_gets_its_boxes_and_other_kinds_none(context: Flask) -> None:
    synchronise(tool("list", kind="checklist", body="- One\n- Two"), tool("page", body="- One\n- Two"))

    assert 'class="checklist"' in kept()["list"].html
    assert "checklist" not in kept()["page"].html


def test_a_link_to_nowhere_is_remarked_and_the_tool_kept(context: Flask) -> None:
    remarks = synchronise(tool("map", body="[a](page:none) [b](term:nonsense)"))

    assert remarks == [
        Remark("northern", "Its tool “map” has a link to nowhere: page:none."),
        Remark("northern", "Its tool “map” has a link to nowhere: term:nonsense."),
    ]
    assert list(kept()) == ["map"]


def test_a_changed_tool_keeps_its_row_and_a_dropped_one_goes(context: Flask) -> None:
    synchronise(tool("map"), tool("list"))
    before = kept()["map"].id

    synchronise(tool("map", "A better map"))

    assert {key: (row.id, row.title) for key, row in kept().items()} == {"map": (before, "A better map")}


def test_tools_come_in_their_order_then_by_title(context: Flask) -> None:
    synchronise(tool("c", "Zebra", order=1), tool("a", "Beta"), tool("b", "Alpha"))

    assert [found.id for found in queries.list_tools("northern")] == ["c", "b", "a"]


def test_only_those_for_everyone_are_shared_and_each_knows_its_region(context: Flask) -> None:
    synchronise(tool("mine"), tool("everybodys", for_everyone=True))

    shared = [found for found in queries.list_shared_tools() if found.region.id == "northern"]
    assert [found.id for found in shared] == ["everybodys"]
    assert shared[0].url == "/regions/northern/tools/everybodys"


def test_a_tool_past_its_next_check_is_overdue(context: Flask) -> None:
    synchronise(tool("old", next_check=date(2020, 1, 1)), tool("fresh", next_check=date(2999, 1, 1)))

    assert {found.id: found.is_overdue for found in queries.list_tools("northern")} == {"old": True, "fresh": False}
