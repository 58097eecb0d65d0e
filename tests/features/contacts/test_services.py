"""Contacts that agree with what plugins declare, and who reads them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.contacts import queries, services
from portal.features.contacts.models import Contact
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import advance_epoch
from portal.plugin_host.visibility import is_seen
from tests.factories import fips_of
from tests.features.declaring import contact, declared

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host import contributions


def synchronise(*contacts: contributions.Contact) -> None:
    with transaction():
        services.synchronise((declared("northern", *contacts),))
        advance_epoch()


def test_a_contact_is_kept_with_all_it_says(context: Flask) -> None:
    given = contact(
        "lead", "The lead", organisation="Academy", what_for="All", email="lead@a.example", phone="(530) 555-0101",
        url="https://a.example", address="A street", hours="9 to 4", counties=("06007",),
        confirmed_on=date(2026, 11, 1), for_everyone=True, order=3,
    )  # fmt: skip

    synchronise(given)

    row = db.session.scalars(select(Contact).where(Contact.region_id == "northern", is_seen(Contact))).one()
    assert (row.plugin_id, row.key, row.order, row.for_everyone) == ("northern", "lead", 3, True)
    assert (row.name, row.organisation, row.what_for, row.email, row.phone, row.url, row.address, row.hours) == (
        "The lead", "Academy", "All", "lead@a.example", "(530) 555-0101", "https://a.example", "A street", "9 to 4",
    )  # fmt: skip
    assert (row.counties, row.confirmed_on) == (["06007"], date(2026, 11, 1))


def test_a_changed_contact_keeps_its_row_and_a_dropped_one_goes(context: Flask) -> None:
    synchronise(contact("lead"), contact("other"))
    before = db.session.scalars(select(Contact.id).where(Contact.key == "lead", Contact.region_id == "northern")).one()

    synchronise(contact("lead", "A new name"))

    rows = db.session.scalars(select(Contact).where(Contact.region_id == "northern", is_seen(Contact))).all()
    assert [(row.id, row.key, row.name) for row in rows] == [(before, "lead", "A new name")]
    assert len(queries.list_contacts("southern")) > 1


def test_contacts_come_in_their_order(context: Flask) -> None:
    synchronise(contact("b", order=2), contact("a", order=2), contact("c", order=1))

    assert [found.id for found in queries.list_contacts("northern")] == ["c", "a", "b"]


def test_only_those_for_everyone_are_open(context: Flask) -> None:
    synchronise(contact("mine"), contact("everybodys", for_everyone=True))

    assert {found.id for found in queries.list_contacts("northern")} == {"mine", "everybodys"}
    assert [found.id for found in queries.list_open_contacts_of("northern")] == ["everybodys"]
    assert queries.list_open_contacts_of("atlantis") == ()
    assert [region.id for region, _ in queries.list_open_contacts()] == [
        "bay-area", "central", "los-angeles", "northern", "southern",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "label"),
    [
        ([], "All counties of the region"),
        (["Butte"], "Butte County"),
        (["Modoc", "Siskiyou"], "Modoc, Siskiyou"),
    ],
)
def test_a_contact_says_for_which_counties_it_answers(context: Flask, names: list[str], label: str) -> None:
    assert queries.label_of([fips_of(name) for name in names]) == label


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("butte", ["Butte"]),
        ("BUTTE county", ["Butte"]),
        ("alpine County", ["Alpine"]),
        ("los", ["Los Angeles"]),
        ("clara", ["Santa Clara"]),
        ("ve", ["Ventura", "Calaveras", "Riverside"]),
        ("nowhere", []),
        ("", []),
        ("%", []),
    ],
)
def test_a_county_is_found_by_a_part_of_its_name_those_that_begin_with_it_first(
    context: Flask, query: str, found: list[str]
) -> None:
    assert [county.name for county in queries.match_counties(query)] == found
