"""The packs to begin with pass the same checks as any other."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.archives import extract, read_archive
from portal.plugin_host.content import Content
from portal.plugin_host.starters import blank_pack, example_pack
from portal.plugin_host.validating import faults_of_pack
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

with (ROOT / "portal" / "content" / "counties.csv").open(encoding="utf-8", newline="") as stream:
    COUNTIES = {row["name"]: row["fips"] for row in csv.DictReader(stream)}


@pytest.mark.parametrize("pack", [blank_pack, example_pack])
def test_a_pack_to_begin_with_is_without_fault(pack: Callable[[], bytes], tmp_path: Path) -> None:
    extract(read_archive(pack()), tmp_path)

    assert faults_of_pack(tmp_path, COUNTIES) == []
    assert pack() == pack()


def test_the_blank_pack_says_of_everything_that_it_is_to_be_replaced(tmp_path: Path) -> None:
    extract(read_archive(blank_pack()), tmp_path)
    content = Content(tmp_path)

    [region], [tool], [post], [contact] = content.regions(), content.tools(), content.posts(), content.contacts({})

    assert region.id == "my-region"
    assert 'id = "my_region"' in (tmp_path / "pack.toml").read_text(encoding="utf-8")
    [sheet] = content.worksheets()
    words = [region.academy, region.host, region.welcome, tool.title, tool.body, post.title, post.body, contact.name]
    words += [sheet.title, sheet.summary, sheet.owner, sheet.parts[0].label, sheet.parts[0].help]
    assert [one for one in words if not one.startswith("Replace ")] == []
    assert (content.counties(), content.feeds(), content.search_words()) == ([], [], [])


def without_marks(text: str) -> str:
    """Return a TOML file with its lines in waiting made true."""
    lines = text.splitlines(keepends=True)
    return "".join(line.removeprefix("# ") if " = " in line or "[[" in line else line for line in lines)


def test_the_lines_to_take_the_mark_from_are_in_order_once_filled_in(tmp_path: Path) -> None:
    extract(read_archive(blank_pack()), tmp_path)
    counties, feeds, words = (tmp_path / f"{name}.toml" for name in ("counties", "feeds", "search-words"))
    filled = counties.read_text(encoding="utf-8").replace("06000", "06003").replace("Name of the county", "Alpine")

    counties.write_text(without_marks(filled), encoding="utf-8")
    for file in (feeds, words):
        file.write_text(without_marks(file.read_text(encoding="utf-8")), encoding="utf-8")

    assert faults_of_pack(tmp_path, COUNTIES) == []
    content = Content(tmp_path)
    assert [len(content.counties()), len(content.feeds()), len(content.search_words())] == [1, 1, 1]


def test_the_example_shows_every_kind_of_thing(tmp_path: Path) -> None:
    extract(read_archive(example_pack()), tmp_path)
    content = Content(tmp_path)

    assert {tool.kind for tool in content.tools()} == {"page", "checklist", "link"}
    assert {tool.language for tool in content.tools()} == {"en", "es"}
    assert {claim.is_main for claim in content.counties()} == {True, False}
    assert len(content.contacts(COUNTIES)) == len(content.feeds()) == 3
    assert {post.for_everyone for post in content.posts()} == {True, False}
