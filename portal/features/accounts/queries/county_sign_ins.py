"""Read counties' own sign-ins, and whom they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.models import CountyIdentity, CountySignIn
from portal.features.regions.queries import CountyServed, list_counties
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Sequence


def find_county_sign_in(county_fips: str) -> CountySignIn | None:
    """Return how a county's own sign-in is set up, as it is now."""
    return db.session.get(CountySignIn, county_fips, populate_existing=True)


def counties_with_sign_in() -> list[CountyServed]:
    """Return the counties whose own sign-in is in use, in the order of the alphabet."""
    in_use = set(db.session.scalars(select(CountySignIn.county_fips).where(CountySignIn.is_on)))
    return [county for county in list_counties() if county.fips in in_use] if in_use else []


def find_identity(issuer: str, subject: str) -> CountyIdentity | None:
    """Return to which account somebody belongs whom a county's sign-in names."""
    known = select(CountyIdentity).where(CountyIdentity.issuer == issuer, CountyIdentity.subject == subject)
    return db.session.scalar(known)


def list_identities(account_id: int) -> Sequence[CountyIdentity]:
    """Return by which county sign-ins an account can be opened."""
    known = select(CountyIdentity).where(CountyIdentity.account_id == account_id)
    return db.session.scalars(known.order_by(CountyIdentity.id)).all()
