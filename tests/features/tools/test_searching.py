"""A region's tools are found by their own words, by everyday words, and by nobody elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from portal.features.tools.rules import answers, folded, topic_words, words_of
from tests.clients import PortalClient, text_of

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

TEXTS = ("Mapping by video", "How to map when the road is closed", "networks")


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        ("", True), ("   ", True), ("video", True), ("VIDEO", True), ("vid", True), ("vídeo", True), ("map road", True),
        ("deo", False), ("video snow", False), ("road, closed!", True), ("%", True), ("netwörks", True),
    ],
)  # fmt: skip
def test_each_word_of_a_question_begins_a_word_of_the_tool(question: str, is_found: bool) -> None:  # noqa: FBT001 - given
    assert answers(question, TEXTS) is is_found


def test_accents_and_capitals_make_no_difference() -> None:
    assert folded("NIÑO Straße ÉL") == folded("nino strasse el")
    assert words_of("snow_chains, two-way") == ("snow", "chains", "two", "way")


def test_only_the_beginning_of_a_very_long_question_is_read() -> None:
    assert answers("video " + "x" * 5_000, ("video " + "x" * 94,))


def found_by(client: PortalClient, url: str) -> list[str]:
    """Return the tools a page lists, by their ids."""
    page = client.get(url).get_data(as_text=True)
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.findall(r'row-title"><a href="/regions/[a-z-]+/tools/([a-z0-9-]+)"', main)


def test_a_tool_is_found_by_a_word_that_stands_nowhere_in_it_but_leads_to_it(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    assert found_by(client, "/regions/northern/tools/?q=abuela") == ["networks-across-counties"]
    assert found_by(client, "/regions/northern/tools/?q=Zóom") == ["mapping-by-video"]


def test_a_topic_and_a_question_narrow_together_and_each_link_keeps_the_other(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    assert found_by(client, "/regions/northern/tools/?q=zoom&topic=mapping") == ["mapping-by-video"]
    page = client.get("/regions/northern/tools/?q=zoom&topic=mapping").get_data(as_text=True)
    assert 'name="topic" value="mapping"' in page
    assert 'href="?topic=networks&amp;q=zoom"' in page
    assert "1 tool answers" in text_of(client.get("/regions/northern/tools/?q=zoom"))


def test_words_of_another_regions_plugin_lead_nowhere(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    assert found_by(client, "/regions/northern/tools/?q=Oaxaca") == []
    assert PortalClient(app).get("/regions/northern/tools/?q=snow").status_code == 303
    assert (
        PortalClient(app).sign_in_as("worker", county="Fresno").get("/regions/northern/tools/?q=snow").status_code
        == 404
    )


def test_who_finds_nothing_is_helped_on(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")

    nothing = client.get("/regions/northern/tools/?q=<b>zebra")
    elsewhere = text_of(client.get("/regions/northern/tools/?q=zoom&topic=coaching"))

    assert nothing.status_code == 200
    assert "No tool of Northern Region answers “<b>zebra”." in text_of(nothing)
    assert "<b>zebra" not in nothing.get_data(as_text=True)
    assert "Open the statewide toolkit" in text_of(nothing)
    assert "On the topic “Coaching” no tool answers “zoom”; without the topic, 1 does." in elsewhere


def test_a_pack_without_code_brings_search_words_too(app: Flask) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Los Angeles")

    assert found_by(client, "/regions/los-angeles/tools/?q=tonight") == ["kin-placement-night"]


@pytest.mark.parametrize(
    ("topic", "words"),
    [
        ("cft", "CFT meeting"),
        ("family-time", "Family time"),
        ("icwa-and-tribes", "ICWA and tribes"),
        ("Follow-up", "Follow-up"),
    ],
)
def test_a_topic_is_shown_in_words(topic: str, words: str) -> None:
    assert topic_words(topic) == words


def test_who_belongs_to_two_regions_finds_tools_of_both_each_with_its_region(app: Flask) -> None:
    both = PortalClient(app).sign_in_as("worker", county="Ventura")
    one = PortalClient(app).sign_in_as("worker", county="Fresno")

    url = "/regions/central/tools/?q=family"
    pages = [text_of(client.get(url)) for client in (both, one)]
    beside = set(found_by(both, url)) - set(found_by(one, url))

    assert ["Also in Southern Region" in page for page in pages] == [True, False]
    assert 1 <= len(beside) <= 5
    assert "Also in" not in text_of(both.get("/regions/central/tools/"))
