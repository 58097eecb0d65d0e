"""Read accounts, their one-time links and their tries to sign in."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts.models import Account, EndedLink, JoinLink, RoleGrant, SignInTry
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.rules import Role
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


LARGEST_ID = 2**31 - 1  # what a column of ids holds; an address may name any number


def find_account_by_email(email: str) -> Account | None:
    """Return the account of a mail address in the form it is compared in."""
    return db.session.scalar(select(Account).where(Account.email == normal_email(email)))


def normal_email(email: str) -> str:
    """Return a mail address in the form it is stored and compared in."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def get_account(account_id: int) -> Account:
    """Return an account with its county and grants, or refuse."""
    known = select(Account).where(Account.id == account_id)
    known = known.options(joinedload(Account.county), selectinload(Account.grants))
    known = known.execution_options(populate_existing=True)  # what was read before the transaction may be old
    account = db.session.scalar(known) if account_id <= LARGEST_ID else None
    if account is None:
        raise NotFound
    return account


def names_of(account_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return people's names by the ids of their accounts."""
    known = [account_id for account_id in account_ids if account_id is not None]
    return {
        row.id: row.name for row in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(known)))
    }


def find_join_link(token: str) -> JoinLink | None:
    """Return a one-time link with its account, as they are now: another request may just have used it."""
    return db.session.scalar(
        select(JoinLink)
        .where(JoinLink.token_hash == hash_token(token))
        .options(joinedload(JoinLink.account))
        .with_for_update(of=JoinLink)
        .execution_options(populate_existing=True)
    )


def has_ended(token: str) -> bool:
    """Say whether a one-time link was replaced or taken back before anybody used it."""
    return db.session.get(EndedLink, hash_token(token)) is not None


def list_tries(subject: str, since: datetime) -> Sequence[datetime]:
    """Return the moments of tries under a subject since a moment."""
    return db.session.scalars(select(SignInTry.at).where(SignInTry.subject == subject, SignInTry.at > since)).all()


def count_accounts(*, is_demo: bool) -> int:
    """Return how many accounts come from the demo data, or how many do not."""
    return db.session.scalar(select(func.count()).select_from(Account).where(Account.is_demo == is_demo)) or 0


def count_other_administrators(excluding: int) -> int:
    """Return how many accounts besides one can sign in and administer the whole state, today and for good."""
    return (
        db.session.scalar(
            select(func.count(Account.id.distinct()))
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.role == Role.STATEWIDE_ADMINISTRATOR.value,
                RoleGrant.ends_on.is_(None),
                or_(RoleGrant.starts_on.is_(None), RoleGrant.starts_on <= today()),
                Account.closed_at.is_(None),
                Account.password_hash.is_not(None),
                Account.id != excluding,
            )
        )
        or 0
    )
