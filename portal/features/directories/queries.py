"""Read directories' tokens, and the people a directory reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.queries import LARGEST_ID, grant_of, names_of, normal_email
from portal.features.accounts.rules import Scope
from portal.features.directories import rules
from portal.features.directories.models import DirectoryPerson, DirectoryToken
from portal.features.directories.rules import Facts
from portal.features.regions.queries import CountyServed, find_county, list_counties
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Exists, Select

    from portal.features.accounts.queries import Viewer


@dataclass(frozen=True, slots=True)
class Directory:
    """The directory that asks: a county's, known by one of its tokens."""

    token_id: int
    token_hash: str
    name: str
    county_fips: str
    county_name: str
    used_at: datetime | None

    @property
    def source(self) -> str:
        """Its name in the audit."""
        return f"Directory of {self.county_name} County: {self.name}"


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as the staff's page shows it."""

    id: int
    name: str
    county_name: str
    made_at: datetime
    made_by: str
    used_at: datetime | None
    ended_at: datetime | None


def find_directory(token: str) -> Directory | None:
    """Return the directory a running token belongs to."""
    row = db.session.scalar(
        select(DirectoryToken).where(DirectoryToken.token_hash == hash_token(token), DirectoryToken.ended_at.is_(None))
    )
    if row is None:
        return None
    county = find_county(row.county_fips)
    return Directory(
        token_id=row.id,
        token_hash=row.token_hash,
        name=row.name,
        county_fips=row.county_fips,
        county_name=county.name if county else row.county_fips,
        used_at=row.used_at,
    )


def find_token(viewer: Viewer, token_id: int) -> DirectoryToken | None:
    """Return a token of a county whose directory somebody may connect; None for any other."""
    row = db.session.get(DirectoryToken, token_id, populate_existing=True) if token_id <= LARGEST_ID else None
    return row if row and viewer.may(permissions.DIRECTORIES_CONNECT, row.county_fips) else None


def counties_of(viewer: Viewer) -> list[CountyServed]:
    """Return the counties whose directory somebody may connect, in the order of the alphabet."""
    return [county for county in list_counties() if viewer.may(permissions.DIRECTORIES_CONNECT, county.fips)]


def list_tokens(viewer: Viewer) -> list[TokenRow]:
    """Return the tokens of those counties: by county, those that run first, the newest of them first."""
    counties = {county.fips: county.name for county in counties_of(viewer)}
    rows = db.session.scalars(
        select(DirectoryToken)
        .where(DirectoryToken.county_fips.in_(counties))
        .order_by(DirectoryToken.ended_at.is_not(None), DirectoryToken.id.desc())
    ).all()
    makers = names_of({row.made_by_id for row in rows})
    found = [
        TokenRow(
            row.id,
            row.name,
            counties[row.county_fips],
            row.made_at,
            makers.get(row.made_by_id, ""),
            row.used_at,
            row.ended_at,
        )
        for row in rows
    ]
    return sorted(found, key=lambda token: token.county_name)


def find_person(directory: Directory, account_id: int) -> Account | None:
    """Return a person whom a directory reaches, with county and grants."""
    return db.session.scalar(within_reach(directory).where(Account.id == account_id))


def is_beyond_reach(directory: Directory, account_id: int) -> bool:
    """Say whether a directory that asked for an account asked for one that it neither reaches nor has deleted."""
    dropped = select(Account.id).where(Account.id == account_id, is_dropped(directory))
    return account_id <= LARGEST_ID and db.session.scalar(dropped) is None


def within_reach(directory: Directory) -> Select[Account]:
    """Return the statement for the people whom a directory reaches and has not deleted, as they are now.

    The same as `rules.is_within_reach`, said to the database.
    """
    fips = directory.county_fips
    is_own = and_(RoleGrant.role.in_(rules.OWN_ROLES), RoleGrant.scope == Scope.COUNTY.value, RoleGrant.key == fips)
    further = exists().where(RoleGrant.account_id == Account.id, ~is_own)
    statement = select(Account).where(Account.county_fips == fips, ~further, ~is_dropped(directory))
    statement = statement.options(joinedload(Account.county), selectinload(Account.grants))
    return statement.execution_options(populate_existing=True)  # what was read before the transaction may be old


def is_dropped(directory: Directory) -> ColumnElement[bool]:
    """Return the condition that the county's directory has deleted a person."""
    return said(directory).where(DirectoryPerson.dropped_at.is_not(None))


def said(directory: Directory) -> Exists:
    """Return the condition that the county's directory has said something of a person."""
    return exists().where(
        DirectoryPerson.account_id == Account.id, DirectoryPerson.county_fips == directory.county_fips
    )


def has_user_name(directory: Directory, user_name: str) -> ColumnElement[bool]:
    """Return the condition that a person has this user name: the directory's own, else the mail address."""
    named = select(DirectoryPerson.account_id).where(
        DirectoryPerson.user_key == rules.user_key(user_name), DirectoryPerson.county_fips == directory.county_fips
    )
    return or_(Account.id.in_(named), and_(Account.email == normal_email(user_name), ~said(directory)))


def has_external_id(directory: Directory, external_id: str) -> ColumnElement[bool]:
    """Return the condition that the directory knows a person by this id of its own."""
    named = select(DirectoryPerson.account_id).where(
        DirectoryPerson.external_id == external_id, DirectoryPerson.county_fips == directory.county_fips
    )
    return Account.id.in_(named)


def whose_user_name(directory: Directory, user_name: str) -> int | None:
    """Return the account of the county that has a user name, also of a person beyond reach; not of a deleted one."""
    return db.session.scalar(
        select(Account.id)
        .where(Account.county_fips == directory.county_fips, ~is_dropped(directory))
        .where(has_user_name(directory, user_name))
        .limit(1)
    )


def find_dropped(directory: Directory, facts: Facts) -> Account | None:
    """Return the person whom this directory deleted and now speaks of again, by address or user name."""
    same = or_(Account.email == normal_email(facts.email), DirectoryPerson.user_key == rules.user_key(facts.user_name))
    found = db.session.scalars(
        select(Account)
        .join(DirectoryPerson, DirectoryPerson.account_id == Account.id)
        .where(DirectoryPerson.county_fips == directory.county_fips, DirectoryPerson.dropped_at.is_not(None), same)
        .order_by(Account.email != normal_email(facts.email))
        .options(joinedload(Account.county), selectinload(Account.grants))
        .execution_options(populate_existing=True)
    ).first()
    return found if found and reaches(directory, found) else None


def reaches(directory: Directory, account: Account) -> bool:
    """Say whether a directory reaches a person."""
    grants = [grant_of(row) for row in account.grants]
    return rules.is_within_reach(directory.county_fips, home=account.county_fips, grants=grants)


def list_people(
    directory: Directory, conditions: Sequence[ColumnElement[bool]], *, after: int, most: int
) -> tuple[int, list[Account]]:
    """Return how many people within reach meet the conditions, and a part of them in the order of their ids."""
    statement = within_reach(directory).where(*conditions)
    total = db.session.scalar(select(func.count()).select_from(statement.with_only_columns(Account.id).subquery()))
    people = db.session.scalars(statement.order_by(Account.id).offset(after).limit(most)).unique().all() if most else []
    return total or 0, list(people)


def rows_of(directory: Directory, accounts: Sequence[Account]) -> dict[int, DirectoryPerson]:
    """Return what the county's directory said of people, by the id of the account."""
    known = select(DirectoryPerson).where(
        DirectoryPerson.account_id.in_([account.id for account in accounts]),
        DirectoryPerson.county_fips == directory.county_fips,
    )
    return {row.account_id: row for row in db.session.scalars(known)}


def facts_of(account: Account, row: DirectoryPerson | None) -> Facts:
    """Return what a directory is told of a person: what it said itself, with the address and state as they are."""
    if row is None:
        return Facts(
            user_name=account.email,
            email=account.email,
            is_active=account.closed_at is None,
            display_name=account.name,
        )
    return Facts(
        user_name=row.user_name,
        email=account.email,
        is_active=account.closed_at is None,
        external_id=row.external_id,
        display_name=row.display_name,
        given_name=row.given_name,
        family_name=row.family_name,
        formatted_name=row.formatted_name,
        is_primary=row.is_primary,
    )
