"""What is wrong with an edited item is what would be wrong with its file; what is right can be written and read."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.plugin_host.content import Content
from portal.plugin_host.content.values import one_line, plain_body
from portal.plugin_host.drafts import faults_of_draft
from portal.plugin_host.manifest import Manifest
from portal.plugin_host.writing import write_pack
from tests.features.declaring import contact, feed, post, tool

if TYPE_CHECKING:
    from pathlib import Path

    from portal.plugin_host.contributions import Contribution

COUNTIES = {"Butte": "06007", "Fresno": "06019"}
MANIFEST = Manifest(
    id="trial", name="Trial", version="1.0.0", description="For tests.", kind="pack", scope="region", api="1",
    contact="a@b.example",
)  # fmt: skip
LINES = st.text(max_size=30).map(one_line)


@pytest.mark.parametrize("record", [tool("a"), contact("a"), post("a"), feed("a")])
def test_what_is_in_order_has_no_faults(record: Contribution) -> None:
    assert faults_of_draft(record, COUNTIES) == []


@pytest.mark.parametrize(
    ("record", "changes", "faults"),
    [
        (tool("a"), {"title": ""}, [("title", "“title” is missing")]),
        (tool("a"), {"title": "x" * 121}, [("title", "“title” is longer than 120 characters")]),
        (tool("a"), {"body": " \n"}, [("body", "there is no text")]),
        (tool("a"), {"kind": "link"}, [("target", "“target” belongs to a link, and a link needs it")]),
        (tool("a"), {"phases": ("none",)}, [("phases", "“none” is not among the phases")]),
        (tool("a"), {"order": 9_999_999}, [("order", "“position” must be a number")]),
        (post("a"), {"tags": ("x" * 61,)}, [("tags", f"the tag “{'x' * 61}” is longer than 60 characters")]),
        (post("a"), {"deck": "\x00"}, [("deck", "“deck” holds a character that cannot be stored")]),
        (post("a"), {"body": "x" * 140_000}, [("body", "“body” is longer than 128 KiB; divide or shorten it")]),
        (feed("a"), {"url": "http://a.example"}, [("url", "“url” must begin with https://")]),
        (feed("a"), {"format": "gopher"}, [("format", "“format” must be one of atom, rss, ical, page")]),
        (contact("a"), {"email": "nobody"}, [("email", "“nobody” is not a mail address")]),
        (contact("a"), {"counties": ("06999",)}, [("counties", "“06999” is not a county")]),
        (
            contact("a"),
            {"name": "", "url": "x"},
            [("name", "“name” is empty"), ("url", "“x” must begin with https://")],
        ),
    ],
)
def test_each_fault_is_told_with_its_field(
    record: Contribution, changes: dict[str, Any], faults: list[tuple[str, str]]
) -> None:
    assert faults_of_draft(replace(record, **changes), COUNTIES) == faults


@given(
    title=LINES, summary=LINES, owner=LINES, body=st.text(max_size=60).map(plain_body),
    topics=st.lists(LINES.filter(bool), max_size=3, unique=True).map(tuple), order=st.integers(-2_000_000, 2_000_000),
    name=LINES, hours=LINES, counties=st.lists(st.sampled_from(["06007", "06019", "06001"]), unique=True).map(tuple),
    confirmed_on=st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1)), everyone=st.booleans(),
)  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_whatever_passes_is_written_to_a_pack_and_read_again_as_the_same(tmp_path: Path, **given_: Any) -> None:
    made = {
        "portal_tools": tool(
            "a", given_["title"], summary=given_["summary"], owner=given_["owner"], body=given_["body"],
            topics=given_["topics"], order=given_["order"], for_everyone=given_["everyone"],
        ),
        "portal_contacts": contact(
            "b", given_["name"], hours=given_["hours"], counties=given_["counties"], order=given_["order"],
            confirmed_on=given_["confirmed_on"], for_everyone=given_["everyone"],
        ),
    }  # fmt: skip
    fit = {hook: [one] for hook, one in made.items() if not faults_of_draft(one, COUNTIES)}

    for file in (*tmp_path.glob("*.*"), *tmp_path.glob("*/*")):
        file.unlink()
    for name, content in write_pack(MANIFEST, fit, {fips: county for county, fips in COUNTIES.items()}).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)

    content = Content(tmp_path)
    assert content.tools() == fit.get("portal_tools", [])
    assert content.contacts(COUNTIES) == fit.get("portal_contacts", [])
