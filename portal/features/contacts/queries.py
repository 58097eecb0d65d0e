"""Read contacts, as frozen values kept until something changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.contacts.models import Contact
from portal.features.regions.queries import (
    CountyServed,
    RegionView,
    find_county,
    get_region,
    list_counties,
    list_live_ids,
    list_regions,
)
from portal.foundation.database import db
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.visibility import for_strangers, in_region

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as pages show it."""

    id: str
    name: str
    organisation: str
    what_for: str
    email: str
    phone: str
    url: str
    address: str
    hours: str
    counties: tuple[str, ...]
    counties_label: str
    confirmed_on: date | None
    region: RegionView


@kept_per_epoch
def list_contacts(region_id: str) -> tuple[ContactView, ...]:
    """Return all contacts of a region, for its own people."""
    return read_contacts(in_region(Contact, region_id))


@kept_per_epoch
def list_open_contacts() -> tuple[tuple[RegionView, tuple[ContactView, ...]], ...]:
    """Return every region with the contacts anybody may see."""
    by_region: dict[str, list[ContactView]] = defaultdict(list)
    for contact in read_contacts(for_strangers(Contact, regions=list_live_ids())):
        by_region[contact.region.id].append(contact)
    return tuple((region, tuple(by_region[region.id])) for region in list_regions())


def list_open_contacts_of(region_id: str) -> tuple[ContactView, ...]:
    """Return the contacts of one region that anybody may see."""
    return next((contacts for region, contacts in list_open_contacts() if region.id == region_id), ())


def read_contacts(condition: ColumnElement[bool]) -> tuple[ContactView, ...]:
    """Return the contacts that meet a condition, in display order."""
    rows = db.session.scalars(select(Contact).where(condition).order_by(Contact.order, Contact.key))
    return tuple(
        ContactView(
            id=row.key,
            name=row.name,
            organisation=row.organisation,
            what_for=row.what_for,
            email=row.email,
            phone=row.phone,
            url=row.url,
            address=row.address,
            hours=row.hours,
            counties=tuple(row.counties),
            counties_label=label_of(row.counties),
            confirmed_on=row.confirmed_on,
            region=get_region(row.region_id or ""),
        )
        for row in rows
    )


def label_of(fips_codes: list[str]) -> str:
    """Return for which counties a contact answers, in words."""
    counties = [county.name for fips in fips_codes if (county := find_county(fips))]
    return ", ".join(counties) + (" County" if len(counties) == 1 else "") if counties else "All counties of the region"


def match_counties(query: str) -> list[CountyServed]:
    """Return counties whose name has the query, those that begin with it first."""
    words = query.casefold().removesuffix(" county").strip()
    matching = [county for county in list_counties() if words and words in county.name.casefold()]
    return sorted(matching, key=lambda county: not county.name.casefold().startswith(words))
