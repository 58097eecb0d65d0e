"""The checks of a page, who owns it, and what people were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.accounts.queries import names_of
from portal.features.upkeep.models import PageCheck, Told
from portal.foundation.clock import day_in_california
from portal.foundation.database import db

if TYPE_CHECKING:
    from portal.features.toolkits.models import Page

SHOWN_CHECKS = 20


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check of a page: when, by whom, which version, and until when it was good."""

    at: datetime
    who: str
    number: int
    next_check: date


def list_checks(page: Page) -> list[CheckView]:
    """Return the last checks of a page, newest first."""
    rows = db.session.scalars(
        select(PageCheck).where(PageCheck.page_id == page.id).order_by(PageCheck.id.desc()).limit(SHOWN_CHECKS)
    ).all()
    names = names_of([row.checked_by_id for row in rows])
    return [CheckView(row.checked_at, names.get(row.checked_by_id, ""), row.number, row.next_check) for row in rows]


def find_owner(page: Page) -> Account | None:
    """Return the account that answers for a page, unless it is closed."""
    account = db.session.get(Account, page.owner_id) if page.owner_id else None
    return account if account and account.closed_at is None else None


def active_accounts(account_ids: set[int]) -> dict[int, Account]:
    """Return the accounts of these numbers that are not closed."""
    if not account_ids:
        return {}
    rows = db.session.scalars(select(Account).where(Account.id.in_(account_ids), Account.closed_at.is_(None)))
    return {row.id: row for row in rows}


def told_before(account_id: int) -> tuple[set[tuple[str, int, date]], set[date]]:
    """Return what a person was told of already, and on which days."""
    rows = db.session.scalars(select(Told).where(Told.account_id == account_id)).all()
    return {(row.thing, row.step, row.due_on) for row in rows}, {day_in_california(row.told_at) for row in rows}
