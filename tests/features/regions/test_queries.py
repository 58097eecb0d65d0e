"""Regions and counties as pages read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from portal.features.regions.models import Membership
from portal.features.regions.queries import (
    county_fips_by_name,
    find_county,
    find_region,
    get_region,
    list_counties,
    list_region_ids,
    list_regions,
)
from portal.foundation.database import db
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch, advance_plugins
from portal.plugin_host.models import PluginRecord
from tests.factories import fips_of

if TYPE_CHECKING:
    from flask import Flask

ALL = ["bay-area", "central", "los-angeles", "northern", "southern"]


def switch_off(plugin_id: str) -> None:
    with transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == plugin_id).values(state="failed"))
        advance_plugins()


def test_regions_come_in_the_order_of_their_labels_with_their_counties_in_order(context: Flask) -> None:
    regions = list_regions()

    assert [region.id for region in regions] == ALL
    assert [region.label for region in regions] == sorted(region.label for region in regions)
    for region in regions:
        assert [county.name for county in region.counties] == sorted(county.name for county in region.counties)
    assert sum(len(region.main_counties) for region in regions) == 58


def test_every_county_has_its_one_main_region_first(context: Flask) -> None:
    counties = {county.name: county for county in list_counties()}

    assert len(counties) == 58
    assert all(county.main and county.regions[0] == county.main for county in counties.values())
    assert [region.id for region in counties["Ventura"].regions] == ["central", "southern"]
    assert [region.id for region in counties["Butte"].regions] == ["northern"]


def test_a_region_is_found_by_its_key_or_not_at_all(context: Flask) -> None:
    assert get_region("northern") is find_region("northern")
    for key in ("atlantis", "", "Northern", "northern "):
        assert find_region(key) is None
        with pytest.raises(NotFound):
            get_region(key)


def test_a_county_is_found_by_its_code(context: Flask) -> None:
    butte = find_county(fips_of("Butte"))

    assert butte is not None
    assert butte.name == "Butte"
    assert find_county("99999") is None
    assert county_fips_by_name()["Butte"] == butte.fips


def test_the_region_of_a_plugin_that_is_not_well_is_gone_and_its_counties_have_none(context: Flask) -> None:
    switch_off("northern")

    butte = find_county(fips_of("Butte"))
    assert [region.id for region in list_regions()] == [region for region in ALL if region != "northern"]
    assert butte is not None
    assert (butte.main, butte.regions, butte.is_confirmed) == (None, (), False)
    assert list_region_ids() == frozenset(ALL)


def test_a_held_county_is_nobodys(context: Flask) -> None:
    butte = fips_of("Butte")
    with transaction():
        db.session.execute(update(Membership).where(Membership.county_fips == butte).values(is_held=True))
        advance_epoch()

    found = find_county(butte)
    assert found is not None
    assert found.regions == ()
    assert "Butte" not in [county.name for county in get_region("northern").counties]
