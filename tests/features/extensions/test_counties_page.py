"""Held counties: who sees them, who decides, and that a decision lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.regions.models import CountyDecision, Membership
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.plugins import bring_in, switch_on

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

BUTTE = "06007"
DECIDE, PAGE = f"/admin/plugins/held-counties/{BUTTE}", "/admin/plugins/held-counties"
CODE = """
    @hookimpl
    def portal_regions(ctx):
        return [region("{id}", name="The {id}")]

    @hookimpl
    def portal_counties(ctx):
        return [CountyClaim(id="butte", fips="06007")]
"""


@pytest.fixture
def contested(app: Flask, installer: Installer) -> Flask:
    """Give the portal with two regions that both claim Butte, and a third one that claims nothing."""
    for region_id in ("east", "west"):
        installer.install(region_id, CODE.format(id=region_id))
    installer.install("far", CODE.format(id="far").replace("06007", "06003"))
    with app.app_context():
        for row in db.session.scalars(select(Membership).where(Membership.county_fips.in_((BUTTE, "06003")))):
            db.session.delete(row)
        db.session.commit()
        bring_in()
    return app


def standings(app: Flask) -> set[tuple[str, bool, bool]]:
    """Return each region of Butte, whether it is the main one, and whether its claim is held."""
    with app.app_context():
        rows = db.session.scalars(select(Membership).where(Membership.county_fips == BUTTE))
        return {(row.region_id, row.is_main, row.is_held) for row in rows}


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ("beside", {("east", True, False), ("west", False, False)}),
        ("refused", {("east", True, False)}),
    ],
)  # fmt: skip
def test_a_decision_is_kept_to_at_the_next_synchronisations(
    contested: Flask, client: PortalClient, others: str, expected: set[tuple[str, bool, bool]]
) -> None:
    client.sign_in_as("statewide-administrator")
    assert standings(contested) == {("east", True, True), ("west", True, True)}

    sent = client.post(DECIDE, {"region": "east", "others": others}, on=PAGE)
    at_once = standings(contested)
    with contested.app_context():
        bring_in()
        switch_on("west", "west")

    assert (sent.status_code, sent.location) == (303, PAGE)
    assert at_once == expected
    assert standings(contested) == expected
    said = text_of(client.get(PAGE))
    assert "Butte County belongs to The east now." in said
    assert "No county is contested" in said
    with contested.app_context():
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.subject == f"county {BUTTE}"))
        deed = "county kept beside" if others == "beside" else "county claim refused"
        assert {(line.deed, line.region_id) for line in lines} == {("county given", "east"), (deed, "west")}


def test_a_decision_that_is_not_whole_is_said_and_nothing_changes(contested: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    answers = [client.post(DECIDE, fields, on=PAGE) for fields in ({}, {"region": "far", "others": "beside"})]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert "Choose a region, and what becomes of the others." in text_of(answers[0])
    assert standings(contested) == {("east", True, True), ("west", True, True)}


def test_of_two_who_decide_at_once_the_second_is_told(contested: Flask) -> None:
    one, two = (PortalClient(contested).sign_in_as("statewide-administrator") for _ in range(2))

    answers = [
        client.post(DECIDE, {"region": region_id, "others": "refused"}, on=PAGE)
        for client, region_id in ((one, "east"), (two, "west"))
    ]

    assert [answer.status_code for answer in answers] == [303, 404]
    assert "Nothing is held on this county." in text_of(answers[1])
    assert standings(contested) == {("east", True, False)}


def test_both_parties_see_the_claim_and_may_not_decide_and_others_do_not_see_it(contested: Flask) -> None:
    pages = {
        region_id: PortalClient(contested).sign_in_as("regional-administrator", region=region_id).get(PAGE)
        for region_id in ("east", "west", "far")
    }

    for region_id in ("east", "west"):
        said = text_of(pages[region_id])
        assert "Butte County The east Its claim is held The west Its claim is held" in said
        assert "Decide on" not in said
    assert "No county is contested" in text_of(pages["far"])
    assert "Butte" not in text_of(pages["far"])


def test_when_the_chosen_region_takes_its_claim_back_the_decision_is_over(
    contested: Flask, installer: Installer, client: PortalClient
) -> None:
    client.sign_in_as("statewide-administrator")
    client.post(DECIDE, {"region": "east", "others": "refused"}, on=PAGE)
    installer.edit("east", "06007", "06005")

    with contested.app_context():
        bring_in()

    assert standings(contested) == {("west", True, False)}
    with contested.app_context():
        assert db.session.scalars(select(CountyDecision)).all() == []
