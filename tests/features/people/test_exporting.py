"""People as a file: one's own people only, safe to open, and the same when it is brought in again."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient
from tests.factories import make_person
from tests.features.people.test_importing import counts, uploaded

if TYPE_CHECKING:
    from flask import Flask

PAGE = "/admin/people/export.csv"


def exported(client: PortalClient, address: str = PAGE) -> list[dict[str, str]]:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    text = answer.get_data(as_text=True)
    assert text.startswith("\ufeffName,Email,County,Role,Other roles,Status")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_only_the_own_people_and_the_roles_in_sight_are_in_it(app: Flask) -> None:
    with app.app_context():
        two = make_person("worker", county="Butte", name="Two Roles", email="two@x.example")
        with transaction():
            for grant in (
                Grant(Role.SUPERVISOR, Scope.COUNTY, "06007"),
                Grant(Role.REVIEWER, Scope.REGION, "southern"),
            ):
                grant_role(two, grant, actor_id=None, giver=PORTAL_ITSELF)
        make_person("worker", county="Fresno", name="Fresno Worker", email="fresno@x.example")
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")

    rows = [row for row in exported(liaison) if row["Email"].endswith("@x.example")]
    all_rows = exported(PortalClient(app).sign_in_as("statewide-administrator"), f"{PAGE}?q=two@x.example")

    assert rows == [
        {"Name": "Two Roles", "Email": "two@x.example", "County": "Butte", "Role": "County worker; Supervisor or coach",
         "Other roles": "", "Status": "Active"}
    ]  # fmt: skip
    assert [row["Other roles"] for row in all_rows] == ["Reviewer (Southern Region)"]
    with app.app_context():
        assert len(db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "people exported")).all()) == 2


def test_no_cell_is_a_formula_for_a_spreadsheet(app: Flask) -> None:
    with app.app_context():
        make_person("worker", county="Butte", name='=HYPERLINK("http://x.example")', email="+evil@x.example")
    client = PortalClient(app).sign_in_as("county-liaison", county="Butte")

    row = next(row for row in exported(client) if "evil" in row["Email"])

    assert (row["Name"], row["Email"]) == ('\'=HYPERLINK("http://x.example")', "'+evil@x.example")


def test_what_was_exported_and_is_brought_in_again_changes_nobody(app: Flask) -> None:
    with app.app_context():
        make_person("supervisor", county="Butte", name="Peña, Ana “A”", email="ana@x.example")
        make_person("regional-editor", region="northern", name="No County", email="no@x.example")
        make_person(county="Butte", name="No Role", email="norole@x.example", password=None)
    client = PortalClient(app).sign_in_as("statewide-administrator")
    people = len(exported(client))

    page = uploaded(client, client.get(PAGE).get_data())

    assert counts(client, page) == {"Same": people}
