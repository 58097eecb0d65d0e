"""What those who look after some people are not told: roles, places and people elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_people
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

NEW = "/admin/people/new"
ELSEWHERE = (Grant(Role.REVIEWER, Scope.REGION, "southern"), Grant(Role.STATEWIDE_EDITOR, Scope.STATE))


@pytest.fixture
def worker(app: Flask) -> Account:
    """Give a worker of Butte who holds a role in another region and one for the state."""
    with app.app_context():
        account = make_person("worker", county="Butte", name="Two Roles")
        with transaction():
            for grant in ELSEWHERE:
                grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)
        return account


@pytest.fixture
def liaison(app: Flask) -> PortalClient:
    """Give the client of the liaison of Butte."""
    return PortalClient(app).sign_in_as("county-liaison", county="Butte")


def test_of_roles_elsewhere_only_that_there_are_some_is_told(worker: Account, liaison: PortalClient) -> None:
    with liaison.app.app_context():
        butte = fips_of("Butte")

    listed = text_of(liaison.get("/admin/people/?q=Two"))
    shown = text_of(liaison.get(f"/admin/people/{worker.id}"))
    rights = text_of(liaison.get(f"/admin/people/{worker.id}/rights?place=county:{butte}"))

    assert "Butte County worker, Butte County; A role elsewhere Active" in listed
    assert "County worker Butte County" in shown
    assert "Two Roles also holds a role elsewhere." in shown
    assert "Two Roles also holds a role elsewhere, which is not counted here." in rights
    assert "Open every region's pages No County worker, Butte County: The role does not have this right." in rights
    assert [word for word in ("Reviewer", "Southern", "Statewide", "editor") if word in shown + rights] == []


def test_whoever_looks_after_the_state_reads_every_role(app: Flask, worker: Account) -> None:
    client = PortalClient(app).sign_in_as("statewide-administrator")

    listed = text_of(client.get("/admin/people/?q=Two"))
    shown = text_of(client.get(f"/admin/people/{worker.id}"))

    assert "Butte County worker, Butte County; Reviewer, Southern Region; Statewide editor Active" in listed
    assert ("Reviewer Southern" in shown, "elsewhere" in shown) == (True, False)


def test_the_filter_by_role_finds_nobody_by_a_role_elsewhere(worker: Account, liaison: PortalClient) -> None:
    found = [
        "Two Roles" in text_of(liaison.get(f"/admin/people/?role={role}"))
        for role in ("worker", "reviewer", "statewide-editor")
    ]

    assert found == [True, False, False]


def test_a_role_elsewhere_cannot_be_ended_and_looks_like_none(worker: Account, liaison: PortalClient) -> None:
    with liaison.app.app_context():
        numbers = [row.id for row in get_account(worker.id).grants if row.role != "worker"]

    answers = [liaison.post(f"/admin/people/{worker.id}/grants/{number}/end", on=NEW) for number in (*numbers, 999_999)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({text_of(answer) for answer in answers}) == 1


def test_rights_where_every_region_of_the_reader_is_off_are_answered_with_a_sentence(app: Flask) -> None:
    with app.app_context():
        reader, other = make_person(), make_person()
        with transaction():
            for account, role in ((reader, "regional-administrator"), (other, "regional-editor")):
                held = {"account_id": account.id, "role": role, "scope": "region", "key": "gone"}
                db.session.add(RoleGrant(**held, granted_at=now(), granted_by_id=None))
            advance_people()

    answer = PortalClient(app).sign_in(reader).get(f"/admin/people/{other.id}/rights")

    assert answer.status_code == 404
    assert "What you look after is not in use now" in text_of(answer)


@pytest.mark.parametrize(
    ("role", "county", "lines"), [("county-liaison", "Butte", 2), ("statewide-administrator", None, 0)]
)
def test_asking_for_addresses_that_are_taken_is_written_down_of_those_who_look_after_a_place(
    app: Flask, role: str, county: str | None, lines: int
) -> None:
    with app.app_context():
        make_person("worker", county="Fresno", email="taken@x.example")
        fips = fips_of("Butte")
    client = PortalClient(app).sign_in_as(role, county=county)
    fields = {"name": "Neo Park", "email": "taken@x.example", "county": fips, "job": ""}

    answers = [client.post(NEW, fields, on=NEW) for _ in range(2)]

    assert ["already an account" in text_of(answer) for answer in answers] == [True, True]
    with app.app_context():
        found = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "address asked for")).all()
        assert [(line.subject, line.county_fips, line.details) for line in found] == [
            ("a mail address", fips, {})
        ] * lines
