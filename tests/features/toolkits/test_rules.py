"""What a page of the toolkit must have, and where its address lies."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.features.toolkits.rules import (
    TOOL_HEADINGS,
    date_faults,
    heading_faults,
    page_address,
    section_address,
)

DAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("place", "address"),
    [
        (("home", "home", "landing"), "/toolkit/"),
        (("home", "videos", "page"), "/toolkit/videos"),
        (("about-sop", "about-sop", "landing"), "/toolkit/about-sop/"),
        (("about-sop", "history", "page"), "/toolkit/about-sop/history"),
        (("direct-practice", "scaling", "tool"), "/toolkit/direct-practice/scaling"),
    ],
)
def test_a_page_lies_under_its_section_and_those_of_the_first_one_at_the_top(
    place: tuple[str, str, str], address: str
) -> None:
    assert page_address(*place) == address


def test_a_section_lies_at_its_slug_and_the_first_one_at_the_top() -> None:
    assert (section_address("home"), section_address("blog")) == ("/toolkit/", "/toolkit/blog/")


def test_a_tool_has_exactly_the_seven_headings_in_order() -> None:
    assert heading_faults("tool", TOOL_HEADINGS) == []
    assert heading_faults("tool", TOOL_HEADINGS[1:])[0].endswith("this one lacks “Purpose”")
    assert heading_faults("tool", (*TOOL_HEADINGS, "More"))[0].endswith("this one has “More”")
    assert heading_faults("tool", tuple(reversed(TOOL_HEADINGS)))[0].endswith("this one orders them otherwise")
    assert heading_faults("tool", (*TOOL_HEADINGS, "Purpose"))[0].endswith("this one orders them otherwise")


@pytest.mark.parametrize("kind", ["page", "landing"])
def test_other_pages_have_the_headings_they_like(kind: str) -> None:
    assert heading_faults(kind, ["Anything"]) == heading_faults(kind, []) == []


@pytest.mark.parametrize(("days", "faults"), [(-1, 1), (0, 1), (1, 0), (365, 0), (731, 0), (732, 1)], ids=str)
def test_the_next_check_comes_after_the_last_and_within_two_years(days: int, faults: int) -> None:
    assert len(date_faults(DAY, DAY + timedelta(days=days))) == faults
