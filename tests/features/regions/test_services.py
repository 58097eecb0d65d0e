"""Loading counties, and regions that agree with what plugins declare."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select

from portal.features.regions import services
from portal.features.regions.models import County, Membership, Region
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host.declarations import Declared, Remark
from tests.features.declaring import claim, declared, region

if TYPE_CHECKING:
    from flask import Flask

BUTTE, ALPINE = "06007", "06003"


@pytest.fixture
def empty(context: Flask) -> Flask:
    """Give the portal with its counties and no region."""
    with transaction():
        db.session.execute(delete(Membership))
        db.session.execute(delete(Region))
    return context


def synchronise(*plugins: Declared) -> list[Remark]:
    with transaction():
        return services.synchronise(plugins)


def regions() -> dict[str, str]:
    return {row.id: row.plugin_id for row in db.session.scalars(select(Region))}


def memberships() -> set[tuple[str, str, bool, bool]]:
    return {
        (row.region_id, row.county_fips, row.is_main, row.is_held) for row in db.session.scalars(select(Membership))
    }


def test_the_58_counties_come_in_once(context: Flask) -> None:
    with services.COUNTIES.open(encoding="utf-8", newline="") as stream:
        shipped = {row["fips"]: row["name"] for row in csv.DictReader(stream)}

    with transaction():
        new = services.load_counties()

    rows = db.session.scalars(select(County).order_by(County.number)).all()
    assert new == 0
    assert {row.fips: row.name for row in rows} == shipped
    assert [row.number for row in rows] == list(range(1, 59))
    assert [row.name for row in rows] == sorted(row.name for row in rows)
    assert sum(row.on_backbone for row in rows) == 10


def test_a_county_that_is_missing_comes_back(context: Flask) -> None:
    with transaction():
        db.session.execute(delete(Membership).where(Membership.county_fips == BUTTE))
        db.session.execute(delete(County).where(County.fips == BUTTE))

    with transaction():
        new = services.load_counties()

    assert new == 1
    assert db.session.get(County, BUTTE) is not None


def test_a_proposal_becomes_a_region_with_its_facts(empty: Flask) -> None:
    remarks = synchronise(declared("north", region("north", name="The North", accent="#123456"), claim(BUTTE)))

    row = db.session.scalars(select(Region)).one()
    assert remarks == []
    assert (row.id, row.plugin_id, row.name, row.accent) == ("north", "north", "The North", "#123456")
    assert memberships() == {("north", BUTTE, True, False)}


def test_a_second_synchronisation_changes_nothing_and_a_new_wish_is_kept(empty: Flask) -> None:
    wish = declared("north", region("north"), claim(BUTTE))
    synchronise(wish)

    again = synchronise(wish)
    changed = synchronise(declared("north", region("north", welcome="Come in."), claim(ALPINE, is_main=False)))

    assert (again, changed) == ([], [])
    assert db.session.scalars(select(Region.welcome)).all() == ["Come in."]
    assert memberships() == {("north", ALPINE, False, False)}


def test_a_second_proposal_of_a_region_is_turned_down_by_name_even_later(empty: Flask) -> None:
    synchronise(declared("zeta", region("shared"), regions=("shared",)))

    remarks = synchronise(
        declared("alpha", region("shared", name="Taken over"), claim(BUTTE), regions=("shared",)),
        declared("zeta", region("shared"), claim(ALPINE), regions=("shared",)),
    )

    assert remarks == [Remark("alpha", "The region “shared” already belongs to the plugin zeta.")]
    assert regions() == {"shared": "zeta"}
    assert db.session.scalars(select(Region.name)).all() == ["Region of shared"]
    assert memberships() == {("shared", ALPINE, True, False)}


def test_a_region_the_manifest_does_not_name_is_turned_down(empty: Flask) -> None:
    remarks = synchronise(declared("north", region("south"), regions=("north",)))

    assert remarks == [Remark("north", "The region “south” is not among the regions its manifest names.")]
    assert regions() == {}


def test_a_county_two_regions_want_is_held_and_both_are_told(empty: Flask) -> None:
    remarks = synchronise(
        declared("north", region("north"), claim(BUTTE)),
        declared("south", region("south"), claim(BUTTE), claim(ALPINE)),
    )

    sentence = "Its claim on Butte is held, because another region claims that county too."
    assert remarks == [Remark("north", sentence), Remark("south", sentence)]
    assert memberships() == {
        ("north", BUTTE, True, True), ("south", BUTTE, True, True), ("south", ALPINE, True, False),
    }  # fmt: skip


def test_who_had_a_county_first_keeps_it(empty: Flask) -> None:
    synchronise(declared("south", region("south"), claim(BUTTE)))

    remarks = synchronise(
        declared("north", region("north"), claim(BUTTE)), declared("south", region("south"), claim(BUTTE))
    )

    assert [remark.plugin for remark in remarks] == ["north"]
    assert memberships() == {("south", BUTTE, True, False), ("north", BUTTE, True, True)}


def test_an_owner_whose_plugin_is_gone_still_keeps_its_county_from_others(empty: Flask) -> None:
    synchronise(declared("south", region("south"), claim(BUTTE)))

    remarks = synchronise(declared("north", region("north"), claim(BUTTE)))

    assert [remark.plugin for remark in remarks] == ["north"]
    assert memberships() == {("south", BUTTE, True, False), ("north", BUTTE, True, True)}


def test_a_county_may_be_served_beside_its_main_region(empty: Flask) -> None:
    remarks = synchronise(
        declared("north", region("north"), claim(BUTTE)),
        declared("south", region("south"), claim(BUTTE, is_main=False)),
    )

    assert remarks == []
    assert memberships() == {("north", BUTTE, True, False), ("south", BUTTE, False, False)}


def test_a_county_that_is_none_is_named_and_the_others_stand(empty: Flask) -> None:
    remarks = synchronise(declared("north", region("north"), claim("06999"), claim(BUTTE)))

    assert remarks == [Remark("north", "There is no county with the FIPS code 06999.")]
    assert memberships() == {("north", BUTTE, True, False)}


def test_a_plugin_that_is_gone_keeps_its_region_and_counties(empty: Flask) -> None:
    synchronise(declared("north", region("north"), claim(BUTTE)))

    remarks = synchronise(declared("south", region("south"), claim(ALPINE)))

    assert remarks == []
    assert regions() == {"north": "north", "south": "south"}
    assert memberships() == {("north", BUTTE, True, False), ("south", ALPINE, True, False)}


def test_a_region_its_plugin_no_longer_proposes_goes_with_its_counties(empty: Flask) -> None:
    synchronise(declared("north", region("north"), claim(BUTTE)))

    synchronise(declared("north", regions=("north",)))

    assert (regions(), memberships()) == ({}, set())


def test_a_county_held_between_two_is_not_freed_when_one_of_them_comes_in_alone(empty: Flask) -> None:
    north, south = (declared(name, region(name), claim(BUTTE)) for name in ("north", "south"))
    synchronise(north, south)

    synchronise(north)

    assert memberships() == {("north", BUTTE, True, True), ("south", BUTTE, True, True)}
