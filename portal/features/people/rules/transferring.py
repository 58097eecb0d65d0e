"""Who may let a person go to another county, and who may take one in."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.rules import Place, may, outranks

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from portal.features.accounts.rules import Grant

OFFER_LIVES = timedelta(days=30)


class Side(StrEnum):
    """What somebody is to a transfer: of the side that asked, of the side that answers, or both."""

    ASKING = "asking"
    ANSWERING = "answering"


def may_let_go(
    giver: Collection[Grant],
    homes: Collection[Place],
    held: Collection[Grant],
    main_region: Mapping[str, str],
    *,
    on: date,
) -> bool:
    """Say whether somebody may let a person go: they look after all its homes, and may all that person may."""
    is_theirs = all(may(giver, permissions.PEOPLE_CLOSE, home, on=on) for home in homes)
    return is_theirs and outranks(giver, held, main_region, permission=permissions.PEOPLE_CLOSE, on=on)


def may_take_in(giver: Collection[Grant], county: Place, *, on: date) -> bool:
    """Say whether somebody may take people into a county."""
    return may(giver, permissions.PEOPLE_CREATE, county, on=on)


def sides_of(*, is_offer: bool, lets_go: bool, takes_in: bool) -> frozenset[Side]:
    """Return the sides somebody stands on: an offer is answered by who takes in, a request by who lets go."""
    asking, answering = (lets_go, takes_in) if is_offer else (takes_in, lets_go)
    return frozenset(side for side, stands in ((Side.ASKING, asking), (Side.ANSWERING, answering)) if stands)
