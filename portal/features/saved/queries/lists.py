"""Reading lists as their owners and those they are shared with see them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_

from portal.features.accounts.models import Account
from portal.features.accounts.rules import credit_line
from portal.features.regions.models import County
from portal.features.saved import rules
from portal.features.saved.models import LeftList, ListEntry, ReadingList
from portal.features.saved.queries.audiences import audiences_of, is_shared_with, label_of
from portal.features.saved.queries.entries import EntryView, entries_of
from portal.features.saved.queries.things import along_with, find_thing
from portal.features.toolkits.drawing import page_marks, tool_marks
from portal.foundation.database import db

if TYPE_CHECKING:
    from datetime import datetime

    from portal.features.accounts.queries import Viewer

HOME_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class ListView:
    """A reading list as one person sees it; `audience` is whom its owner may still share it with.

    `owner_name` are the words by which its owner chose to be named. `is_marked` says that a page in it bears a warning;
    `entries` are there where the list itself is shown.
    """

    id: int
    key: str
    title: str
    note: str
    audience: rules.Audience
    version: int
    changed_at: datetime
    owner_name: str
    is_own: bool
    is_left: bool
    is_marked: bool
    length: int
    entries: tuple[EntryView, ...] = ()

    @property
    def audience_label(self) -> str:
        """Who sees it, in words."""
        return label_of(self.audience)


def select_lists(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    """Return the question for every list a person may open: own ones by title, then others' by the newest change."""
    is_own = ReadingList.account_id == viewer.account_id
    left = exists().where(LeftList.list_id == ReadingList.id, LeftList.account_id == viewer.account_id)
    length = select(func.count()).where(ListEntry.list_id == ReadingList.id).scalar_subquery()
    owner = (Account.name, County.name, Account.credit)
    return (
        select(ReadingList, *owner, left.label("is_left"), is_marked(viewer).label("is_marked"), length.label("length"))
        .join(Account, Account.id == ReadingList.account_id)
        .outerjoin(County, County.fips == Account.county_fips)
        .where(or_(is_own, is_shared_with(viewer)))
    )


def is_marked(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition for lists with a page that bears a warning, of those this person may see."""
    slugs, tools = [*page_marks()], [one for one in tool_marks() if find_thing(viewer, *one)]
    if not slugs and not tools:
        return false()
    return exists().where(
        ListEntry.list_id == ReadingList.id,
        or_(
            and_(ListEntry.region_id == "", ListEntry.key.in_(slugs)),
            tuple_(ListEntry.region_id, ListEntry.key).in_(tools) if tools else false(),
        ),
    )


def view_of(row: Any, viewer: Viewer) -> ListView:
    """Return a row of the question as a person sees it; for a place its owner has left it is shared no more."""
    found, name, county, credit, is_left, marked, length = row
    is_own = found.account_id == viewer.account_id
    audience = rules.Audience(found.reach, found.reach_key)
    if is_own and audience not in audiences_of(viewer):
        audience = rules.Audience()
    return ListView(
        id=found.id,
        key=found.key,
        title=found.title,
        note=found.note,
        audience=audience,
        version=found.version,
        changed_at=found.changed_at,
        owner_name=credit_line(name=name, county=county or "", credit=credit),
        is_own=is_own,
        is_left=bool(is_left),
        is_marked=bool(marked),
        length=length,
    )


def list_lists(viewer: Viewer) -> list[ListView]:
    """Return every list a person may open, without the pages in them. One question."""
    newest = select_lists(viewer).order_by(ReadingList.changed_at.desc(), ReadingList.id.desc())
    return [view_of(row, viewer) for row in db.session.execute(newest)]


def list_for_home(viewer: Viewer) -> list[ListView]:
    """Return the newest lists that others share with a person, and own ones with a page that bears a warning."""
    is_own = ReadingList.account_id == viewer.account_id
    left = exists().where(LeftList.list_id == ReadingList.id, LeftList.account_id == viewer.account_id)
    statement = (
        select_lists(viewer)
        .where(or_(and_(~is_own, ~left), and_(is_own, is_marked(viewer))))
        .order_by(ReadingList.changed_at.desc(), ReadingList.id.desc())
        .limit(HOME_AT_MOST)
    )
    return [view_of(row, viewer) for row in db.session.execute(statement)]


def find_list(viewer: Viewer, key: str) -> ListView | None:
    """Return a list with its pages, if this person may open it."""
    row = db.session.execute(select_lists(viewer).where(ReadingList.key == key)).one_or_none()
    if row is None:
        return None
    found = view_of(row, viewer)
    return replace(found, entries=entries_of(found.id, viewer))


def find_own_list(account_id: int, key: str, *, for_change: bool = False) -> ReadingList | None:
    """Return a person's own list; for a change, one that nobody else changes until this one is through."""
    if "\0" in key:  # not every database can look for one
        return None
    statement = select(ReadingList).where(ReadingList.account_id == account_id, ReadingList.key == key)
    if for_change:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def count_lists(account_id: int) -> int:
    """Return how many lists a person has."""
    return db.session.scalar(select(func.count()).where(ReadingList.account_id == account_id)) or 0


def lists_holding(account_id: int, region_id: str, key: str) -> frozenset[str]:
    """Return which of a person's lists hold a page, by the names of their addresses."""
    held = (
        select(ReadingList.key)
        .join(ListEntry, ListEntry.list_id == ReadingList.id)
        .where(ReadingList.account_id == account_id, ListEntry.region_id == region_id, ListEntry.key == key)
    )
    return frozenset(db.session.scalars(held))


def owners_holding(region_id: str, key: str) -> tuple[frozenset[int], int]:
    """Return whose lists hold a page or what a recall of it takes along, and how many lists do, of open accounts."""
    held = select(ListEntry.list_id).where(
        ListEntry.region_id == region_id, ListEntry.key.in_(along_with(region_id, key))
    )
    rows = db.session.execute(
        select(ReadingList.account_id)
        .join(Account, Account.id == ReadingList.account_id)
        .where(ReadingList.id.in_(held), Account.closed_at.is_(None))
    ).all()
    return frozenset(row.account_id for row in rows), len(rows)
