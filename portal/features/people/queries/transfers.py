"""Transfers that wait, as each side sees them; and who answers for a county."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from portal.features.accounts import permissions
from portal.features.accounts.models import Account
from portal.features.accounts.queries import LARGEST_ID, grant_of, holders_of, main_regions, place_of
from portal.features.accounts.rules import WHOLE_STATE, Grant, Place, Role
from portal.features.people import rules
from portal.features.people.models import Transfer
from portal.features.people.rules import OFFER_LIVES, Side
from portal.features.regions.queries import find_county
from portal.foundation.clock import now, today
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer

SHOWN_AT_MOST = 200
WAITING, REFUSED = "waiting", "refused"


@dataclass(frozen=True, slots=True)
class TransferView:
    """A waiting transfer as one side sees it: whoever asks for an address is not told whose it is."""

    id: int
    who: str
    email: str
    from_county: str
    to_county: str
    asked_at: datetime
    is_offer: bool
    sides: frozenset[Side]


def county_place(fips: str) -> Place:
    """Return a county as a place, which lies in its main region."""
    return Place(region=main_regions().get(fips, ""), county=fips)


def homes_of(account: Account) -> list[Place]:
    """Return what an account is a person of: its county, else wherever it holds roles, else the state."""
    if account.county_fips:
        return [county_place(account.county_fips)]
    return [place_of(grant_of(row)) for row in account.grants] or [WHOLE_STATE]


def may_let_go(giver: Collection[Grant], account: Account) -> bool:
    """Say whether somebody who holds these grants may let a person go to another county."""
    held = [grant_of(row) for row in account.grants]
    return rules.may_let_go(giver, homes_of(account), held, main_regions(), on=today())


def may_take_in(giver: Collection[Grant], fips: str) -> bool:
    """Say whether somebody who holds these grants may take people into a county."""
    return rules.may_take_in(giver, county_place(fips), on=today())


def sides_in(viewer: Viewer, transfer: Transfer) -> frozenset[Side]:
    """Return the sides of a transfer on which somebody stands; nobody answers a refused one again."""
    lets_go = transfer.account is not None and may_let_go(viewer.grants, transfer.account)
    takes_in = may_take_in(viewer.grants, transfer.to_fips)
    sides = rules.sides_of(is_offer=transfer.is_offer, lets_go=lets_go, takes_in=takes_in)
    return sides if transfer.state == WAITING else sides & {Side.ASKING}


def shown() -> Select[Transfer]:
    """Return the statement for transfers that wait.

    One that was asked for and refused looks to those who asked as if it waited: a refusal would tell of the account.
    """
    refused = and_(Transfer.state == REFUSED, Transfer.is_offer.is_(False))
    return (
        select(Transfer)
        .where(or_(Transfer.state == WAITING, refused), Transfer.asked_at > now() - OFFER_LIVES)
        .options(joinedload(Transfer.account).selectinload(Account.grants))
        .execution_options(populate_existing=True)  # what was read before the transaction may be old
    )


def find_transfer(transfer_id: int) -> Transfer | None:
    """Return a transfer with its account, if it still waits for one of its sides."""
    if transfer_id > LARGEST_ID:
        return None
    return db.session.scalars(shown().where(Transfer.id == transfer_id)).unique().one_or_none()


def find_waiting(*, email: str, to_fips: str, is_offer: bool) -> Transfer | None:
    """Return the transfer of an address to a county that waits already, for all its asker knows."""
    known = (Transfer.email == email, Transfer.to_fips == to_fips, Transfer.is_offer == is_offer)
    return db.session.scalars(shown().where(*known)).unique().first()


def list_transfers(viewer: Viewer) -> list[TransferView]:
    """Return the transfers in which somebody has a side, newest first."""
    known = shown().order_by(Transfer.id.desc()).limit(SHOWN_AT_MOST)
    if not viewer.may(permissions.PEOPLE_VIEW):
        fips = {key for permission, key in viewer.powers if permission == permissions.PEOPLE_VIEW}
        known = known.where(or_(Transfer.to_fips.in_(fips), Transfer.from_fips.in_(fips)))
    rows = db.session.scalars(known).unique()
    return [view_of(row, sides) for row in rows if (sides := sides_in(viewer, row))]


def view_of(transfer: Transfer, sides: frozenset[Side]) -> TransferView:
    """Return a transfer as those on these sides see it."""
    account = transfer.account
    is_told = account is not None and (transfer.is_offer or Side.ANSWERING in sides)
    return TransferView(
        id=transfer.id,
        who=account.name if account and is_told else "",
        email=transfer.email,
        from_county=county_name(transfer.from_fips) if is_told else "",
        to_county=county_name(transfer.to_fips),
        asked_at=transfer.asked_at,
        is_offer=transfer.is_offer,
        sides=sides,
    )


def county_name(fips: str | None) -> str:
    """Return a county in words."""
    county = find_county(fips) if fips else None
    return f"{county.name} County" if county else "No county"


def list_answering(fips: str | None) -> Sequence[Account]:
    """Return who is written to for a county: its liaisons, else its region's administrators, else the state's."""
    region = main_regions().get(fips or "", "")
    for role, key in (
        (Role.COUNTY_LIAISON, fips),
        (Role.REGIONAL_ADMINISTRATOR, region),
        (Role.STATEWIDE_ADMINISTRATOR, ""),
    ):
        found = holders_of(role, key) if key is not None else []
        if found:
            return found
    return []
