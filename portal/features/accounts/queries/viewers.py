"""Who a signed-in person is, and what that person holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import Account, RoleGrant, SignInSession
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.rules import ROLE_LABELS, Grant, Place, Role, Scope, Strength
from portal.features.regions.queries import (
    CountyServed,
    RegionView,
    find_county,
    find_region,
    list_counties,
)
from portal.foundation.clock import now, today
from portal.foundation.database import db
from portal.infrastructure.epoch import current_epoch, current_people, kept

GOOD_AFTER_RENEWAL = timedelta(seconds=30)
OPENING = {permissions.PEOPLE_VIEW, permissions.PLUGINS_VIEW, permissions.TOOLKIT_EDIT, permissions.TOOLKIT_REVIEW}


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person a page is for. `regions` are those the person belongs to, the home region first.

    `awaits_second_factor` says that roles are held which do not count in this session, for it was opened too weakly.
    `viewed_as` says, in words, that somebody looks at the portal as this role, and `viewed_until` for how long.
    """

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
    strength: Strength = Strength.TWO_FACTORS
    proved_at: datetime | None = None
    awaits_second_factor: bool = False
    viewed_as: str = ""
    viewed_until: datetime | None = None

    @property
    def role_label(self) -> str:
        """The person's chief role in words."""
        return ROLE_LABELS[self.role] if self.role else "Member"

    @property
    def may_administer(self) -> bool:
        """Whether any page of the administration is open to the person."""
        local = {permission for permission, _ in self.powers} - {permissions.TOOLKIT_REVIEW}  # the toolkit is statewide
        return bool(local or self.permissions & OPENING)

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
    """A person in a running session: who it is, since when, and when last noted.

    `good_until` is given for a token that was replaced: a moment longer than it took to replace it.
    """

    viewer: Viewer
    created_at: datetime
    seen_at: datetime
    is_shared: bool = False
    is_renewal_due: bool = False
    good_until: datetime | None = None


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


def scope_label(grant: Grant) -> str:
    """Return where a grant reaches, in words."""
    if grant.scope is Scope.COUNTY:
        county = find_county(grant.key)
        return f"{county.name} County" if county else f"County {grant.key}"
    if grant.scope is Scope.REGION:
        region = find_region(grant.key)
        return region.name if region else f"Region {grant.key} (not installed)"
    return "Statewide"


def regions_of(
    county: CountyServed | None, grants: Collection[Grant]
) -> tuple[tuple[RegionView, ...], RegionView | None]:
    """Return the regions of somebody's county and roles, and which is home: one that only helps out is nobody's."""
    named = [find_county(grant.key) for grant in grants if grant.scope is Scope.COUNTY]
    places = [place for place in (county, *named) if place]
    by_role = [find_region(grant.key) for grant in grants if grant.scope is Scope.REGION]
    homes = [region for region in (*(place.main for place in places), *by_role) if region]
    served = [region for place in places for region in place.regions]
    return tuple(dict.fromkeys([*homes[:1], *served, *homes])), homes[0] if homes else None


def viewer_of(session: SignInSession, *, is_second_required: bool = True) -> Viewer:
    """Return the person of a session whose account and grants are loaded.

    Where a second factor is required, a session opened without one has no right to administer anything.
    """
    account = session.account
    on, mains = today(), main_regions()
    grants = [grant for grant in map(grant_of, account.grants) if grant.holds_on(on)]
    county = find_county(account.county_fips) if account.county_fips else None
    own, home = regions_of(county, grants)
    strength = Strength(session.strength)
    counting = rules.in_force(grants, strength, is_required=is_second_required)
    return Viewer(
        account_id=account.id,
        session_id=session.id,
        name=account.name,
        email=account.email,
        role=rules.chief_role(grants),
        county_fips=account.county_fips,
        county_name=county.name if county else None,
        home_region=home,
        regions=own,
        permissions=rules.permissions_of(counting, on=on),
        powers=rules.powers_of(counting, mains, on=on),
        grants=tuple(counting),
        strength=strength,
        proved_at=session.proved_at,
        awaits_second_factor=len(counting) < len(grants),
    )


def find_presence(token: str, *, is_second_required: bool = True) -> Presence | None:
    """Return who a running session's token belongs to; read again when anything of people or regions has changed."""
    store, key = kept("people"), (hash_token(token),)
    stamp = (current_people(), current_epoch(), today(), is_second_required)
    found, presence = store.find(key, stamp)
    if not found:
        session = find_session(token)
        if session is None:
            return None
        presence = presence_of(session, token, is_second_required=is_second_required)
        store.put(key, stamp, presence)
    return presence  # type: ignore[no-any-return]  # nothing else is put there


def presence_of(session: SignInSession, token: str, *, is_second_required: bool = True) -> Presence:
    """Return a session as a value, for the token it was found by."""
    is_former = session.token_hash != hash_token(token)
    return Presence(
        viewer_of(session, is_second_required=is_second_required),
        session.created_at,
        session.seen_at,
        is_shared=session.is_shared,
        is_renewal_due=session.is_renewal_due and not is_former,
        good_until=session.renewed_at + GOOD_AFTER_RENEWAL if is_former and session.renewed_at else None,
    )


def forget_presence(token: str) -> None:
    """Read a session again at its next request."""
    kept("people").put((hash_token(token),), (), None)


def find_session(token: str) -> SignInSession | None:
    """Return the running session of a token, with its account and grants, in one query.

    A token that was replaced finds its session still, for requests that were on their way then.
    """
    mark = hash_token(token)
    just_replaced = (SignInSession.former_hash == mark) & (SignInSession.renewed_at >= now() - GOOD_AFTER_RENEWAL)
    statement = (
        select(SignInSession)
        .join(SignInSession.account)
        .where(
            (SignInSession.token_hash == mark) | just_replaced,
            SignInSession.ended_at.is_(None),
            Account.closed_at.is_(None),
        )
        .options(joinedload(SignInSession.account).joinedload(Account.grants))
    )
    return db.session.scalars(statement).unique().one_or_none()
