"""Days of pages and tools as a test wants them, on a day it chooses."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from portal.features.contacts.models import Contact
from portal.features.toolkits.models import Page
from portal.features.tools.models import RegionTool
from portal.features.worksheets.models import RegionWorksheet
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch

if TYPE_CHECKING:
    import pytest

TODAY = date(2031, 6, 10)
FAR = date(2032, 5, 1)


def on(monkeypatch: pytest.MonkeyPatch, day: date = TODAY) -> None:
    """Let it be noon of a day in California."""
    monkeypatch.setattr(clock, "moment", lambda: datetime(day.year, day.month, day.day, 19, tzinfo=UTC))


def everything_fresh() -> None:
    """Let everything be due in a year, so that a test sees what it makes due itself."""
    with transaction():
        for model in (Page, RegionTool, RegionWorksheet):
            db.session.execute(update(model).values(last_checked=date(2031, 5, 1), next_check=FAR))
        db.session.execute(update(Contact).values(confirmed_on=date(2031, 5, 1)))
        advance_epoch()


def page_due(slug: str, day: date, *, owner_id: int | None = None) -> None:
    """Let a page be checked again by a day; its last check was a year before."""
    with transaction():
        values = {"last_checked": date(day.year - 1, day.month, day.day), "next_check": day, "owner_id": owner_id}
        db.session.execute(update(Page).where(Page.slug == slug).values(**values))
        advance_epoch()


def tool_due(region_id: str, day: date) -> str:
    """Let the first tool of a region be checked again by a day; return its key."""
    with transaction():
        tool = db.session.scalars(select(RegionTool).where(RegionTool.region_id == region_id)).first()
        assert tool is not None
        tool.last_checked, tool.next_check = date(day.year - 1, day.month, day.day), day
        advance_epoch()
    return tool.key
