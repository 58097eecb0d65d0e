"""Fill the demo with what people keep: saved pages, reading lists, and answers on whether a page helped."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from sqlalchemy import exists, select

from portal.features.accounts.queries import find_account_by_email
from portal.features.regions.queries import list_counties
from portal.features.saved import rules
from portal.features.saved.models import Bookmark, ListEntry, PageAnswer, ReadingList
from portal.features.toolkits.queries import pages_by_slug
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.transaction import transaction

SAVED = {
    "ana@butte.example": ("safety-planning", "three-houses", "what-to-expect"),
    "ben@fresno.example": ("scaling", "three-questions", "our-safety-plan-es"),
    "cy@san-diego.example": ("group-supervision", "mapping-group"),
}

# address (real ones nobody guesses), whose (empty: an editor's), county of its region, for whom, title, note, pages
LISTS = (
    (
        "first-weeks",
        "", "Fresno", rules.REGION, "Your first four weeks",
        "For people who are new in our counties. One page a day, in this order; bring questions to group supervision.",
        ("what-is-sop", "for-social-workers", "three-questions", "three-houses", "scaling", "harm-statements",
         "danger-statements", "safety-goals", "safety-networks", "safety-planning"),
    ),
    (
        "team-meeting",
        "ines@alameda.example", "Alameda", rules.COUNTY, "Before a team meeting",
        "What our unit prints and takes along.",
        ("cft-meetings-guide", "ready-for-your-team-meeting", "ready-for-your-team-meeting-es", "cft-meetings-form"),
    ),
    (
        "in-the-car",
        "ben@fresno.example", "Fresno", rules.PRIVATE, "In the car",
        "",
        ("three-houses-guide", "scaling-guide", "our-safety-plan-es"),
    ),
    (
        "first-visit",
        "ana@butte.example", "Butte", rules.PRIVATE, "Before a first visit",
        "",
        ("what-to-expect", "three-questions", "voice-of-the-child", "three-houses-form"),
    ),
)  # fmt: skip

# page, whether it helped, words, county of the reader's region, how many days ago
ANSWERS = (
    ("scaling", True, "The two ends in the parent's own words made the difference.", "Fresno", 3),
    ("scaling", True, "", "Fresno", 9),
    ("scaling", False, "I miss a scale for very young children.", "Butte", 12),
    ("three-houses", True, "", "Butte", 2),
    ("three-houses", True, "The form on one sheet is what I needed.", "San Diego", 20),
    (
        "case-plans",
        False,
        "Too long to read between two visits. A short version for the phone would help.",
        "Fresno",
        6,
    ),
    ("case-plans", False, "", "Alameda", 15),
    ("safety-planning", True, "", "Alameda", 1),
    ("safety-planning", False, "Please add an example with grandparents who live far away.", "Butte", 8),
)


def fill_saved(editor_email: str) -> None:
    """Let demo people keep pages, share lists and say what helped, unless anybody keeps a page or a list already."""
    if any(db.session.scalar(select(exists().select_from(kept))) for kept in (ReadingList, Bookmark)):
        return
    with transaction():
        save_pages()
        make_lists(editor_email)
        answer_for_pages()


def save_pages() -> None:
    """Save pages for people: the first of each said something else when it was saved."""
    pages, days = pages_by_slug(), count(4)
    for email, slugs in SAVED.items():
        account = find_account_by_email(email)
        if account is None:
            continue
        for number, slug in enumerate(slugs):
            db.session.add(
                Bookmark(
                    account_id=account.id,
                    region_id="",
                    key=slug,
                    saved_at=now() - timedelta(days=next(days)),
                    seen_mark=pages[slug].version - (number == 0),
                )
            )


def make_lists(editor_email: str) -> None:
    """Put pages in lists, and share them with the county or its main region."""
    for key, email, county, reach, title, note, slugs in LISTS:
        account = find_account_by_email(email or editor_email)
        if account is not None:
            place = place_of(county, reach)
            made = ReadingList(
                key=key,
                account_id=account.id,
                title=title,
                note=note,
                changed_at=now(),
                reach=reach if place else rules.PRIVATE,
                reach_key=place,
            )
            fill(made, slugs)


def fill(made: ReadingList, slugs: tuple[str, ...]) -> None:
    """Keep a list with its pages."""
    db.session.add(made)
    db.session.flush()
    for position, slug in enumerate(slugs, start=1):
        db.session.add(ListEntry(list_id=made.id, region_id="", key=slug, position=position, added_on=today()))


def place_of(county_name: str, reach: str) -> str:
    """Return what a list's reach names: the county, its main region where there is one, or nothing."""
    county = next(county for county in list_counties() if county.name == county_name)
    if reach == rules.REGION:
        return county.main.id if county.main else ""
    return county.fips if reach == rules.COUNTY else ""


def answer_for_pages() -> None:
    """Say of pages whether they helped, for the regions of counties that have one."""
    mains = {county.name: county.main.id for county in list_counties() if county.main}
    for slug, is_helpful, words, county_name, days in ANSWERS:
        db.session.add(
            PageAnswer(
                region_id="",
                key=slug,
                is_helpful=is_helpful,
                words=words,
                reader_region_id=mains.get(county_name, ""),
                answered_on=today() - timedelta(days=days),
            )
        )
