"""Read accounts, and who a signed-in person is."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import Account, JoinLink, RoleGrant, SignInSession, SignInTry
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.rules import ROLE_LABELS, Grant, Place, Role, Scope
from portal.features.regions.queries import (
    CountyServed,
    RegionView,
    find_county,
    find_region,
    list_counties,
    list_regions,
)
from portal.foundation.clock import today
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
    grants: tuple[Grant, ...] = ()

    @property
    def role_label(self) -> str:
        """The person's chief role in words."""
        return ROLE_LABELS[self.role] if self.role else "Member"

    @property
    def may_administer(self) -> bool:
        """Whether any page of the administration is open to the person."""
        return bool(self.powers or self.permissions & {permissions.PEOPLE_VIEW, permissions.PLUGINS_VIEW})

    def may(self, permission: str, key: str = "") -> bool:
        """Say whether the person has a permission: in the whole state, or in a region (key) or county (FIPS) if given.

        What `rules.may` decides, worked out beforehand.
        """
        return permission in self.permissions or (permission, key) in self.powers

    def may_somewhere(self, permission: str) -> bool:
        """Say whether the person has a permission in the whole state or in any region or county."""
        return permission in self.permissions or any(permission == held for held, _ in self.powers)

    def may_enter(self, region: RegionView) -> bool:
        """Say whether a region's own pages are open to the person."""
        return region.id in {own.id for own in self.regions} or self.may(permissions.REGIONS_VIEW_ALL)

    def roles_in(self, region_id: str) -> tuple[Role, ...]:
        """Return the roles the person holds in a region, the chief one first: those for it, its counties and the state.

        A role held elsewhere is none here, though the person belongs to both regions.
        """
        held = {grant.role for grant in self.grants if reaches(grant, region_id)}
        return tuple(sorted(held, key=list(Role).index, reverse=True))


@dataclass(frozen=True, slots=True)
class Presence:
    """A person in a running session: who it is, since when, and when last noted."""

    viewer: Viewer
    created_at: datetime
    seen_at: datetime


def grant_of(row: RoleGrant) -> Grant:
    """Return a row as a value the rules can decide on."""
    return Grant(Role(row.role), Scope(row.scope), row.key, row.starts_on, row.ends_on)


def place_of(grant: Grant) -> Place:
    """Return the place a grant is for; a county lies in its main region."""
    return rules.place_of(grant, main_regions())


def reaches(grant: Grant, region_id: str) -> bool:
    """Say whether a grant is for a region, for a county that the region serves, or for the whole state."""
    if grant.scope is Scope.COUNTY:
        county = find_county(grant.key)
        return county is not None and region_id in {region.id for region in county.regions}
    return grant.scope is Scope.STATE or grant.key == region_id


def main_regions() -> dict[str, str]:
    """Return the main region of each county that has one, by FIPS code."""
    return {county.fips: county.main.id for county in list_counties() if county.main}


def viewer_of(session: SignInSession) -> Viewer:
    """Return the person of a session whose account and grants are loaded."""
    account = session.account
    on, mains = today(), main_regions()
    grants = [grant for grant in map(grant_of, account.grants) if grant.holds_on(on)]
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
        role=rules.chief_role(grants),
        county_fips=account.county_fips,
        county_name=county.name if county else None,
        home_region=own[0] if own else None,
        regions=own,
        permissions=rules.permissions_of(grants, on=on),
        powers=rules.powers_of(grants, mains, on=on),
        grants=tuple(grants),
    )


def find_presence(token: str) -> Presence | None:
    """Return who a running session's token belongs to; read again when anything of people or regions has changed."""
    store, key = kept("people"), (hash_token(token),)
    stamp = (current_people(), current_epoch(), today())
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


def find_person(viewer: Viewer, account_id: int) -> Account | None:
    """Return an account that somebody may see; None for one out of sight, exactly as for one that is not there."""
    try:
        account = get_account(account_id)
    except NotFound:
        return None
    return account if is_in_sight(viewer, account) else None


def is_in_sight(viewer: Viewer, account: Account) -> bool:
    """Say whether an account is one of a county or region whose people somebody may see, or holds a role there."""
    return viewer.may(permissions.PEOPLE_VIEW, account.county_fips or "") or bool(roles_in_sight(viewer, account))


def roles_in_sight(viewer: Viewer, account: Account) -> list[RoleGrant]:
    """Return the roles a person holds in places whose people somebody may see; roles elsewhere are not told of."""
    return [row for row in account.grants if viewer.may(permissions.PEOPLE_VIEW, row.key)]


def may_change(viewer: Viewer, account: Account, permission: str) -> bool:
    """Say whether somebody may do this to an account: in its county, or else wherever it holds roles.

    Nobody changes the account of somebody who may do more than they do, or who holds a role where they may not do it.
    """
    homes = [account.county_fips] if account.county_fips else [row.key for row in account.grants] or [""]
    grants = [grant_of(row) for row in account.grants]
    is_theirs = all(viewer.may(permission, key) for key in homes)
    return is_theirs and rules.outranks(viewer.grants, grants, main_regions(), permission=permission, on=today())


def keys_in_sight(viewer: Viewer) -> frozenset[str] | None:
    """Return the regions and counties whose people somebody may see; None for everybody's."""
    if viewer.may(permissions.PEOPLE_VIEW):
        return None
    return frozenset(key for permission, key in viewer.powers if permission == permissions.PEOPLE_VIEW)


def select_people(
    *, words: str, county: str, role: str, status: str, keys: frozenset[str] | None = None
) -> Select[Account]:
    """Return the statement for people whose name or mail address has the words, narrowed by filters; empty for any.

    `keys` are the regions and counties whose people are looked for; None for everybody.
    """
    statement = select(Account).order_by(Account.name, Account.id)
    if keys is not None:
        held = select(RoleGrant.account_id).where(RoleGrant.key.in_(keys))
        statement = statement.where(or_(Account.county_fips.in_(keys), Account.id.in_(held)))
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
        holding = select(RoleGrant.account_id).where(RoleGrant.role == role)
        statement = statement.where(Account.id.in_(holding if keys is None else holding.where(RoleGrant.key.in_(keys))))
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


def scope_choices(viewer: Viewer, permission: str) -> list[tuple[str, str]]:
    """Return every place in which somebody has a permission, as "scope:key" and words."""
    state = [("state:", "Statewide")] if viewer.may(permission) else []
    regions = [(f"region:{one.id}", one.name) for one in list_regions() if viewer.may(permission, one.id)]
    counties = [(f"county:{one.fips}", f"{one.name} County") for one in counties_with(viewer, permission)]
    return [*state, *regions, *counties]


def counties_with(viewer: Viewer, permission: str) -> list[CountyServed]:
    """Return the counties in which somebody has a permission, in the order of the alphabet."""
    return [county for county in list_counties() if viewer.may(permission, county.fips)]


def grantable(viewer: Viewer, role: Role) -> list[Grant]:
    """Return the grants of a role that somebody may give, one a place."""
    places = [value.partition(":") for value, _ in scope_choices(viewer, permissions.PEOPLE_GRANT)]
    grants = [Grant(role, Scope(scope), key) for scope, _, key in places if Scope(scope) in rules.ROLE_SCOPES[role]]
    needed = rules.ROLE_PERMISSIONS[role]
    return [grant for grant in grants if all(viewer.may(permission, grant.key) for permission in needed)]


@dataclass(frozen=True, slots=True)
class Right:
    """A permission in words, whether a person has it in a place, and what each of their roles has to do with it."""

    label: str
    is_held: bool
    reasons: tuple[tuple[str, str], ...]


def list_rights(viewer: Viewer, account: Account, place: str) -> list[Right]:
    """Return every permission with whether and why a person has it in a place ("scope:key"), by the roles in sight."""
    scope, _, key = place.partition(":")
    asked = rules.place_of(Grant(Role.WORKER, Scope(scope), key), main_regions())
    grants = [grant_of(row) for row in roles_in_sight(viewer, account)]
    on = today()
    return [
        Right(
            label,
            account.closed_at is None and rules.may(grants, permission, asked, on=on),
            tuple(
                (f"{ROLE_LABELS[one.grant.role]}, {scope_label(one.grant)}", one.sentence)
                for one in rules.reasons(grants, permission, asked, on=on)
            ),
        )
        for permission, label in permissions.LABELS.items()
    ]


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


def names_of(account_ids: Collection[int | None]) -> dict[int | None, str]:
    """Return people's names by the ids of their accounts."""
    known = [account_id for account_id in account_ids if account_id is not None]
    return {
        row.id: row.name for row in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(known)))
    }
