"""Who waits to join, by request or invitation, and how a county's people may join."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, AccountRequest, CountyDomain, CountySignIn, JoinLink
from portal.features.accounts.queries import LARGEST_ID
from portal.features.accounts.queries.joining import WAITING
from portal.features.people.queries.granting import counties_with
from portal.features.people.queries.listing import keys_in_sight, keys_with, of_sight
from portal.foundation.clock import now
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer
    from portal.features.regions.queries import CountyServed


def select_requests(viewer: Viewer) -> Select[AccountRequest]:
    """Return the statement for the requests on which somebody decides, the oldest first."""
    waiting = select(AccountRequest).where(AccountRequest.state == WAITING)
    keys = keys_with(viewer, permissions.PEOPLE_CREATE)
    if keys is not None:
        waiting = waiting.where(AccountRequest.county_fips.in_(keys))
    return waiting.order_by(AccountRequest.changed_at, AccountRequest.id)


def find_request(viewer: Viewer, request_id: int) -> AccountRequest | None:
    """Return a request that is somebody's to decide; None for one out of sight, as for one that is not there."""
    known = select(AccountRequest).where(AccountRequest.id == request_id)
    known = known.execution_options(populate_existing=True)  # somebody else may just have decided
    request = db.session.scalar(known) if request_id <= LARGEST_ID else None
    if request is None or not viewer.may(permissions.PEOPLE_CREATE, request.county_fips):
        return None
    return request


def select_invited(viewer: Viewer) -> Select[Account]:
    """Return the statement for people somebody may see who were invited and have not joined, the newest first."""
    in_sight = of_sight(keys_in_sight(viewer))
    invited = select(Account).where(Account.closed_at.is_(None), Account.password_hash.is_(None), *in_sight)
    options = joinedload(Account.county), selectinload(Account.grants)
    return invited.order_by(Account.created_at.desc(), Account.id.desc()).options(*options)


def links_of(account_ids: Collection[int]) -> dict[int, JoinLink]:
    """Return the link each account can be opened with, also one that has expired."""
    known = select(JoinLink).where(JoinLink.account_id.in_(account_ids), JoinLink.used_at.is_(None))
    return {link.account_id: link for link in db.session.scalars(known)}


def standing_of(link: JoinLink | None) -> tuple[str, str]:
    """Return how an invitation stands: its key and its words."""
    if link is None:
        return "none", "No link: withdrawn, or a role was given since"
    return ("expired", "Expired") if link.expires_at < now() else ("waiting", "Waiting")


@dataclass(frozen=True, slots=True)
class CountyJoining:
    """How the people of a county may join: how many mail domains it has, and whether its own sign-in is in use."""

    county: CountyServed
    domains: tuple[str, ...]
    sign_in: str


def list_joining(viewer: Viewer) -> list[CountyJoining]:
    """Return how people join in each county for which somebody says so."""
    domains: dict[str, list[str]] = {}
    for fips, domain in db.session.execute(
        select(CountyDomain.county_fips, CountyDomain.domain).order_by(CountyDomain.domain)
    ):
        domains.setdefault(fips, []).append(domain)
    is_on = dict(db.session.execute(select(CountySignIn.county_fips, CountySignIn.is_on)).all())
    words = {None: "None", True: "In use", False: "Not in use"}
    return [
        CountyJoining(county, tuple(domains.get(county.fips, ())), words[is_on.get(county.fips)])
        for county in counties_with(viewer, permissions.JOINING_SET)
    ]


def find_own_domain(county_fips: str, domain_id: int) -> CountyDomain | None:
    """Return a mail domain of a county by its number."""
    row = db.session.get(CountyDomain, domain_id) if domain_id <= LARGEST_ID else None
    return row if row is not None and row.county_fips == county_fips else None
