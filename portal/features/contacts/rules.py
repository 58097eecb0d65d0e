"""Decide which contact answers for a county. Values only."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIRMED_FOR = timedelta(days=365)


class HasCounties(Protocol):
    """Anything that names counties by FIPS code."""

    @property
    def counties(self) -> tuple[str, ...]:
        """The FIPS codes."""


Asked = TypeVar("Asked", bound=HasCounties)


def contact_for(contacts: Sequence[Asked], county_fips: str | None) -> Asked | None:
    """Return the first contact that names the county, else the first that answers for all counties."""
    if county_fips:
        for contact in contacts:
            if county_fips in contact.counties:
                return contact
    return next((contact for contact in contacts if not contact.counties), None)


def good_until(confirmed_on: date | None) -> date | None:
    """Return until when a contact counts as confirmed; nothing where nobody has confirmed it yet."""
    return confirmed_on + CONFIRMED_FOR if confirmed_on else None
