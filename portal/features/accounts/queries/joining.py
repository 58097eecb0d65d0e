"""Read who asked for an account, which mail domains are a county's, and what is switched off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, AccountRequest, CountyDomain, JoiningSwitch, RoleGrant
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.queries.viewers import grant_of, main_regions
from portal.features.accounts.rules import ROLE_PERMISSIONS, Role, Scope, Switch
from portal.foundation.clock import today
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence

UNCONFIRMED, WAITING, APPROVED, DECLINED = "unconfirmed", "waiting", "approved", "declined"


def is_switched_off(switch: Switch) -> bool:
    """Say whether a statewide administrator switched a way to join off."""
    return db.session.get(JoiningSwitch, switch.value, populate_existing=True) is not None


def find_domain(domain: str) -> CountyDomain | None:
    """Return the row of a mail domain that is a county's."""
    return db.session.scalar(select(CountyDomain).where(CountyDomain.domain == domain))


def list_domains(county_fips: str) -> Sequence[CountyDomain]:
    """Return a county's mail domains."""
    known = select(CountyDomain).where(CountyDomain.county_fips == county_fips)
    return db.session.scalars(known.order_by(CountyDomain.domain)).all()


def find_open_request(email: str) -> AccountRequest | None:
    """Return the request of a mail address that nobody has decided on."""
    return db.session.scalar(
        select(AccountRequest)
        .where(AccountRequest.email == email, AccountRequest.state.in_((UNCONFIRMED, WAITING)))
        .order_by(AccountRequest.id.desc())
        .limit(1)
    )


def find_request_by_link(token: str) -> AccountRequest | None:
    """Return the request whose address a link confirms, as it is now: another request may just have used it."""
    return db.session.scalar(
        select(AccountRequest)
        .where(AccountRequest.token_hash == hash_token(token))
        .execution_options(populate_existing=True)
    )


def list_deciders(county_fips: str) -> list[Account]:
    """Return who decides on a county's requests: its liaisons, else its region's administrators, else the state's."""
    region = main_regions().get(county_fips, "")
    keys = [(Scope.COUNTY, county_fips), (Scope.REGION, region), (Scope.STATE, "")]
    here = or_(*((RoleGrant.scope == scope.value) & (RoleGrant.key == key) for scope, key in keys))
    roles = [role.value for role in Role if permissions.PEOPLE_GRANT in ROLE_PERMISSIONS[role]]
    rows = db.session.execute(
        select(RoleGrant, Account)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(here, RoleGrant.role.in_(roles), Account.closed_at.is_(None), Account.password_hash.is_not(None))
        .order_by(Account.id)
    ).all()
    for scope, _ in keys:
        found = [account for row, account in rows if row.scope == scope.value and grant_of(row).holds_on(today())]
        if found:
            return list(dict.fromkeys(found))
    return []
