"""What readers answered to “Was this page helpful?”, as editors see it: of the whole state, or of their regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from portal.features.regions.queries import find_region
from portal.features.saved import rules
from portal.features.saved.models import PageAnswer
from portal.features.saved.queries.things import Thing, pages, tools_of
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

HEADERS = ("Page", "Address", "Helpful", "Day", "Region of the reader", "Words")


@dataclass(frozen=True, slots=True)
class Tally:
    """How a page was answered for. `thing` is missing when the page is not there any more."""

    region_id: str
    key: str
    thing: Thing | None
    yes: int
    no: int
    words: int
    last_on: date

    @property
    def where(self) -> str:
        """The word that says in an address whose page it is."""
        return rules.place_word(self.region_id)

    @property
    def title(self) -> str:
        """The page's title, or its name in addresses when it is gone."""
        return self.thing.title if self.thing else self.key


def in_sight(regions: Collection[str] | None) -> ColumnElement[bool]:
    """Return the condition for answers that editors of some regions see; None sees all.

    On a page of the toolkit: what people of the regions said. On a region's own tool: what anybody said.
    """
    if regions is None:
        return true()
    ours = list(regions)
    return or_(and_(PageAnswer.region_id == "", PageAnswer.reader_region_id.in_(ours)), PageAnswer.region_id.in_(ours))


def thing_of(region_id: str, key: str) -> Thing | None:
    """Return what was answered for, whoever asks; for editors, who see answers of their own region alone."""
    if not region_id:
        return pages().get(key)
    region = find_region(region_id)
    return tools_of(region).get(key) if region else None


def select_tallies(regions: Collection[str] | None) -> Select[*tuple[Any, ...]]:
    """Return the statement for pages with answers: those found least helpful first."""
    yes = func.sum(case((PageAnswer.is_helpful, 1), else_=0))
    no = func.sum(case((PageAnswer.is_helpful, 0), else_=1))
    said = func.sum(case((PageAnswer.words != "", 1), else_=0))
    return (
        select(PageAnswer.region_id, PageAnswer.key, yes, no, said, func.max(PageAnswer.answered_on))
        .where(in_sight(regions))
        .group_by(PageAnswer.region_id, PageAnswer.key)
        .order_by(no.desc(), yes.desc(), PageAnswer.key, PageAnswer.region_id)
    )


def list_tallies(regions: Collection[str] | None) -> list[Tally]:
    """Return how pages were answered for."""
    return [
        Tally(region_id, key, thing_of(region_id, key), int(yes), int(no), int(said), last_on)
        for region_id, key, yes, no, said, last_on in db.session.execute(select_tallies(regions))
    ]


def tally_of(regions: Collection[str] | None, region_id: str, key: str) -> Tally | None:
    """Return how a page was answered for, if anybody did."""
    statement = select_tallies(regions).where(PageAnswer.region_id == region_id, PageAnswer.key == key)
    row = db.session.execute(statement).first()
    return (
        Tally(region_id, key, thing_of(region_id, key), int(row[2]), int(row[3]), int(row[4]), row[5]) if row else None
    )


def select_words(regions: Collection[str] | None, region_id: str, key: str) -> Select[PageAnswer]:
    """Return the statement for answers on a page that have words, the newest day first, in no order within a day."""
    return (
        select(PageAnswer)
        .where(in_sight(regions), PageAnswer.region_id == region_id, PageAnswer.key == key, PageAnswer.words != "")
        .order_by(PageAnswer.answered_on.desc(), PageAnswer.words)
    )


def list_words(regions: Collection[str] | None, region_id: str, key: str) -> list[PageAnswer]:
    """Return the answers on a page that have words."""
    return list(db.session.scalars(select_words(regions, region_id, key)))


def export_lines(regions: Collection[str] | None) -> Iterator[tuple[str, ...]]:
    """Give every answer in sight as cells: by page and day, in no order within a day."""
    rows = db.session.scalars(
        select(PageAnswer)
        .where(in_sight(regions))
        .order_by(PageAnswer.key, PageAnswer.region_id, PageAnswer.answered_on, PageAnswer.words)
        .execution_options(yield_per=500)
    )
    for row in rows:
        thing, region = thing_of(row.region_id, row.key), find_region(row.reader_region_id)
        yield (
            thing.title if thing else row.key,
            thing.url if thing else "",
            rules.YES if row.is_helpful else rules.NO,
            row.answered_on.isoformat(),
            region.name if region else row.reader_region_id,
            row.words,
        )
