"""Read the regions' worksheets, as frozen values kept until something changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.regions.queries import RegionView, get_region, list_live_ids
from portal.features.worksheets.models import RegionWorksheet
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.vocabulary import AUDIENCES, LANGUAGES, RIGHT_TO_LEFT, labels
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.visibility import for_strangers, in_region

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a worksheet as its page shows it; `id` is its own on the page."""

    id: str
    kind: str
    label: str
    help: str
    choices: tuple[str, ...]
    rows: int


@dataclass(frozen=True, slots=True)
class WorksheetView:
    """A region's worksheet as pages show it."""

    id: str
    title: str
    summary: str
    owner: str
    last_checked: date
    next_check: date
    is_overdue: bool
    audience_labels: tuple[str, ...]
    language: str
    language_label: str
    direction: str
    parts: tuple[PartView, ...]
    region: RegionView
    for_everyone: bool

    @property
    def url(self) -> str:
        """The worksheet's address."""
        return f"{self.region.url}worksheets/{self.id}"


@kept_per_epoch
def list_worksheets(region_id: str) -> tuple[WorksheetView, ...]:
    """Return a region's worksheets in display order, for its own people."""
    return read_worksheets(in_region(RegionWorksheet, region_id))


@kept_per_epoch
def list_open_worksheets() -> tuple[WorksheetView, ...]:
    """Return the worksheets that regions marked for everyone."""
    return read_worksheets(for_strangers(RegionWorksheet, regions=list_live_ids()))


def read_worksheets(condition: ColumnElement[bool]) -> tuple[WorksheetView, ...]:
    """Return the worksheets that meet a condition, in display order."""
    rows = db.session.scalars(
        select(RegionWorksheet)
        .where(condition)
        .order_by(RegionWorksheet.order, RegionWorksheet.title, RegionWorksheet.key)
    )
    return tuple(view_of(row) for row in rows)


def view_of(row: RegionWorksheet) -> WorksheetView:
    """Return a row as pages show it."""
    return WorksheetView(
        id=row.key,
        title=row.title,
        summary=row.summary,
        owner=row.owner,
        last_checked=row.last_checked,
        next_check=row.next_check,
        is_overdue=row.next_check < today(),
        audience_labels=labels(row.audience, AUDIENCES),
        language=row.language,
        language_label=LANGUAGES[row.language],
        direction="rtl" if row.language in RIGHT_TO_LEFT else "ltr",
        parts=tuple(
            PartView(id=f"part-{number}", **(part | {"choices": tuple(part["choices"])}))
            for number, part in enumerate(row.parts, 1)
        ),
        region=get_region(row.region_id or ""),
        for_everyone=row.for_everyone,
    )
