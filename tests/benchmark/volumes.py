"""Fill a portal with the volumes it is designed for: people, pages, tools, and what readers and editors leave."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from portal.features.accounts.models import Account, RoleGrant
from portal.features.paper.models import PaperCode
from portal.features.paper.rules import make_code
from portal.features.regions.queries import list_counties, list_regions
from portal.features.saved.models import Bookmark, PageAnswer
from portal.features.toolkits.models import Page, PageRevision, PageUse
from portal.features.tools.models import RegionTool
from portal.features.upkeep.models import LocalNote
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_epoch
from tests.benchmark.listing import person, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from portal.foundation.database import Model

PEOPLE, PAGES, TOOLS_A_REGION, ANSWERS, DAYS, NOTES_A_REGION, DEEDS = 20_000, 1_000, 400, 50_000, 365, 60, 100_000
BOOKMARKS_EACH, KEPT_BY, VERSIONS, AT_ONCE = 3, 5_000, 20, 5_000
FOLLOWED = "three-houses"  # a page that thousands keep
READER = "ana@butte.example"
Rows = list[dict[str, Any]]


def fill_everything(people: int = PEOPLE, pages: int = PAGES) -> None:
    """Bring everything in, in one transaction; the same in every run."""
    chance = random.Random(58)  # noqa: S311 - nothing secret
    with transaction():
        fill_people(people, chance)
        fill_pages(pages, chance)
        fill_tools()
        slugs = list(db.session.scalars(select(Page.slug)))
        fill_bookmarks(slugs, chance)
        fill_answers(slugs, chance)
        fill_uses(chance)
        fill_versions()
        fill_notes()
        fill_deeds(chance)
        advance_epoch()


def put(model: type[Model], rows: Rows) -> None:
    """Add many rows, some thousands at once."""
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(insert(model), rows[start : start + AT_ONCE])


def columns_of(row: Any, **others: Any) -> dict[str, Any]:
    """Return a row's columns but for its number, with some of them otherwise."""
    names = (column.key for column in type(row).__mapper__.column_attrs if column.key != "id")
    return {name: getattr(row, name) for name in names} | others


def fill_people(count: int, chance: random.Random) -> None:
    """Make people, each with a role."""
    counties, regions = [county.fips for county in list_counties()], [region.id for region in list_regions()]
    put(Account, [person(number, counties, chance) for number in range(count)])
    made = select(Account.id, Account.county_fips).where(Account.email.like("%@crowd.example"))
    rows = db.session.execute(made).all()
    put(RoleGrant, [role_of(row.id, row.county_fips, regions, chance) for row in rows])


def fill_pages(count: int, chance: random.Random) -> None:
    """Copy the toolkit's pages until there are so many, each copy with a version of its own, some of them overdue."""
    originals = db.session.execute(select(Page, PageRevision).join(Page.revision)).all()
    wanted = range(len(originals), count)
    copies = {f"copy-{number}": originals[number % len(originals)] for number in wanted}
    due = {slug: today() + timedelta(days=chance.randrange(-60, 400)) for slug in copies}
    put(
        Page,
        [
            columns_of(page, slug=slug, address=None, next_check=due[slug], revision_number=1)
            for slug, (page, _) in copies.items()
        ],
    )
    ids = dict(db.session.execute(select(Page.slug, Page.id).where(Page.slug.in_(copies))).all())
    at = now()
    put(
        PageRevision,
        [
            columns_of(said, page_id=ids[slug], number=1, title=f"{said.title} ({slug})", created_at=at)
            for slug, (_, said) in copies.items()
        ],
    )
    put(PaperCode, [code_of(page_id=page_id) for page_id in ids.values()])


def code_of(**subject: Any) -> dict[str, Any]:
    """Return the code of a first version."""
    given = {"page_id": None, "region_id": None, "key": "", "digest": ""}
    return given | {"code": make_code(), "number": 1, "made_at": now()} | subject


def fill_tools() -> None:
    """Copy each region's tools until it has hundreds."""
    rows: Rows = []
    for region in list_regions():
        own = db.session.scalars(select(RegionTool).where(RegionTool.region_id == region.id)).all()
        rows += [
            columns_of(own[number % len(own)], key=f"copy-{number}", title=f"{own[number % len(own)].title} {number}")
            for number in range(TOOLS_A_REGION if own else 0)
        ]
    put(RegionTool, rows)
    put(PaperCode, [code_of(region_id=row["region_id"], key=row["key"]) for row in rows])


def fill_bookmarks(slugs: Sequence[str], chance: random.Random) -> None:
    """Let everybody keep some pages, thousands the same one, and one reader forty with tools among them."""
    people, at = list(db.session.scalars(select(Account.id).where(Account.email != READER))), now()
    rows = {(someone, "", slug) for someone in people for slug in chance.sample(slugs, BOOKMARKS_EACH)}
    rows |= {(someone, "", FOLLOWED) for someone in people[:KEPT_BY]}
    reader = db.session.scalars(select(Account.id).where(Account.email == READER)).one()
    rows |= {(reader, "", slug) for slug in chance.sample(slugs, 30)}
    rows |= {(reader, "northern", f"copy-{number}") for number in range(10)}
    names = ("account_id", "region_id", "key")
    put(Bookmark, [dict(zip(names, row, strict=True)) | {"saved_at": at, "seen_mark": 0} for row in sorted(rows)])


def fill_answers(slugs: Sequence[str], chance: random.Random) -> None:
    """Let readers of all regions say what helped; every tenth with words."""
    regions = [region.id for region in list_regions()]
    put(
        PageAnswer,
        [
            {
                "region_id": "",
                "key": chance.choice(slugs),
                "is_helpful": number % 5 != 0,
                "words": "I missed an example for teams that meet by video." if number % 10 == 0 else "",
                "reader_region_id": chance.choice(regions),
                "answered_on": today() - timedelta(days=chance.randrange(DAYS)),
            }
            for number in range(ANSWERS)
        ],
    )


def fill_uses(chance: random.Random) -> None:
    """Let every page be opened on every day of a year."""
    for page_id in list(db.session.scalars(select(Page.id))):
        days = (today() - timedelta(days=number) for number in range(DAYS))
        put(PageUse, [{"page_id": page_id, "day": day, "count": chance.randrange(1, 90)} for day in days])


def fill_versions() -> None:
    """Give the page that thousands keep many versions before the one of now."""
    page, said = db.session.execute(select(Page, PageRevision).join(Page.revision).where(Page.slug == FOLLOWED)).one()
    first = page.revision_number
    put(
        PageRevision,
        [
            columns_of(said, number=first + step, body=f"{said.body}\n\nOne sentence more, the {step}th.\n")
            for step in range(1, VERSIONS + 1)
        ],
    )
    db.session.execute(update(Page).where(Page.id == page.id).values(revision_number=first + VERSIONS))
    put(PaperCode, [code_of(page_id=page.id) | {"number": first + step} for step in range(1, VERSIONS + 1)])


def fill_notes() -> None:
    """Let each region add to dozens of pages, the one that thousands keep among them: there, under an older text."""
    pages = db.session.execute(select(Page.id, Page.revision_number).order_by(Page.slug != FOLLOWED, Page.id))
    chosen = pages.all()[:NOTES_A_REGION]
    put(
        LocalNote,
        [
            {
                "page_id": page_id,
                "region_id": region.id,
                "place": "after-summary",
                "body": "Call our own team first.",
                "html": "<p>Call our own team first.</p>",
                "terms": [],
                "kept_under": max(number - VERSIONS, 1),
                "changed_at": now(),
            }
            for region in list_regions()
            for page_id, number in chosen
        ],
    )


def fill_deeds(chance: random.Random) -> None:
    """Add lines to the audit; they carry no marks, for nothing here reads those."""
    regions, reached = [region.id for region in list_regions()], db.session.scalar(select(func.max(AuditEntry.number)))
    put(AuditEntry, [deed(number, chance.choice(regions)) for number in each_after(reached or 0)])


def each_after(reached: int) -> Iterator[int]:
    """Give the numbers of the lines."""
    yield from range(reached + 1, reached + 1 + DEEDS)


def deed(number: int, region_id: str) -> dict[str, Any]:
    """Return a line of the audit."""
    subject = f"page copy-{number % PAGES}"
    return {"at": now(), "deed": "page checked", "subject": subject, "details": {}, "number": number} | {
        "region_id": region_id,
        "mark": "",
        "actor_id": None,
        "address": "",
        "county_fips": "",
    }
