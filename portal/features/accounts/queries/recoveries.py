"""Read requests to get back in, their links, and who may confirm them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import (
    Account,
    RecoveryAsk,
    RecoveryConfirmation,
    RecoveryLink,
    RecoveryRequest,
    RoleGrant,
)
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.queries.accounts import LARGEST_ID, get_account
from portal.features.accounts.queries.viewers import grant_of, main_regions
from portal.features.accounts.rules import ROLE_PERMISSIONS, Recovery, Scope
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.foundation.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from portal.features.accounts.rules import Grant, Place

OPEN, STOP = "open", "stop"
ASKS_AT_ONCE = 200
CONFIRMING = [role.value for role, allowed in ROLE_PERMISSIONS.items() if permissions.PEOPLE_RECOVER in allowed]


def list_asks() -> Sequence[int]:
    """Return the ids of asks that the job has not looked at yet."""
    return db.session.scalars(select(RecoveryAsk.id).order_by(RecoveryAsk.id).limit(ASKS_AT_ONCE)).all()


def find_ask(ask_id: int) -> RecoveryAsk | None:
    """Return an ask, unless somebody else has looked at it meanwhile."""
    return db.session.get(RecoveryAsk, ask_id, populate_existing=True)


def get_request(request_id: int) -> RecoveryRequest:
    """Return a request as it is now, or refuse."""
    row = db.session.get(RecoveryRequest, request_id, populate_existing=True) if request_id <= LARGEST_ID else None
    if row is None:
        raise NotFound
    return row


def recovery_of(row: RecoveryRequest) -> Recovery:
    """Return a request as a value the rules can decide on; who may not confirm it any more does not count."""
    account = get_account(row.account_id)
    confirmed = select(RecoveryConfirmation.account_id).where(RecoveryConfirmation.request_id == row.id)
    by = list_helpers(account, Account.id.in_(confirmed))
    return Recovery(
        owner=row.account_id,
        asked_at=row.asked_at,
        needed=rules.confirmations_needed(held_by(account)),
        confirmed_by=frozenset(person.id for person in by),
        opens_at=row.opens_at,
        ended=row.ended,
    )


def find_going_on(account_id: int) -> RecoveryRequest | None:
    """Return the request of an account that has not come to an end, if there is one."""
    newest = select(RecoveryRequest).where(RecoveryRequest.account_id == account_id, RecoveryRequest.ended == "")
    row = db.session.scalar(newest.order_by(RecoveryRequest.id.desc()).limit(1))
    return row if row and rules.stage_of(recovery_of(row), at=now()) in rules.GOING_ON else None


def list_without_end() -> Sequence[RecoveryRequest]:
    """Return the requests whose end is not written down, oldest first."""
    return db.session.scalars(
        select(RecoveryRequest).where(RecoveryRequest.ended == "").order_by(RecoveryRequest.id)
    ).all()


def asked_at_times(account_id: int) -> Sequence[datetime]:
    """Return when requests of an account were made."""
    return db.session.scalars(select(RecoveryRequest.asked_at).where(RecoveryRequest.account_id == account_id)).all()


def link_times(request_id: int) -> Sequence[datetime]:
    """Return when links to set a new password were made for a request."""
    links = select(RecoveryLink.made_at).where(RecoveryLink.request_id == request_id, RecoveryLink.purpose == OPEN)
    return db.session.scalars(links).all()


def get_link(token: str, purpose: str) -> RecoveryLink:
    """Return a link of ours as it is now, or refuse."""
    known = select(RecoveryLink).where(RecoveryLink.token_hash == hash_token(token), RecoveryLink.purpose == purpose)
    link = db.session.scalar(known.execution_options(populate_existing=True))
    if link is None:
        raise NotFound("This link is not one of ours. Check that it was copied whole.")
    return link


def is_newest(link: RecoveryLink) -> bool:
    """Say whether no later link of the kind was made for the request."""
    later = select(RecoveryLink.id).where(
        RecoveryLink.request_id == link.request_id, RecoveryLink.purpose == link.purpose, RecoveryLink.id > link.id
    )
    return db.session.scalar(later.limit(1)) is None


def list_helpers(account: Account, which: ColumnElement[bool]) -> list[Account]:
    """Return who of some people may confirm today that it is this person: with an open account, and outranking it."""
    mains, on = main_regions(), today()
    grants, homes = held_by(account), homes_of(account)
    people = select(Account).where(
        which, Account.id != account.id, Account.closed_at.is_(None), Account.password_hash.is_not(None)
    )
    people = people.options(selectinload(Account.grants)).execution_options(populate_existing=True)
    found: list[Account] = []
    for person in db.session.scalars(people.order_by(Account.id)):
        own = held_by(person)
        can = all(rules.may(own, permissions.PEOPLE_RECOVER, home, on=on) for home in homes)
        if can and rules.outranks(own, grants, mains, permission=permissions.PEOPLE_RECOVER, on=on):
            found.append(person)
    return found


def held_by(account: Account) -> list[Grant]:
    """Return the roles of an account as values the rules can decide on."""
    return [grant_of(row) for row in account.grants]


def homes_of(account: Account) -> list[Place]:
    """Return where somebody is looked after: in the own county, or else wherever a role is held."""
    mains = main_regions()
    if account.county_fips:
        return [rules.Place(region=mains.get(account.county_fips, ""), county=account.county_fips)]
    return [rules.place_of(grant, mains) for grant in held_by(account)] or [rules.WHOLE_STATE]


def nearest_helpers(account_id: int, *, needed: int) -> list[Account]:
    """Return whom to ask to confirm: the county's liaisons, and further people only where those are too few."""
    account = get_account(account_id)
    keys = {key for place in homes_of(account) for key in (place.region, place.county) if key}
    near = select(RoleGrant.account_id).where(
        RoleGrant.role.in_(CONFIRMING), or_(RoleGrant.key.in_(keys), RoleGrant.scope == Scope.STATE.value)
    )
    reached: dict[int, list[Account]] = {0: [], 1: [], 2: []}
    for person in list_helpers(account, Account.id.in_(near)):
        reached[min(distance(row) for row in person.grants if row.role in CONFIRMING)].append(person)
    found: list[Account] = []
    for people_there in reached.values():
        if len(found) < needed:
            found += people_there
    return found


def distance(row: RoleGrant) -> int:
    """Return how far from the person a role is held: 0 in the county, 1 in the region, 2 for the whole state."""
    return (Scope.COUNTY.value, Scope.REGION.value, Scope.STATE.value).index(row.scope)
