"""Read regions and counties, as frozen values kept until something changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.regions.models import County, CountyDecision, Membership, Region
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.contributions import Contribution, CountyClaim, RegionProposal
from portal.plugin_host.host import live_pairs, registry_here

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class CountyView:
    """A county as one region serves it."""

    name: str
    fips: str
    is_main: bool
    is_confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class RegionView:
    """A region as pages show it; `counties` are in the order of the alphabet."""

    id: str
    name: str
    label: str
    academy: str
    host: str
    website: str
    welcome: str
    motif: str
    accent: str
    accent_dark: str
    counties: tuple[CountyView, ...]

    @property
    def url(self) -> str:
        """The address of the region's home."""
        return f"/regions/{self.id}/"

    @property
    def main_counties(self) -> tuple[CountyView, ...]:
        """The counties whose main region this is."""
        return tuple(county for county in self.counties if county.is_main)

    @property
    def other_counties(self) -> tuple[CountyView, ...]:
        """The counties it serves beside their main region."""
        return tuple(county for county in self.counties if not county.is_main)


@dataclass(frozen=True, slots=True)
class CountyServed:
    """A county with the regions that serve it."""

    name: str
    fips: str
    on_backbone: bool
    main: RegionView | None
    others: tuple[RegionView, ...]
    is_confirmed: bool

    @property
    def regions(self) -> tuple[RegionView, ...]:
        """Every region that serves the county, the main one first."""
        return ((self.main,) if self.main else ()) + self.others


@dataclass(frozen=True, slots=True)
class Party:
    """A region that claims a county as its main region; one whose claim is not held has the county now."""

    region_id: str
    region_name: str
    plugin_id: str
    is_held: bool
    is_confirmed: bool
    note: str


@dataclass(frozen=True, slots=True)
class ContestedCounty:
    """A county that several regions claim, until a person decides."""

    fips: str
    name: str
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True)
class DecidedCounty:
    """What was decided on a county: the standing of each region, by its name, and when."""

    name: str
    standings: tuple[tuple[str, str, str], ...]
    decided_at: datetime


@kept_per_epoch
def list_regions() -> tuple[RegionView, ...]:
    """Return the regions of live plugins, in the order of the alphabet."""
    live = live_pairs()
    rows = [row for row in db.session.scalars(select(Region).order_by(Region.label)) if (row.plugin_id, row.id) in live]
    counties: dict[str, list[CountyView]] = defaultdict(list)
    served = select(Membership, County.name).join(County).where(~Membership.is_held).order_by(County.number)
    for membership, name in db.session.execute(served):
        counties[membership.region_id].append(
            CountyView(name, membership.county_fips, membership.is_main, membership.is_confirmed, note=membership.note)
        )
    return tuple(
        RegionView(
            row.id, row.name, row.label, row.academy, row.host, row.website, row.welcome, row.motif,
            *accents_of(row), tuple(counties[row.id]),
        )
        for row in rows
    )  # fmt: skip


def accents_of(row: Region) -> tuple[str, str]:
    """Return a region's colours on the light and the dark page: a theme's, else its own."""
    theme = registry_here().themes.get(row.id)
    return (theme.accent, theme.accent_dark) if theme else (row.accent, row.accent_dark)


@kept_per_epoch
def list_counties() -> tuple[CountyServed, ...]:
    """Return all counties in the order of the alphabet, each with the regions that serve it."""
    regions = list_regions()
    main = {county.fips: (region, county) for region in regions for county in region.main_counties}
    others: dict[str, list[RegionView]] = defaultdict(list)
    for region in regions:
        for county in region.other_counties:
            others[county.fips].append(region)
    return tuple(
        CountyServed(
            name=row.name,
            fips=row.fips,
            on_backbone=row.on_backbone,
            main=main[row.fips][0] if row.fips in main else None,
            others=tuple(others[row.fips]),
            is_confirmed=row.fips in main and main[row.fips][1].is_confirmed,
        )
        for row in db.session.scalars(select(County).order_by(County.number))
    )


def list_live_ids() -> frozenset[str]:
    """Return the keys of the regions of live plugins."""
    return frozenset(region.id for region in list_regions())


def find_region(region_id: str) -> RegionView | None:
    """Return a region by its key."""
    return next((region for region in list_regions() if region.id == region_id), None)


def get_region(region_id: str) -> RegionView:
    """Return a region by its key, or refuse."""
    region = find_region(region_id)
    if region is None:
        raise NotFound
    return region


def find_county(fips: str) -> CountyServed | None:
    """Return a county by its FIPS code."""
    return next((county for county in list_counties() if county.fips == fips), None)


def county_fips_by_name() -> dict[str, str]:
    """Return each county's FIPS code by its name."""
    return dict(db.session.execute(select(County.name, County.fips)).all())


def list_region_names() -> dict[str, str]:
    """Return the name of every region in the database by its key, live or not."""
    return dict(db.session.execute(select(Region.id, Region.name)).all())


def list_county_fips(region_id: str) -> tuple[str, ...]:
    """Return the FIPS codes of the counties a region serves, live or not, in the order of the alphabet."""
    served = select(Membership.county_fips).join(County).where(Membership.region_id == region_id, ~Membership.is_held)
    return tuple(db.session.scalars(served.order_by(County.number)))


def list_region_ids() -> frozenset[str]:
    """Return the keys of every region in the database, live or not."""
    return frozenset(db.session.scalars(select(Region.id)))


def list_contested_counties() -> tuple[ContestedCounty, ...]:
    """Return the counties on which a claim is held, with every region that claims them, by the alphabet."""
    held = select(Membership.county_fips).where(Membership.is_held)
    rows = db.session.execute(
        select(Membership, County.name, Region)
        .join(County)
        .join(Region, Region.id == Membership.region_id)
        .where(Membership.is_main, Membership.county_fips.in_(held))
        .order_by(County.number, Membership.is_held, Region.label)
    ).all()
    parties: dict[tuple[str, str], list[Party]] = defaultdict(list)
    for row, county, region in rows:
        parties[row.county_fips, county].append(
            Party(region.id, region.name, region.plugin_id, row.is_held, row.is_confirmed, row.note)
        )
    return tuple(ContestedCounty(fips, name, tuple(found)) for (fips, name), found in parties.items())


def list_decided_counties() -> tuple[DecidedCounty, ...]:
    """Return what people decided on contested counties and still stands, the latest first."""
    names = list_region_names()
    rows = db.session.execute(
        select(CountyDecision, County.name)
        .join(County)
        .order_by(CountyDecision.decided_at.desc(), County.number, CountyDecision.region_id)
    ).all()
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    moments: dict[str, datetime] = {}
    for row, county in rows:
        found[county].append((row.region_id, names.get(row.region_id, row.region_id), row.standing))
        moments.setdefault(county, row.decided_at)
    return tuple(DecidedCounty(county, tuple(standings), moments[county]) for county, standings in found.items())


def owner_of(region_id: str) -> str:
    """Return the plugin that brought a region; nothing where there is no such region."""
    return db.session.scalar(select(Region.plugin_id).where(Region.id == region_id)) or ""


def records_of(region_id: str) -> dict[str, Sequence[Contribution]]:
    """Return a region and its claims on counties as records, as a plugin would ship them; held ones are claims too."""
    row = db.session.get(Region, region_id)
    if row is None:
        return {}
    claims = select(Membership).where(Membership.region_id == region_id)
    names = ("name", "label", "academy", "host", "website", "welcome", "motif", "accent", "accent_dark")
    return {
        "portal_regions": [RegionProposal(id=row.id, **{name: getattr(row, name) for name in names})],
        "portal_counties": [
            CountyClaim(
                id=one.county_fips,
                fips=one.county_fips,
                is_main=one.is_main,
                is_confirmed=one.is_confirmed,
                note=one.note,
            )
            for one in db.session.scalars(claims.order_by(Membership.county_fips))
        ],
    }
