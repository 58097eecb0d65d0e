"""Read accounts, and who a signed-in person is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account, JoinLink, RoleGrant, SignInSession, SignInTry
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.rules import ROLE_LABELS, Grant, Role, Scope, chief_role, permissions_of, powers_of
from portal.features.regions.queries import RegionView, find_county, find_region, list_counties, list_regions
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.epoch import current_epoch, current_people, kept

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Select

LARGEST_ID = 2**31 - 1  # what a column of ids holds; an address may name any number


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person a page is for. `regions` are those the person belongs to, the home region first."""

    account_id: int
    session_id: int
    name: str
    email: str
    role: Role | None
    county_fips: str | None
    county_name: str | None
    home_region: RegionView | None
    regions: tuple[RegionView, ...]
    permissions: frozenset[str]
    powers: frozenset[tuple[str, str]]

    @property
    def role_label(self) -> str:
        """The person's chief role in words."""
        return ROLE_LABELS[self.role] if self.role else "Member"

    @property
    def may_administer(self) -> bool:
        """Whether any page of the administration is open to the person."""
        return bool(self.powers or self.permissions & {permissions.PEOPLE_VIEW, permissions.PLUGINS_VIEW})

    def may(self, permission: str, region_id: str = "") -> bool:
        """Say whether the person has a permission: in the whole state, or in a region if one is given."""
        return permission in self.permissions or (permission, region_id) in self.powers

    def may_somewhere(self, permission: str) -> bool:
        """Say whether the person has a permission in the whole state or in any region."""
        return permission in self.permissions or any(permission == held for held, _ in self.powers)

    def may_enter(self, region: RegionView) -> bool:
        """Say whether a region's own pages are open to the person."""
        return region.id in {own.id for own in self.regions} or self.may(permissions.REGIONS_VIEW_ALL)


@dataclass(frozen=True, slots=True)
class Presence:
    """A person in a running session: who it is, since when, and when last noted."""

    viewer: Viewer
    created_at: datetime
    seen_at: datetime


def grant_of(row: RoleGrant) -> Grant:
    """Return a row as a value the rules can decide on."""
    return Grant(Role(row.role), Scope(row.scope), row.key)


def viewer_of(session: SignInSession) -> Viewer:
    """Return the person of a session whose account and grants are loaded."""
    account = session.account
    grants = [grant_of(row) for row in account.grants]
    county = find_county(account.county_fips) if account.county_fips else None
    regions = list(county.regions) if county else []
    for grant in grants:
        if grant.scope is Scope.REGION:
            regions += [region for region in [find_region(grant.key)] if region]
        elif grant.scope is Scope.COUNTY and (served := find_county(grant.key)):
            regions += served.regions
    own = tuple(dict.fromkeys(regions))
    return Viewer(
        account_id=account.id,
        session_id=session.id,
        name=account.name,
        email=account.email,
        role=chief_role(grants),
        county_fips=account.county_fips,
        county_name=county.name if county else None,
        home_region=own[0] if own else None,
        regions=own,
        permissions=permissions_of(grants),
        powers=powers_of(grants),
    )


def find_presence(token: str) -> Presence | None:
    """Return who a running session's token belongs to; read again when anything of people or regions has changed."""
    store, key = kept("people"), (hash_token(token),)
    stamp = (current_people(), current_epoch())
    found, presence = store.find(key, stamp)
    if not found:
        session = find_session(token)
        if session is None:
            return None
        presence = Presence(viewer_of(session), session.created_at, session.seen_at)
        store.put(key, stamp, presence)
    return presence  # type: ignore[no-any-return]  # nothing else is put there


def forget_presence(token: str) -> None:
    """Read a session again at its next request."""
    kept("people").put((hash_token(token),), (), None)


def find_session(token: str) -> SignInSession | None:
    """Return the running session of a token, with its account and grants, in one query."""
    statement = (
        select(SignInSession)
        .join(SignInSession.account)
        .where(
            SignInSession.token_hash == hash_token(token), SignInSession.ended_at.is_(None), Account.closed_at.is_(None)
        )
        .options(joinedload(SignInSession.account).joinedload(Account.grants))
    )
    return db.session.scalars(statement).unique().one_or_none()


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


def list_names(account_ids: Collection[int]) -> dict[int, str]:
    """Return the name of each account by its id."""
    known = select(Account.id, Account.name).where(Account.id.in_(account_ids))
    return dict(db.session.execute(known).all())


def find_join_link(token: str) -> JoinLink | None:
    """Return a one-time link with its account, as they are now: another request may just have used it."""
    return db.session.scalar(
        select(JoinLink)
        .where(JoinLink.token_hash == hash_token(token))
        .options(joinedload(JoinLink.account))
        .with_for_update(of=JoinLink)
        .execution_options(populate_existing=True)
    )


def list_tries(subject: str, since: datetime) -> Sequence[datetime]:
    """Return the moments of tries under a subject since a moment."""
    return db.session.scalars(select(SignInTry.at).where(SignInTry.subject == subject, SignInTry.at > since)).all()


def select_people(*, words: str, county: str, role: str, status: str) -> Select[Account]:
    """Return the statement for people whose name or mail address has the words, narrowed by filters; empty for any."""
    statement = select(Account).order_by(Account.name, Account.id)
    if words:
        pattern, as_written = f"%{escape_like(words.casefold())}%", f"%{escape_like(words)}%"
        statement = statement.where(
            or_(
                func.lower(Account.name).like(pattern, escape="\\"),
                Account.name.like(as_written, escape="\\"),  # not every database knows Á as the capital of á
                Account.email.like(pattern, escape="\\"),
            )
        )
    if county:
        statement = statement.where(Account.county_fips == county)
    if role:
        statement = statement.where(Account.id.in_(select(RoleGrant.account_id).where(RoleGrant.role == role)))
    if status == "closed":
        statement = statement.where(Account.closed_at.is_not(None))
    elif status == "invited":
        statement = statement.where(Account.closed_at.is_(None), Account.password_hash.is_(None))
    elif status == "active":
        statement = statement.where(Account.closed_at.is_(None), Account.password_hash.is_not(None))
    return statement.options(joinedload(Account.county), selectinload(Account.grants))


def escape_like(text: str) -> str:
    """Return the text with LIKE's own signs made plain."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def status_of(account: Account) -> tuple[str, str]:
    """Return an account's state: its key and its words."""
    if account.closed_at:
        return "closed", "Closed"
    if account.password_hash is None:
        return "invited", "Has not signed in yet"
    return "active", "Active"


def scope_label(grant: Grant) -> str:
    """Return where a grant reaches, in words."""
    if grant.scope is Scope.COUNTY:
        county = find_county(grant.key)
        return f"{county.name} County" if county else f"County {grant.key}"
    if grant.scope is Scope.REGION:
        region = find_region(grant.key)
        return region.name if region else f"Region {grant.key} (not installed)"
    return "Statewide"


def scope_choices() -> list[tuple[str, str]]:
    """Return every place a role can be granted for, as "scope:key" and words."""
    state = [("state:", "Statewide")]
    regions = [(f"region:{region.id}", region.name) for region in list_regions()]
    return state + regions + [(f"county:{county.fips}", f"{county.name} County") for county in list_counties()]


def count_accounts(*, is_demo: bool) -> int:
    """Return how many accounts come from the demo data, or how many do not."""
    return db.session.scalar(select(func.count()).select_from(Account).where(Account.is_demo == is_demo)) or 0


def count_other_administrators(excluding: int) -> int:
    """Return how many accounts besides one can sign in and administer the whole state."""
    return (
        db.session.scalar(
            select(func.count(Account.id.distinct()))
            .join(RoleGrant, RoleGrant.account_id == Account.id)
            .where(
                RoleGrant.role == Role.STATEWIDE_ADMINISTRATOR.value,
                Account.closed_at.is_(None),
                Account.password_hash.is_not(None),
                Account.id != excluding,
            )
        )
        or 0
    )


def names_of(account_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return people's names by the ids of their accounts."""
    known = [account_id for account_id in account_ids if account_id is not None]
    return {
        row.id: row.name for row in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(known)))
    }
