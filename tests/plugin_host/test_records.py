"""Records made by code are held to the same rules as files: a plugin with a bad one is left out, the site is up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from markupsafe import Markup

from portal.plugin_host.contributions import Contact, CountyClaim, Feed, Post, RegionProposal, Tool
from portal.plugin_host.loading import Loaded
from portal.plugin_host.records import find_fault
from tests.plugin_host.loading import load_all

if TYPE_CHECKING:
    from tests.plugins import Installer

TOOL = Tool(
    id="one",
    title="A tool",
    summary="It helps.",
    kind="page",
    body="Words.",
    owner="Academy",
    last_checked=date(2026, 1, 1),
    next_check=date(2027, 1, 1),
    audience=("all",),
    phases=("court",),
)
REGION = RegionProposal(
    id="east",
    name="East",
    label="East",
    academy="Academy",
    host="Host",
    website="https://host.example",
    welcome="Welcome.",
    motif="valley",
    accent="#2f6b4f",
    accent_dark="#8fd1ad",
)
CONTACT = Contact(id="desk", name="Desk", organisation="Academy", what_for="All")
POST = Post(id="news", title="News", deck="What is new.", body="Words.", published=date(2026, 1, 1), author="Academy")
FEED = Feed(id="blog", title="Blog", url="https://blog.example/feed", format="atom")


@pytest.mark.parametrize("record", [TOOL, REGION, CONTACT, POST, FEED, CountyClaim(id="06007", fips="06007")])
def test_a_record_in_order_has_no_fault(record: Any) -> None:
    assert find_fault(record) == ""


@pytest.mark.parametrize(
    ("record", "changes", "fault"),
    [
        (TOOL, {"title": None}, "“title” cannot be a NoneType"),
        (TOOL, {"order": "first"}, "“order” cannot be a str"),
        (TOOL, {"regions": ["east"]}, "“regions” cannot be a list"),
        (TOOL, {"audience": "all"}, "“audience” cannot be a str"),
        (TOOL, {"last_checked": "2026-01-01"}, "“last_checked” cannot be a str"),
        (POST, {"published": datetime(2026, 1, 1)}, "“published” cannot be a datetime"),  # noqa: DTZ001 - refused is what is tested
        (TOOL, {"for_everyone": "no"}, "“for_everyone” cannot be a str"),
        (TOOL, {"id": 7}, "“id” cannot be a int"),
        (TOOL, {"id": "One tool"}, "“id” must be lower-case words joined by hyphens"),
        (TOOL, {"id": "x" * 81}, "“id” must be lower-case words joined by hyphens"),
        (TOOL, {"body": "a\0b"}, "“body” holds a character that cannot be stored"),
        (TOOL, {"title": Markup("<b>A</b>")}, "“title” must be plain text, no Markup or the like"),
        (POST, {"tags": (Markup("<b>"),)}, "“tags” must be plain text, no Markup or the like"),
        (TOOL, {"kind": "video"}, "“kind” must be one of page, checklist, link"),
        (TOOL, {"target": "javascript:alert(1)"}, "“target” must begin with https://"),
        (TOOL, {"audience": ("all", "cats")}, "“audience” must be among"),
        (TOOL, {"phases": ("lunch",)}, "“phases” must be among"),
        (CONTACT, {"url": "http://a.example"}, "“url” must begin with https://"),
        (FEED, {"site": "https://me:pass@a.example"}, "“site” must begin with https://"),
        (FEED, {"format": "telex"}, "“format” must be one of atom, rss, ical, page"),
        (REGION, {"website": "https://[a"}, "“website” must begin with https://"),
        (REGION, {"motif": "moon"}, "“motif” must be one of mountains, bay, valley, coast, city"),
        (REGION, {"accent": "red; }"}, "“red; }” is not a colour such as #2f6b4f"),
        (REGION, {"accent": "#ffff00"}, "#ffff00 cannot be read on #ffffff"),
        (REGION, {"accent_dark": "#000000"}, "#000000 cannot be read on #14181c"),
    ],
)
def test_a_record_that_cannot_be_taken_says_why(record: Any, changes: dict[str, Any], fault: str) -> None:
    assert find_fault(replace(record, **changes)).startswith(fault)


def test_a_plugin_that_gives_such_a_record_is_left_out_and_the_others_are_fine(installer: Installer) -> None:
    installer.install("bad", "@hookimpl\ndef portal_tools(ctx):\n    return [tool(order='first')]\n")
    installer.install("good", "@hookimpl\ndef portal_tools(ctx):\n    return [tool()]\n")

    outcomes = load_all({})

    bad = outcomes["bad"]
    assert isinstance(outcomes["good"], Loaded)
    assert not isinstance(bad, Loaded)
    assert bad.reason.startswith("portal_tools gave a record with the id 'one', of which “order” cannot")
