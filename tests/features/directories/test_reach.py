"""A directory sees and changes its own county's staff, and nobody else by any road."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account
    from tests.features.directories.conftest import DirectoryClient

DEEDS = ["GET", "PUT", "PATCH", "DELETE"]
BEYOND = {
    "liaison": Grant(Role.COUNTY_LIAISON, Scope.COUNTY, "06007"),
    "liaison to be": Grant(Role.COUNTY_LIAISON, Scope.COUNTY, "06007", starts_on=today() + timedelta(days=30)),
    "worker elsewhere too": Grant(Role.WORKER, Scope.COUNTY, "06019"),
    "regional editor": Grant(Role.REGIONAL_EDITOR, Scope.REGION, "northern"),
    "regional administrator": Grant(Role.REGIONAL_ADMINISTRATOR, Scope.REGION, "northern"),
    "reviewer": Grant(Role.REVIEWER, Scope.STATE),
    "state administrator": Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE),
}


def do(directory: DirectoryClient, deed: str, number: int) -> tuple[int, dict[str, Any] | None]:
    """Do something to a person, and return the answer."""
    if deed == "PATCH":
        answer = directory.set_active(number, active=False)
    else:
        person = {"userName": "taken@x.example", "active": False} if deed == "PUT" else None
        answer = directory.send(deed, f"/Users/{number}", person)
    return answer.status_code, answer.json


def reached(app: Flask) -> list[tuple[str, str, str]]:
    """Return who reached too far for whom, and whose business it was."""
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "reached too far"))
        return [(row.details["through"], row.subject, row.county_fips) for row in rows]


def looks_like_nobody(directory: DirectoryClient, deed: str, number: int) -> bool:
    """Say whether a person is answered for as one who is not there."""
    return do(directory, deed, number) == do(directory, deed, 999_999_999) and do(directory, deed, number)[0] == 404


@pytest.mark.parametrize("deed", DEEDS)
def test_people_of_another_county_are_not_there_in_both_directions(
    app: Flask, butte: DirectoryClient, fresno: DirectoryClient, deed: str
) -> None:
    with app.app_context():
        north = make_person("worker", county="Butte", name="Butte Worker")
        south = make_person("worker", county="Fresno", name="Fresno Worker")

    unseen = [looks_like_nobody(butte, deed, south.id), looks_like_nobody(fresno, deed, north.id)]

    assert unseen == [True, True]
    assert ("Directory of Butte County: Entra", f"account {south.id}", fips(app, "Butte")) in reached(app)
    assert ("Directory of Fresno County: Entra", f"account {north.id}", fips(app, "Fresno")) in reached(app)
    with app.app_context():
        people = [get_account(person.id) for person in (north, south)]
        assert [(one.closed_at, one.name) for one in people] == [(None, "Butte Worker"), (None, "Fresno Worker")]


def fips(app: Flask, county: str) -> str:
    with app.app_context():
        return fips_of(county)


def person_with(app: Flask, grant: Grant) -> Account:
    """Return a worker of the county with one more role."""
    with app.app_context():
        person = make_person("worker", county="Butte", name="Two Roles")
        with transaction():
            grant_role(person, grant, actor_id=None, giver=PORTAL_ITSELF)
        return person


@pytest.mark.parametrize("kind", BEYOND)
def test_who_holds_a_role_beyond_the_countys_staff_is_not_there(app: Flask, butte: DirectoryClient, kind: str) -> None:
    person = person_with(app, BEYOND[kind])

    unseen = [looks_like_nobody(butte, deed, person.id) for deed in DEEDS]
    listed = butte.send("GET", "/Users").json
    found = butte.send("GET", f'/Users?filter=emails eq "{person.email}"').json

    assert unseen == [True] * 4
    assert (listed and listed["totalResults"], found and found["totalResults"]) == (0, 0)
    with app.app_context():
        account = get_account(person.id)
        assert (account.closed_at, len(account.grants)) == (None, 2)


def test_each_directory_lists_its_own_people_only(app: Flask, butte: DirectoryClient, fresno: DirectoryClient) -> None:
    with app.app_context():
        own = {make_person("worker", county="Butte").id, make_person("supervisor", county="Butte").id}
        own.add(make_person(county="Butte").id)
        make_person("worker", county="Fresno")
        make_person("regional-editor", region="northern")

    listed = [directory.send("GET", "/Users").json for directory in (butte, fresno)]
    everything = butte.send("GET", "/").json

    assert all(answer is not None for answer in [*listed, everything])
    numbers = [{int(one["id"]) for one in answer["Resources"]} for answer in [listed[0], everything]]  # type: ignore[index]  # they were answered
    assert (numbers, listed[1]["totalResults"]) == ([own, own], 1)  # type: ignore[index]  # as above


def test_an_address_of_another_county_is_taken_without_saying_whose_it_is(app: Flask, butte: DirectoryClient) -> None:
    with app.app_context():
        make_person("worker", county="Fresno", email="far@x.example", name="Fresno Worker")
        make_person("worker", county="Butte", email="near@x.example", name="Butte Worker")

    far, near = butte.add("far@x.example"), butte.add("near@x.example")
    number = butte.add("new@x.example").json["id"]  # type: ignore[index]  # it was created
    moved = butte.patch(number, {"op": "replace", "path": "emails", "value": [{"value": "far@x.example"}]})

    assert (far.status_code, far.json) == (near.status_code, near.json)
    assert (far.status_code, moved.status_code) == (409, 409)
    with app.app_context():
        asked = select(AuditEntry.subject).where(AuditEntry.deed == "address asked for")
        assert db.session.scalars(asked).all() == ["a mail address"] * 3
        found = find_account_by_email("far@x.example")
        assert (found and found.name) == "Fresno Worker"


def test_who_moves_to_another_county_belongs_to_its_directory_from_then_on(
    app: Flask, butte: DirectoryClient, fresno: DirectoryClient
) -> None:
    number = int(butte.add("ana@x.example", userName="ali", externalId="7").json["id"])  # type: ignore[index]  # created
    with app.app_context(), transaction():
        account = get_account(number)
        account.county_fips = fips_of("Fresno")
        account.grants.clear()

    unseen = looks_like_nobody(butte, "PATCH", number)
    told = fresno.send("GET", f"/Users/{number}").json
    found = fresno.send("GET", '/Users?filter=userName eq "ana@x.example"').json
    renamed = fresno.patch(number, {"op": "replace", "path": "displayName", "value": "Ana Park"})
    again = butte.add("other@x.example", userName="ali")

    assert (unseen, found and found["totalResults"]) == (True, 1)
    assert told is not None
    assert (told["userName"], "externalId" in told) == ("ana@x.example", False)
    assert (renamed.status_code, again.status_code) == (204, 201)


@pytest.mark.parametrize("number", ["0", "-1", "1e3", "x", "99999999999999999999", "٣", "1/2"])
def test_what_is_no_number_of_a_person_is_nobody(butte: DirectoryClient, number: str) -> None:
    answers = [butte.send(method, f"/Users/{number}", {}) for method in ("GET", "DELETE")]

    assert {(answer.status_code, answer.mimetype) for answer in answers} == {(404, "application/scim+json")}
