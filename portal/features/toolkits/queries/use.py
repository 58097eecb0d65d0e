"""How often pages were opened, by day and without any person."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from portal.features.toolkits.models import Page, PageUse
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch

COUNTED_DAYS = 28


@kept_per_epoch
def uses_by_slug() -> dict[str, int]:
    """Return how often each page was opened in the last four weeks, as of the first question of the day."""
    rows = db.session.execute(
        select(Page.slug, func.sum(PageUse.count))
        .join(PageUse, PageUse.page_id == Page.id)
        .where(PageUse.day > today() - timedelta(days=COUNTED_DAYS))
        .group_by(Page.slug)
    )
    return {slug: int(count) for slug, count in rows}
