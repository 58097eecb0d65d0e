"""Actions on several people, as those who asked for them see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account
from portal.features.accounts.queries import LARGEST_ID
from portal.features.people.models import Deed, DeedPart
from portal.features.people.queries.listing import of_sight, select_people
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries.listing import Wanted


def find_deed(viewer: Viewer, deed_id: int) -> Deed | None:
    """Return an action somebody asked for; what others have confirmed is for whoever looks after the whole state."""
    deed = db.session.get(Deed, deed_id, populate_existing=True) if deed_id <= LARGEST_ID else None
    if deed is None or deed.actor_id == viewer.account_id:
        return deed
    return deed if deed.confirmed_at is not None and viewer.may(permissions.PEOPLE_VIEW) else None


def select_deeds(viewer: Viewer) -> Select[Deed]:
    """Return the statement for the confirmed actions somebody may see, newest first."""
    statement = select(Deed).where(Deed.confirmed_at.is_not(None)).order_by(Deed.id.desc())
    return statement if viewer.may(permissions.PEOPLE_VIEW) else statement.where(Deed.actor_id == viewer.account_id)


def count_states(deed_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return, for each action, how many people it is in which state for."""
    statement = (
        select(DeedPart.deed_id, DeedPart.state, func.count())
        .where(DeedPart.deed_id.in_(deed_ids))
        .group_by(DeedPart.deed_id, DeedPart.state)
    )
    counted: dict[int, dict[str, int]] = {deed_id: {} for deed_id in deed_ids}
    for deed_id, state, people in db.session.execute(statement):
        counted[deed_id][state] = people
    return counted


def select_parts(deed_id: int) -> Select[DeedPart]:
    """Return the statement for what an action is to each person, by name."""
    return (
        select(DeedPart)
        .join(Account, Account.id == DeedPart.account_id)
        .where(DeedPart.deed_id == deed_id)
        .order_by(Account.name, Account.id)
    )


def list_chosen(account_ids: Collection[int], keys: frozenset[str] | None) -> Sequence[Account]:
    """Return the accounts of these numbers that are in sight, with their roles, by name."""
    known = [number for number in account_ids if number <= LARGEST_ID]
    return with_roles(select(Account).where(Account.id.in_(known), *of_sight(keys)).order_by(Account.name, Account.id))


def list_matching(wanted: Wanted, keys: frozenset[str] | None, *, at_most: int) -> Sequence[Account]:
    """Return the accounts a list shows on all its pages, at most so many and one more."""
    return with_roles(select_people(wanted, keys).limit(at_most + 1))


def accounts_of(account_ids: Collection[int]) -> dict[int, Account]:
    """Return accounts with their roles by their numbers."""
    return {account.id: account for account in with_roles(select(Account).where(Account.id.in_(account_ids)))}


def with_roles(statement: Select[Account]) -> Sequence[Account]:
    """Return accounts with their counties and roles."""
    loaded = statement.options(joinedload(Account.county), selectinload(Account.grants))
    return db.session.scalars(loaded).unique().all()
