"""What a page of the toolkit must have, and where its address lies. Values only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from portal.foundation.vocabulary import AGES, AUDIENCES, ELEMENTS, LANGUAGES, PHASES

if TYPE_CHECKING:
    from collections.abc import Sequence

HOME = "home"
LANDING, PAGE, TOOL, GUIDE, FORM, SHEET = "landing", "page", "tool", "guide", "form", "sheet"
KINDS = {
    LANDING: "Section",
    PAGE: "Page",
    TOOL: "Practice tool",
    GUIDE: "Quick guide",
    FORM: "Blank form",
    SHEET: "Sheet for families",
}
NEEDED = {TOOL: ("element", "phases"), GUIDE: ("phases", "tools"), FORM: ("tools",)}  # facts beside those of every page
ON_PAPER = frozenset({TOOL, GUIDE, FORM, SHEET})
TAKEN = frozenset({"find"})  # words behind /toolkit/ that lead to no page
BESIDE_TOOLS = (FORM, SHEET)  # their section lists them apart from its pages
COMPANY = {GUIDE: "Quick guides", FORM: "Blank forms", SHEET: "For families"}  # headings of what belongs to a tool
FROM_PACK, FROM_SITE = "pack", "site"
SAID_BY_HEADING = {GUIDE: ": quick guide"}  # part of a title that a list of one kind need not say again
WITHOUT_REVIEW = "text from "  # how the front matter begins where it is the page's own text that is awaited
TOOL_HEADINGS = (
    "Purpose",
    "When to use it",
    "Who uses it",
    "Steps",
    "What the form holds",
    "Watch out for",
    "Where it comes from",
)
TITLE_LENGTH, SUMMARY_LENGTH, ADDRESS_LENGTH, MOST_RELATED = 80, 200, 300, 6
LENGTHS = {"title": TITLE_LENGTH, "summary": SUMMARY_LENGTH, "awaiting": 120}
LARGEST_NUMBER = 2**31 - 1
STAFF_GRADE, FAMILY_GRADE = 8.0, 6.0  # how hard a text may be to read, at most
EASE_IN_SPANISH = 80.0  # and how easy, at least
GRADED_LANGUAGES = frozenset({"en", "es"})
LONGEST_WITHOUT_CHECK = timedelta(days=731)
DUE_BEFORE = timedelta(days=30)
FRESH, DUE, OVERDUE = "fresh", "due", "overdue"
DAYS = ("last_checked", "next_check")  # facts that are a page's own, not its revision's
CLOSED_LISTS = {"audience": AUDIENCES, "element": ELEMENTS, "phases": PHASES, "ages": AGES, "language": LANGUAGES}
PAGE_LISTS = {"related": MOST_RELATED, "tools": 4, "instead_of": 3}  # lists of other pages, and how many at most


def section_address(section: str) -> str:
    """Return a section's address."""
    return "/toolkit/" if section == HOME else f"/toolkit/{section}/"


def needs_second_person(*, is_on: bool, is_small: bool = False, is_at_once: bool = False) -> bool:
    """Say whether what readers get, or get no longer, waits for a second person: the one rule for pages and films.

    A correction of a few words does not wait; nor does something that is taken away at once, of which others are told.
    """
    return is_on and not is_small and not is_at_once


def page_address(section: str, slug: str, kind: str) -> str:
    """Return a page's address; a landing page has its section's."""
    if kind == LANDING:
        return section_address(section)
    return f"/toolkit/{slug}" if section == HOME else f"/toolkit/{section}/{slug}"


def short_title(title: str, kind: str) -> str:
    """Return a title as a list under its kind shows it: “Three Houses: quick guide” as “Three Houses”."""
    return title.replace(SAID_BY_HEADING[kind], "", 1) if kind in SAID_BY_HEADING else title


def awaited(what: str) -> str:
    """Return what a page waits for, in words: a review by those who are named, or its own text from them."""
    return f"Awaiting {what}" if what.startswith(WITHOUT_REVIEW) else f"Awaiting review by {what}"


def place_of(text: str) -> int | None:
    """Return a page's place in its section as a number the database takes, None for anything else."""
    if not text.isdecimal() or len(text) > len(str(LARGEST_NUMBER)):
        return None
    return int(text) if int(text) <= LARGEST_NUMBER else None


def heading_faults(kind: str, headings: Sequence[str]) -> list[str]:
    """Return what is wrong with a page's second-level headings: a tool has exactly the seven."""
    if kind != TOOL or tuple(headings) == TOOL_HEADINGS:
        return []
    missing = [heading for heading in TOOL_HEADINGS if heading not in headings]
    extra = [heading for heading in headings if heading not in TOOL_HEADINGS]
    parts = [f"lacks “{heading}”" for heading in missing] + [f"has “{heading}”" for heading in extra]
    return [
        f"a tool's headings are {' · '.join(TOOL_HEADINGS)}; this one {', '.join(parts) or 'orders them otherwise'}"
    ]


def date_faults(last_checked: date, next_check: date) -> list[str]:
    """Return what is wrong with the dates on which a page was and will be checked."""
    if next_check <= last_checked:
        return ["“next_check” must be later than “last_checked”"]
    if next_check - last_checked > LONGEST_WITHOUT_CHECK:
        return ["“next_check” must be at most two years after “last_checked”"]
    return []


def grade_target(kind: str) -> float:
    """Return the school grade in which a page of a kind can be read."""
    return FAMILY_GRADE if kind == SHEET else STAFF_GRADE


def freshness(next_check: date, on: date) -> str:
    """Return how a page stands: due from thirty days before its next check, overdue from the day after it."""
    if next_check < on:
        return OVERDUE
    return DUE if next_check - on <= DUE_BEFORE else FRESH
