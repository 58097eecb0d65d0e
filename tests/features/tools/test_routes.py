"""A region's tools as people meet them."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from portal.features.tools import services
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from tests.clients import PortalClient, text_of
from tests.features.declaring import declared, tool

if TYPE_CHECKING:
    from flask import Flask

TITLES = re.compile(r'<h2 class="row-title"[^>]*><a href="([^"]+)"')


@pytest.fixture
def shelf(app: Flask) -> Flask:
    """Give a region 45 tools: every third is on rural work, one is for everyone, one is overdue, one is a link."""
    tools = [tool(f"tool-{n:02}", topics=("rural", "map") if n % 3 == 0 else ("map",), order=n) for n in range(42)]
    tools += [
        tool("open", "An open tool", for_everyone=True, order=90),
        tool("late", "A late tool", next_check=date(2020, 1, 2), order=91),
        tool("link", "A link <away>", kind="link", target="https://elsewhere.example/a?b=1&c=2", order=92),
    ]
    with app.app_context(), transaction():
        services.synchronise((declared("northern", *tools),))
        advance_epoch()
    return app


@pytest.fixture
def worker(shelf: Flask) -> PortalClient:
    return PortalClient(shelf).sign_in_as("worker", county="Butte")


def listed(client: PortalClient, query: str = "") -> list[str]:
    answer = client.get(f"/regions/northern/tools/{query}")
    assert answer.status_code == 200
    return [url.rpartition("/")[2] for url in TITLES.findall(answer.get_data(as_text=True))]


def test_the_list_goes_over_three_pages(worker: PortalClient) -> None:
    pages = [listed(worker, query) for query in ("", "?page=2", "?page=3")]

    assert [len(page) for page in pages] == [20, 20, 5]
    assert pages[2] == ["tool-40", "tool-41", "open", "late", "link"]
    assert "Tools 21 to 40 of 45" in text_of(worker.get("/regions/northern/tools/?page=2"))


def test_a_topic_narrows_the_list_and_stays_over_its_pages(worker: PortalClient) -> None:
    found = listed(worker, "?topic=rural")
    html = worker.get("/regions/northern/tools/?topic=map").get_data(as_text=True)

    assert found == [f"tool-{number:02}" for number in range(0, 42, 3)]
    assert 'rel="next" href="/regions/northern/tools/?topic=map&amp;page=2"' in html
    assert listed(worker, "?topic=nonsense") == []
    assert "No tools here" in text_of(worker.get("/regions/northern/tools/?topic=nonsense"))


@pytest.mark.parametrize("page", ["0", "4", "x", "-1"])
def test_a_page_that_is_none_is_not_found(worker: PortalClient, page: str) -> None:
    assert worker.get(f"/regions/northern/tools/?page={page}").status_code == 404


def test_a_tool_shows_whose_it_is_how_fresh_and_what_goes_with_it(worker: PortalClient) -> None:
    said = text_of(worker.get("/regions/northern/tools/tool-03"))

    for words in ("Tool tool-03", "What it is.", "Northern", "The academy", "November 1, 2026", "Rural", "Words."):
        assert words in said
    assert "Check overdue" not in said


def test_a_tool_past_its_check_says_so(worker: PortalClient) -> None:
    said = text_of(worker.get("/regions/northern/tools/late"))

    assert "Check overdue" in said
    assert "was due for a check on January 2, 2020" in said


def test_a_link_leads_away_and_says_where_to(worker: PortalClient) -> None:
    html = worker.get("/regions/northern/tools/link").get_data(as_text=True)

    assert 'href="https://elsewhere.example/a?b=1&amp;c=2" rel="external"' in html
    assert "Leads to another site" in html
    assert "<away>" not in html


def test_everybody_may_open_a_tool_for_everyone_and_nobody_else_the_others(shelf: Flask) -> None:
    stranger, elsewhere = PortalClient(shelf), PortalClient(shelf).sign_in_as("worker", county="Fresno")

    found = {
        name: [client.get(f"/regions/northern/tools/{path}").status_code for path in ("open", "tool-01", "", "none")]
        for name, client in (("stranger", stranger), ("elsewhere", elsewhere))
    }

    assert found == {"stranger": [200, 303, 303, 303], "elsewhere": [200, 404, 404, 404]}
    assert "For every region" in text_of(stranger.get("/regions/northern/tools/open"))


def test_the_home_shows_the_first_six_and_the_way_to_all(worker: PortalClient) -> None:
    said = text_of(worker.get("/regions/northern/"))

    assert "Tool tool-05" in said
    assert "Tool tool-06" not in said
    assert "All 45 tools" in said


def test_shared_tools_stand_in_their_section_with_their_region(shelf: Flask) -> None:
    said = text_of(PortalClient(shelf).get("/toolkit/shared-tools/"))

    assert "An open tool What it is. Northern" in said
    assert "Tool tool-01" not in said
