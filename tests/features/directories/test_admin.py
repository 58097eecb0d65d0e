"""The page of directories' tokens: made, shown once, listed, ended, for one's own counties only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.directories.models import DirectoryToken
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.factories import fips_of

if TYPE_CHECKING:
    from flask import Flask

    from tests.features.directories.conftest import DirectoryClient

PAGE = "/admin/directories/"
TOKEN = re.compile(r'id="token" type="text" value="([^"]+)"')
LOOKING_AFTER = {"state": ("statewide-administrator", None), "region": ("regional-administrator", "northern")}


@pytest.fixture(params=LOOKING_AFTER)
def administrator(app: Flask, request: pytest.FixtureRequest) -> PortalClient:
    """Give somebody who looks after the county's directory: statewide, or for its region."""
    role, region = LOOKING_AFTER[request.param]
    return PortalClient(app).sign_in_as(role, region=region)


def make(app: Flask, client: PortalClient, county: str, name: str = "Okta, staff") -> tuple[int, str]:
    """Make a token, and return the answer's status with the token."""
    with app.app_context():
        fips = fips_of(county)
    answer = client.post(PAGE, {"county": fips, "name": name}, on=PAGE)
    found = TOKEN.search(answer.get_data(as_text=True))
    return answer.status_code, found[1] if found else ""


def test_a_token_is_made_shown_once_and_lets_its_directory_in(app: Flask, administrator: PortalClient) -> None:
    status, token = make(app, administrator, "Butte")

    asked = app.test_client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {token}"})
    page = administrator.get(PAGE)

    assert (status, asked.status_code, len(token)) == (200, 200, 43)
    assert token not in page.get_data(as_text=True)
    assert "Okta, staff Butte" in text_of(page)
    with app.app_context():
        row = db.session.scalars(select(DirectoryToken)).one()
        assert token not in (row.token_hash, row.name)
        line = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "directory token made")).one()
        assert (line.county_fips, line.details) == (fips_of("Butte"), {"name": "Okta, staff"})


def test_the_page_with_the_token_is_kept_nowhere(app: Flask, administrator: PortalClient) -> None:
    with app.app_context():
        fields = {"county": fips_of("Butte"), "name": "Okta"}

    answer = administrator.post(PAGE, fields, on=PAGE)

    assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "http://localhost/scim/v2" in answer.get_data(as_text=True)


def test_a_token_is_ended_once(app: Flask, administrator: PortalClient) -> None:
    _, token = make(app, administrator, "Butte")
    with app.app_context():
        number = db.session.scalars(select(DirectoryToken.id)).one()

    answers = [administrator.post(f"{PAGE}{number}/end", on=PAGE).status_code for _ in range(2)]
    asked = app.test_client().get("/scim/v2/Users", headers={"Authorization": f"Bearer {token}"})

    assert (answers, asked.status_code) == ([303, 409], 401)
    assert "Ended" in text_of(administrator.get(PAGE))


@pytest.mark.parametrize(("region", "county"), [("northern", "Fresno"), ("central", "Butte")])
def test_tokens_of_another_regions_county_are_neither_seen_made_nor_ended(
    app: Flask, butte: DirectoryClient, fresno: DirectoryClient, region: str, county: str
) -> None:
    other = {"Butte": butte, "Fresno": fresno}[county]
    client = PortalClient(app).sign_in_as("regional-administrator", region=region)

    page, made = client.get(PAGE), make(app, client, county)
    ended = [client.post(f"{PAGE}{number}/end", on=PAGE) for number in (other.token_id, 999_999_999)]

    assert (county in text_of(page), made) == (False, (422, ""))
    assert [answer.status_code for answer in ended] == [404, 404]
    assert text_of(ended[0]) == text_of(ended[1])
    assert other.send("GET", "/Users").status_code == 200
    with app.app_context():
        lines = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "reached too far")).all()
        assert lines == [f"directory token {other.token_id}", "directory token 999999999"]


def test_a_token_needs_a_name_of_bearable_length(app: Flask, administrator: PortalClient) -> None:
    assert [make(app, administrator, "Butte", name)[0] for name in ("", " ", "n" * 81)] == [422, 422, 422]


def test_the_audit_names_the_directory_that_did_it(app: Flask, butte: DirectoryClient) -> None:
    butte.add("ana@x.example")
    client = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    lines = text_of(client.get("/admin/audit?deed=account+created"))

    assert "Directory of Butte County: Entra Account created : Ana Li" in lines
