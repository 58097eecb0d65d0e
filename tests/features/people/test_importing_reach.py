"""Whoever looks after a county or region brings people into that and nothing else, and sees no other's files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.accounts.models import Account
from portal.features.people.models import Transfer
from portal.features.people.posting import run_imports
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.factories import make_person
from tests.features.people.test_importing import counts, downloaded, uploaded
from tests.people_files import written

if TYPE_CHECKING:
    from flask import Flask

LOOKING_AFTER = {
    "Butte": ("county-liaison", {"county": "Butte"}),
    "northern": ("regional-administrator", {"region": "northern"}),
    "Fresno": ("county-liaison", {"county": "Fresno"}),
    "central": ("regional-administrator", {"region": "central"}),
}


def who(app: Flask, place: str) -> PortalClient:
    role, where = LOOKING_AFTER[place]
    return PortalClient(app).sign_in_as(role, **where)


def deeds(app: Flask, deed: str) -> list[tuple[str, object]]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).where(AuditEntry.deed == deed)).all()
        return [(row.subject.split()[0], row.details.get("rows", row.details.get("addresses"))) for row in rows]


@pytest.mark.parametrize(
    ("place", "own", "other"),
    [("Butte", "Butte", "Fresno"), ("northern", "Tehama", "Fresno"), ("Fresno", "Fresno", "Butte"),
     ("central", "Fresno", "Butte")],
)  # fmt: skip
def test_rows_beyond_the_own_are_as_unknown_and_written_down(app: Flask, place: str, own: str, other: str) -> None:
    client = who(app, place)
    rows = [
        ("Own", "own@x.example", own, "worker"),
        ("Other", "other@x.example", other, "worker"),
        ("Nowhere", "nowhere@x.example", "Atlantis", "worker"),
        ("Above", "above@x.example", own, "Statewide administrator"),
    ]

    page = uploaded(client, written(rows))
    reasons = [row["Reason"] for row in downloaded(client, page)]
    client.post(f"{page}/confirm", on=page)
    with app.app_context():
        run_imports()
        made = db.session.scalars(select(Account.email).where(Account.email.like("%@x.example"))).all()

    assert counts(client, page) == {"Bad": 3}
    assert reasons[0].replace(other, "Atlantis") == reasons[1]
    assert reasons[1] == "There is no county “Atlantis” among those you look after."
    assert made == ["own@x.example"]
    assert deeds(app, "reached too far") == [("import", 2)]


def test_an_address_from_elsewhere_tells_nothing_and_changes_nothing(app: Flask) -> None:
    with app.app_context():
        secret = make_person("worker", county="Fresno", name="Secret Name", email="secret@x.example")
    client = who(app, "Butte")

    page = uploaded(client, written([("Mine Now", "secret@x.example", "Butte", "coach")]))
    refused = client.post(f"{page}/confirm", on=page)

    shown = text_of(client.get(page))
    assert (counts(client, page), refused.status_code) == ({"Waiting": 1}, 409)
    assert "The portal knows this address, but not among your people." in shown
    assert [word in shown for word in ("Fresno", "Secret Name")] == [False, False]
    assert deeds(app, "address asked for") == [("import", 1)]
    with app.app_context():
        account = db.session.get_one(Account, secret.id)
        assert (account.name, account.county_fips) == ("Secret Name", "06019")


def test_who_does_not_look_after_both_counties_can_only_ask_for_the_transfer(app: Flask) -> None:
    with app.app_context():
        away = make_person("worker", county="Fresno", name="Away", email="away@x.example")
    client = who(app, "Butte")
    page = uploaded(client, written([("Mine Now", "away@x.example", "Butte", "coach")]))
    button = re.search(rf'action="({page}/rows/\d+/transfer)"', client.get(page).get_data(as_text=True))
    assert button is not None

    asked, stranger = client.post(button[1], on=page), who(app, "Fresno").post(button[1], on="/admin/people/imports")

    assert (asked.status_code, stranger.status_code) == (303, 404)
    assert "A transfer was asked for, and waits for an answer." in text_of(client.get(page))
    with app.app_context():
        assert db.session.get_one(Account, away.id).county_fips == "06019"
        assert db.session.scalars(select(Transfer.state)).all() == ["waiting"]


def test_a_person_with_a_role_beyond_is_not_changed(app: Flask) -> None:
    with app.app_context():
        make_person("reviewer", county="Butte", region="northern", name="Rhea", email="rhea@x.example")
    client = who(app, "Butte")

    page = uploaded(client, written([("Renamed", "rhea@x.example", "Butte", "worker")]))

    assert counts(client, page) == {"Bad": 1}
    assert "not yours to change" in text_of(client.get(page))


@pytest.mark.parametrize(("owner", "other"), [("Butte", "Fresno"), ("central", "northern"), ("northern", "Butte")])
@pytest.mark.parametrize("deed", ["", "/rows.csv", "/confirm", "/discard"])
def test_a_file_of_somebody_else_looks_like_none(app: Flask, owner: str, other: str, deed: str) -> None:
    own, stranger = who(app, owner), who(app, other)
    county = {"central": "Fresno", "northern": "Butte"}.get(owner, owner)
    page = uploaded(own, written([("Own", "own@x.example", county, "")]))

    answers = [
        stranger.post(f"{one}{deed}", on="/admin/people/imports")
        if deed in {"/confirm", "/discard"}
        else stranger.get(f"{one}{deed}")
        for one in (page, "/admin/people/imports/999999999", f"/admin/people/imports/{2**40}")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert len({text_of(answer) for answer in answers}) == 1
    assert len(deeds(app, "reached too far")) == 3
    assert counts(own, page) == {"Ready": 1}
    assert page not in stranger.get("/admin/people/imports").get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(Account.email == "own@x.example")) == 0
