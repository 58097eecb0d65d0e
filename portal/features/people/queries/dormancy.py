"""Accounts that nobody has used for long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts.models import Account
from portal.features.people import rules
from portal.features.people.models import Dormancy
from portal.features.people.queries.listing import of_sight
from portal.foundation.clock import now
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select


@dataclass(frozen=True, slots=True)
class Waits:
    """How long an account is unused until it rests, and how long from the notice until it is closed."""

    dormant: timedelta
    notice: timedelta


def is_resting(waits: Waits) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for open accounts that rest, on accounts with what is known of them beside."""
    since = now() - waits.dormant
    used = func.coalesce(Account.seen_at, Account.created_at) <= since
    return Account.closed_at.is_(None), used, or_(Dormancy.kept_at.is_(None), Dormancy.kept_at <= since)


def select_dormant(waits: Waits, *, keys: frozenset[str] | None) -> Select[Account]:
    """Return the statement for accounts that rest, those unused for longest first.

    `keys` are the regions and counties whose people are looked for; None for everybody.
    """
    known = select(Account).outerjoin(Dormancy, Dormancy.account_id == Account.id).where(*is_resting(waits))
    known = known.where(*of_sight(keys))
    order = (func.coalesce(Account.seen_at, Account.created_at), Account.id)
    return known.order_by(*order).options(joinedload(Account.county), selectinload(Account.grants))


def list_notices(account_ids: Collection[int]) -> dict[int, datetime]:
    """Return when the owners of accounts were told, by account."""
    known = select(Dormancy.account_id, Dormancy.noticed_at).where(
        Dormancy.account_id.in_(account_ids), Dormancy.noticed_at.is_not(None)
    )
    return {row.account_id: row.noticed_at for row in db.session.execute(known)}


def list_due(waits: Waits, *, but: Collection[int], at_most: int) -> list[int]:
    """Return accounts for which something is due, the oldest first: a notice, closing, or forgetting a notice."""
    told_since = Dormancy.noticed_at > now() - waits.notice
    used_since = Account.seen_at > Dormancy.noticed_at
    resting = select(Account.id).outerjoin(Dormancy, Dormancy.account_id == Account.id).where(*is_resting(waits))
    resting = resting.where(or_(Dormancy.noticed_at.is_(None), ~told_since, used_since))
    back = select(Account.id).join(Dormancy, Dormancy.account_id == Account.id).where(used_since)
    due = resting.union(back).subquery()
    known = select(due.c.id).where(due.c.id.not_in(but)).order_by(due.c.id).limit(at_most)
    return list(db.session.scalars(known))


def step_for(account: Account, kept: Dormancy | None, waits: Waits) -> rules.Step:
    """Return what is due for an account."""
    noticed_at = kept.noticed_at if kept else None
    return rules.next_step(
        used_at=used_at_of(account, kept), noticed_at=noticed_at, at=now(), dormant=waits.dormant, notice=waits.notice
    )


def rests(account: Account, kept: Dormancy | None, waits: Waits) -> bool:
    """Say whether an open account was unused for so long that it counts as dormant."""
    used_at = used_at_of(account, kept)
    return account.closed_at is None and rules.rests(used_at=used_at, at=now(), dormant=waits.dormant)


def used_at_of(account: Account, kept: Dormancy | None) -> datetime:
    """Return from when an account rests."""
    kept_at = kept.kept_at if kept else None
    return rules.last_used(created_at=account.created_at, seen_at=account.seen_at, kept_at=kept_at)
