"""Explaining a page: to those who look after its region, and to nobody else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.clients import PortalClient, text_of
from tests.plugins import switch_on

if TYPE_CHECKING:
    from flask import Flask

LABEL = re.compile(r'<p class="explained-source">.*?</p>', re.DOTALL)
TOKEN = re.compile(r'name="csrf_token" value="[^"]+"')
HOME, TOOL, PAGE = "/regions/north/", "/regions/north/tools/log", "/regions/north/x/coaching/dates"


@pytest.fixture
def north(two_regions: Flask) -> Flask:
    """Give the portal with coaching on in the north."""
    with two_regions.app_context():
        switch_on("coaching", "north")
    return two_regions


@pytest.mark.parametrize(("role", "region"), [("regional-administrator", "north"), ("statewide-administrator", None)])
def test_c115_an_administrator_sees_where_every_part_comes_from_and_what_it_cost(
    north: Flask, client: PortalClient, role: str, region: str | None
) -> None:
    client.sign_in_as(role, region=region)
    client.get(HOME)

    answer = client.get(f"{HOME}?explain")

    html, said = answer.get_data(as_text=True), text_of(answer)
    labels = [re.sub(r"<[^>]+>|\s+", " ", label) for label in LABEL.findall(html)]
    of_plugins = [" ".join(label.split()) for label in labels if "coaching" in label]
    assert len(of_plugins) == 2
    assert re.fullmatch(r"\d+ coaching 1\.0\.0 portal_blocks Next dates \d+\.\d ms, as kept from before", of_plugins[0])
    assert re.fullmatch(r"\d+ coaching 1\.0\.0 portal_blocks Coach of the week \d+\.\d ms", of_plugins[1])
    assert any("portal portal_blocks tools.region" in " ".join(label.split()) for label in labels)
    for words in ("How this page is made", "Tools (1) coaching 1.0.0 portal_tools A coaching log",
                  "Lines among its pages (1) coaching 1.0.0 portal_nav Coaching dates",
                  "Region (1) north 1.0.0 portal_regions"):  # fmt: skip
        assert words in said
    assert len(LABEL.findall(html)) <= said.count("portal_blocks")
    assert answer.cache_control.no_store


@pytest.mark.parametrize(
    ("role", "place"),
    [
        (None, {}), ("worker", {"county": "Butte"}), ("supervisor", {"county": "Butte"}),
        ("regional-editor", {"region": "north"}), ("statewide-editor", {}),
        ("regional-administrator", {"region": "south"}),
    ],
)  # fmt: skip
def test_c115_to_everybody_else_nothing_is_told(north: Flask, role: str | None, place: dict[str, str]) -> None:
    client = PortalClient(north)
    if role:
        client.sign_in_as(role, **place)
    urls = [HOME, PAGE, "/regions/north/tools/", "/", "/regions/", "/toolkit/"]
    admin = PortalClient(north).sign_in_as("statewide-administrator")

    plain = {url: TOKEN.sub("", client.get(url).get_data(as_text=True)) for url in urls}
    for url in urls:
        admin.get(f"{url}?explain")
    asked = {url: TOKEN.sub("", client.get(f"{url}?explain").get_data(as_text=True)) for url in urls}
    asked = {url: html.replace(f"next={url}?explain", f"next={url}") for url, html in asked.items()}
    after = {url: TOKEN.sub("", client.get(url).get_data(as_text=True)) for url in urls}

    assert asked == plain
    assert after == plain
    for html in asked.values():
        for word in (
            'class="explained',
            "Explain this page",
            "portal_blocks",
            "How this page is made",
            "<!--explanation",
        ):
            assert word not in html


def test_the_way_to_it_and_back_is_on_the_page(north: Flask, client: PortalClient) -> None:
    client.sign_in_as("regional-administrator", region="north")

    plain, asked = client.get(HOME).get_data(as_text=True), client.get(f"{HOME}?explain").get_data(as_text=True)

    assert f'href="{HOME}?explain"' in plain
    assert "css/explain" not in plain
    assert "css/explain" in asked
    assert f'href="{HOME}">Show the page as everybody sees it' in asked
    assert "Explain this page" not in client.get("/regions/south/").get_data(as_text=True)


@pytest.mark.parametrize(
    ("page", "status"),
    [("x/coaching/nowhere", 404), ("x/nobody/dates", 404), ("x/coaching/one/x", 404), ("x/south/", 404)],
)
def test_a_page_that_is_not_there_is_no_fault_when_it_is_to_be_explained(
    north: Flask, client: PortalClient, page: str, status: int
) -> None:
    client.sign_in_as("regional-administrator", region="north")

    answers = [client.get(f"/regions/north/{page}{ask}") for ask in ("", "?explain")]

    assert [answer.status_code for answer in answers] == [status, status]
    assert "The page itself" not in text_of(answers[1])


def test_a_page_of_a_plugin_and_an_item_say_what_they_are(north: Flask, client: PortalClient) -> None:
    client.sign_in_as("regional-administrator", region="north")

    page, item = text_of(client.get(f"{PAGE}?explain")), text_of(client.get(f"{TOOL}?explain"))

    assert re.search(r"The page itself: coaching 1\.0\.0, portal_routes, dates, \d+\.\d ms on average\.", page)
    assert "The page itself: a tool that coaching shipped through portal_tools." in item
