"""What the practice reference says of each tool: the parts of its form, and the moments of a case it serves."""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.cli.content import PACK
from portal.features.toolkits.packs import read_pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.features.toolkits.packs.values import PackPage

MOMENTS = ("hotline", "investigation", "ongoing", "court", "cft")
END = {"reunification", "closing"}
MARKS = {"main", "also", "-"}


@cache
def pages() -> dict[str, PackPage]:
    return {page.slug: page for page in read_pack(PACK).pages}


def rows_of(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FIELDS = rows_of("practice_fields.csv")
PHASES = rows_of("practice_phases.csv")


def parts_named_on(slug: str) -> str:
    """Return what a tool's page says of its form; a page without that heading says it anywhere."""
    body = pages()[slug].body
    return body.partition("## What the form holds")[2].partition("\n## ")[0] or body


def written_on_forms_of(slug: str) -> str:
    return "\n".join(page.body for page in pages().values() if page.kind == "form" and slug in page.facts["tools"])


def marks_in_the_continuum() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Give each row of the tables of tools by moment: its name, the page it leads to and its six marks."""
    for line in pages()["case-continuum"].body.splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        if (
            len(cells) == 7
            and set(cells[1:]) <= MARKS
            and (link := re.search(r"\[([^]]+)\]\(page:([a-z-]+)\)", cells[0]))
        ):
            yield link[1], link[2], tuple(cells[1:])


@pytest.mark.parametrize("slug", sorted({row["page"] for row in FIELDS}))
def test_a_tool_s_page_and_form_have_every_part_the_practice_asks_for(slug: str) -> None:
    on_page, on_form = parts_named_on(slug), written_on_forms_of(slug)

    lacking = [
        (row["part"], place)
        for row in FIELDS
        if row["page"] == slug
        for place, words, text in (("page", row["on_page"], on_page), ("form", row["on_form"], on_form))
        if words not in text
    ]

    assert lacking == []


def test_a_tool_with_a_form_is_looked_at_on_its_form_as_well() -> None:
    asked = {row["page"]: bool(row["on_form"]) for row in reversed(FIELDS)}

    assert {slug for slug, on_form in asked.items() if bool(written_on_forms_of(slug)) != on_form} == set()


def test_a_tool_serves_the_moments_of_a_case_that_the_practice_gives_it() -> None:
    given: dict[str, set[str]] = {}
    for row in PHASES:
        marked = {moment for moment in (*MOMENTS, "end") if row[moment] != "-"}
        given.setdefault(row["page"], set()).update(marked)

    told = {
        slug: {phase for phase in pages()[slug].facts["phases"] if phase in MOMENTS}
        | ({"end"} if set(pages()[slug].facts["phases"]) >= END else set())
        for slug in given
    }

    assert told == given


def test_a_tool_stands_under_its_practice_element() -> None:
    assert {row["page"]: pages()[row["page"]].facts["element"] for row in PHASES} == {
        row["page"]: row["element"] for row in PHASES
    }


def test_the_table_of_tools_by_moment_is_the_practice_s_own() -> None:
    told = {name: marks for name, _page, marks in marks_in_the_continuum()}

    assert told == {row["row"]: tuple(row[moment] for moment in (*MOMENTS, "end")) for row in PHASES}
