"""The yearly check of each county's people: how far it is, and who is still to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account
from portal.features.people.models import YearlyAnswer, YearlyCheck
from portal.features.people.queries.granting import counties_with
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a county's check is."""

    check_id: int
    fips: str
    county: str
    year: int
    opened_on: date
    total: int
    left_to_do: int

    @property
    def answered(self) -> int:
        """How many people were looked at, or have gone since."""
        return self.total - self.left_to_do

    @property
    def is_done(self) -> bool:
        """Whether everybody was looked at."""
        return self.left_to_do == 0


def is_open() -> ColumnElement[bool]:
    """Return the condition for a person still to be looked at: no answer yet, and still of the county."""
    return and_(
        YearlyAnswer.answer.is_(None), Account.closed_at.is_(None), Account.county_fips == YearlyCheck.county_fips
    )


def list_progress(viewer: Viewer) -> list[Progress]:
    """Return the newest check of each county whose people somebody looks after, by county."""
    names = {one.fips: one.name for one in counties_with(viewer, permissions.PEOPLE_CLOSE)}
    newest = select(func.max(YearlyCheck.year)).scalar_subquery()
    found = progress_of(and_(YearlyCheck.county_fips.in_(names), YearlyCheck.year == newest), names)
    return sorted(found, key=lambda one: one.county)


def progress_of(which: ColumnElement[bool], names: dict[str, str]) -> list[Progress]:
    """Return how far some checks are."""
    open_ones = func.sum(case((is_open(), 1), else_=0))
    known = (
        select(YearlyCheck, func.count(YearlyAnswer.id), func.coalesce(open_ones, 0))
        .outerjoin(YearlyAnswer, YearlyAnswer.check_id == YearlyCheck.id)
        .outerjoin(Account, Account.id == YearlyAnswer.account_id)
        .where(which)
        .group_by(YearlyCheck.id)
    )
    return [
        Progress(
            check.id, check.county_fips, names.get(check.county_fips, ""), check.year, check.opened_on, total, open_now
        )
        for check, total, open_now in db.session.execute(known)
    ]


def select_people_of_check(check_id: int) -> Select[Account]:
    """Return the statement for the people of a check, those still to be looked at first.

    Whoever belongs to another county by now is that county's: nothing is shown of them here.
    """
    return (
        select(Account)
        .join(YearlyAnswer, YearlyAnswer.account_id == Account.id)
        .join(YearlyCheck, YearlyCheck.id == YearlyAnswer.check_id)
        .where(YearlyCheck.id == check_id, Account.county_fips == YearlyCheck.county_fips)
        .where(or_(YearlyAnswer.answer.is_not(None), is_open()))
        .order_by(YearlyAnswer.answer.is_not(None), Account.name, Account.id)
        .options(joinedload(Account.county), selectinload(Account.grants))
    )


def list_answers(check_id: int, account_ids: Collection[int]) -> dict[int, str]:
    """Return the answers given for people, by account."""
    known = select(YearlyAnswer.account_id, YearlyAnswer.answer).where(
        YearlyAnswer.check_id == check_id, YearlyAnswer.account_id.in_(account_ids), YearlyAnswer.answer.is_not(None)
    )
    return {row.account_id: row.answer for row in db.session.execute(known)}


def find_answer(check_id: int, account_id: int) -> YearlyAnswer | None:
    """Return the place for the answer about a person."""
    return db.session.scalar(
        select(YearlyAnswer).where(YearlyAnswer.check_id == check_id, YearlyAnswer.account_id == account_id)
    )


def list_counties_to_open(year: int) -> list[str]:
    """Return the counties with people whose check of a year is not open yet."""
    opened = select(YearlyCheck.county_fips).where(YearlyCheck.year == year)
    known = select(Account.county_fips).where(
        Account.closed_at.is_(None), Account.county_fips.is_not(None), Account.county_fips.not_in(opened)
    )
    return [fips for fips in db.session.scalars(known.distinct().order_by(Account.county_fips)) if fips]
