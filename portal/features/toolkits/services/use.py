"""Add to the counts of how often pages are opened."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from portal.features.toolkits import queries
from portal.features.toolkits.models import Page, PageUse
from portal.foundation.clock import today
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Mapping

KEPT_DAYS = 400  # a year and a little, to compare a month with the same one before


def add_uses(counts: Mapping[tuple[date, str], int]) -> None:
    """Add what was counted by day and address; an address that is no page's is let go, and so is what is old."""
    slugs = {address: slug for slug, address in queries.page_addresses().items()}
    wanted: Counter[tuple[str, date]] = Counter()
    for (day, address), count in counts.items():
        if address in slugs:
            wanted[slugs[address], day] += count
    named = select(Page.slug, Page.id).where(Page.slug.in_({slug for slug, _ in wanted}))
    ids = {row.slug: row.id for row in db.session.execute(named)}
    for (slug, day), count in sorted(wanted.items()):
        if slug in ids:
            add_use(ids[slug], day, count)
    db.session.execute(delete(PageUse).where(PageUse.day < today() - timedelta(days=KEPT_DAYS)))


def add_use(page_id: int, day: date, count: int) -> None:
    """Add to the count of a page's day; nobody else writes meanwhile."""
    mine = (PageUse.page_id == page_id, PageUse.day == day)
    if db.session.scalar(select(PageUse.count).where(*mine)) is None:
        db.session.add(PageUse(page_id=page_id, day=day, count=count))
        db.session.flush()
    else:
        db.session.execute(update(PageUse).where(*mine).values(count=PageUse.count + count))
