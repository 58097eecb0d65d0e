"""The list of people: whose, searched, narrowed and in which order."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, AuthenticatorApp, Passkey, RoleGrant
from portal.features.accounts.rules import Scope
from portal.features.regions.models import County

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select

    from portal.features.accounts.queries import Viewer

NOWHERE = "none"
ACTIVE, INVITED, CLOSED = "active", "invited", "closed"
LATELY, DORMANT, NEVER = "lately", "dormant", "never"
WITH, WITHOUT = "with", "without"
WORDS_AT_MOST = 8
STATUS = case(
    (Account.closed_at.is_not(None), CLOSED), (Account.password_hash.is_(None), INVITED), else_=ACTIVE
)  # fmt: skip
# what is shown besides a password; printed codes stand in for it and are none
HAS_FACTOR = Account.id.in_(select(Passkey.account_id).union(select(AuthenticatorApp.account_id)))
FACTOR = case((HAS_FACTOR, WITH), else_=WITHOUT)
# the same as conditions on the columns themselves: of an expression, a database cannot know how many rows meet it
OF_STATUS = {
    ACTIVE: (Account.closed_at.is_(None), Account.password_hash.is_not(None)),
    INVITED: (Account.closed_at.is_(None), Account.password_hash.is_(None)),
    CLOSED: (Account.closed_at.is_not(None),),
}
ORDERS = {
    "name": (Account.name.asc(),),
    "-name": (Account.name.desc(),),
    "county": (County.name.asc().nulls_last(), Account.name),
    "-county": (County.name.desc().nulls_last(), Account.name),
    "seen": (Account.seen_at.asc().nulls_first(), Account.name),
    "-seen": (Account.seen_at.desc().nulls_last(), Account.name),
    "since": (Account.created_at.asc(), Account.name),
    "-since": (Account.created_at.desc(), Account.name),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which people are looked for, and in which order; empty means any.

    `region_counties` are the counties the region is the main one of, and `dormant_before` is the moment since when
    somebody must have been here not to count as dormant.
    """

    words: str = ""
    county: str = ""
    region: str = ""
    role: str = ""
    status: str = ""
    here: str = ""
    factor: str = ""
    order: str = "name"
    region_counties: frozenset[str] = field(default_factory=frozenset)
    dormant_before: datetime


def keys_in_sight(viewer: Viewer) -> frozenset[str] | None:
    """Return the regions and counties whose people somebody may see; None for everybody's."""
    return keys_with(viewer, permissions.PEOPLE_VIEW)


def keys_with(viewer: Viewer, permission: str) -> frozenset[str] | None:
    """Return the regions and counties in which somebody has a permission; None for everywhere."""
    if viewer.may(permission):
        return None
    return frozenset(key for held, key in viewer.powers if held == permission)


def select_people(wanted: Wanted, keys: frozenset[str] | None) -> Select[Account]:
    """Return the statement for the people who are looked for, as far as they are in sight."""
    order = (*ORDERS.get(wanted.order, ORDERS["name"]), Account.id)
    return (
        select(Account)
        .join(Account.county, isouter=True)
        .where(*of_sight(keys), *of_words(wanted.words), *of_role(wanted.role, keys), *of_place(wanted, keys))
        .where(*of_standing(wanted))
        .order_by(*order)
        .options(joinedload(Account.county), selectinload(Account.grants))
    )


def of_sight(keys: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    """Give what keeps to people of these regions and counties, by their own county or by a role there."""
    if keys is not None:
        held = select(RoleGrant.account_id).where(RoleGrant.key.in_(keys))
        yield or_(Account.county_fips.in_(keys), Account.id.in_(held))


def of_words(words: str) -> Iterator[ColumnElement[bool]]:
    """Give what finds every word in the name or the mail address."""
    for word in words.split()[:WORDS_AT_MOST]:
        pattern = f"%{escape_like(word.casefold())}%"
        places = [func.lower(Account.name).like(pattern, escape="\\"), Account.email.like(pattern, escape="\\")]
        if not word.isascii():  # not every database knows Á as the capital of á
            places.append(Account.name.like(f"%{escape_like(word)}%", escape="\\"))
        yield or_(*places)


def of_role(role: str, keys: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    """Give what keeps to people who hold a role in sight."""
    if role:
        one = aliased(RoleGrant)
        held = select(one.account_id).where(one.role == role)
        if keys is None:  # most people may hold it: they are asked for one by one, in the order of the list
            yield held.where(one.account_id == Account.id).exists()
        else:
            yield Account.id.in_(held.where(one.key.in_(keys)))


def of_place(wanted: Wanted, keys: frozenset[str] | None) -> Iterator[ColumnElement[bool]]:
    """Give what keeps to people of a county, and of a region: of its counties, or with a role for it in sight."""
    if wanted.county:
        yield Account.county_fips.is_(None) if wanted.county == NOWHERE else Account.county_fips == wanted.county
    if wanted.region:
        held = select(RoleGrant.account_id).where(RoleGrant.scope == Scope.REGION, RoleGrant.key == wanted.region)
        is_told = keys is None or wanted.region in keys
        own = Account.county_fips.in_(wanted.region_counties)
        yield or_(own, Account.id.in_(held)) if is_told else own


def of_standing(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    """Give what keeps to people by the state of their account, when they were last here, and how they sign in."""
    yield from OF_STATUS.get(wanted.status, ())
    if wanted.here == NEVER:
        yield Account.seen_at.is_(None)
    if wanted.here == DORMANT:
        yield Account.seen_at < wanted.dormant_before
    if wanted.here == LATELY:
        yield Account.seen_at >= wanted.dormant_before
    if wanted.factor in {WITH, WITHOUT}:
        yield HAS_FACTOR if wanted.factor == WITH else ~HAS_FACTOR


def last_here(dormant_before: datetime) -> ColumnElement[str]:
    """Return when somebody was last here, as one of three keys."""
    return case((Account.seen_at.is_(None), NEVER), (Account.seen_at < dormant_before, DORMANT), else_=LATELY)


def escape_like(text: str) -> str:
    """Return the text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
