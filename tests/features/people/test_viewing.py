"""Somebody looks at the portal as another role: reading only, never more than they may see, for half an hour."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import RoleGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF
from portal.features.accounts.services import end_role
from portal.foundation import clock
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

VIEW = "/admin/people/view-as"
BANNER = "You look at the portal as: "


def place(app: Flask, name: str) -> str:
    with app.app_context():
        return f"county:{fips_of(name)}"


def begin(client: PortalClient, role: str, scope: str) -> int:
    return client.post(VIEW, {"role": role, "scope": scope}).status_code


def deeds(app: Flask) -> list[tuple[str, str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.deed, row.subject, row.county_fips) for row in rows if row.deed.startswith("viewing")]


@pytest.fixture
def fay(app: Flask) -> PortalClient:
    """Give a statewide administrator's client."""
    return PortalClient(app).sign_in_as("statewide-administrator")


def test_a_view_shows_what_the_role_sees_and_nothing_of_the_administration(app: Flask, fay: PortalClient) -> None:
    begun = begin(fay, "worker", place(app, "Butte"))

    front = fay.get("/")
    home = text_of(fay.get("/regions/northern/"))
    codes = [fay.get(url).status_code for url in ("/admin/people/", "/admin/audit", "/regions/southern/tools/", VIEW)]

    assert begun == 303
    assert (front.status_code, front.location) == (303, "/regions/northern/")
    assert f"{BANNER}County worker, Butte County." in home
    assert "For Butte County" in home
    assert codes == [403, 403, 404, 403]


def test_nothing_can_be_changed_and_no_personal_page_opens(app: Flask, fay: PortalClient) -> None:
    with app.app_context():
        worker = make_person("worker", county="Butte").id
    begin(fay, "county-liaison", place(app, "Butte"))

    close = fay.post(f"/admin/people/{worker}/close")
    own = [fay.get(url).status_code for url in ("/profile", "/sign-in")]

    assert fay.get(f"/admin/people/{worker}").status_code == 200
    assert close.status_code == 409
    assert "You look at the portal as another role, so nothing can be changed." in text_of(close)
    assert own == [409, 409]
    with app.app_context():
        assert get_account(worker).closed_at is None


def test_the_view_ends_by_its_button_and_both_ends_are_in_the_audit(app: Flask, fay: PortalClient) -> None:
    begin(fay, "worker", place(app, "Butte"))

    ended = fay.post(f"{VIEW}/end", on="/regions/northern/")
    after = text_of(fay.get("/admin/people/"))

    fips = place(app, "Butte").partition(":")[2]
    assert (ended.status_code, ended.location) == (303, "/admin/")
    assert BANNER not in after
    assert deeds(app) == [
        ("viewing as a role begun", "role worker", fips),
        ("viewing as a role ended", "role worker", fips),
    ]


def test_a_view_ends_by_itself_after_half_an_hour(
    app: Flask, fay: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(fay, "worker", place(app, "Butte"))
    begun = now()
    monkeypatch.setattr(clock, "moment", lambda: begun + timedelta(minutes=29))
    within = fay.get("/admin/people/").status_code

    monkeypatch.setattr(clock, "moment", lambda: begun + timedelta(minutes=31))
    after = fay.get("/admin/people/")

    assert (within, after.status_code) == (403, 200)
    assert [deed for deed, _, _ in deeds(app)] == ["viewing as a role begun", "viewing as a role ended"]


def test_nobody_looks_through_a_role_they_could_not_grant(app: Flask) -> None:
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    admin = PortalClient(app).sign_in_as("regional-administrator", region="northern")
    worker = PortalClient(app).sign_in_as("worker", county="Butte")

    codes = [
        begin(liaison, "worker", place(app, "Shasta")),
        begin(liaison, "regional-administrator", "region:northern"),
        begin(admin, "worker", place(app, "Fresno")),
        begin(admin, "statewide-administrator", "state:"),
        begin(admin, "worker", "region:northern"),
        begin(worker, "worker", place(app, "Butte")),
        begin(liaison, "supervisor", place(app, "Butte")),
        begin(admin, "county-liaison", place(app, "Shasta")),
    ]

    assert codes == [422, 422, 422, 422, 422, 403, 303, 303]


def test_of_a_county_with_two_regions_only_the_one_that_is_open_to_the_viewer_is_seen(app: Flask) -> None:
    admin = PortalClient(app).sign_in_as("regional-administrator", region="central")

    begun = begin(admin, "worker", place(app, "Ventura"))

    assert begun == 303
    assert [admin.get(f"/regions/{region}/tools/").status_code for region in ("central", "southern")] == [200, 404]


def test_a_view_is_over_when_the_right_to_it_is_taken(app: Flask, fay: PortalClient) -> None:
    with app.app_context():
        make_person("statewide-administrator")
        row = db.session.scalars(select(RoleGrant).order_by(RoleGrant.id)).first()
        assert row is not None
        fay_id, grant_id = row.account_id, row.id
    begin(fay, "worker", place(app, "Butte"))
    with app.app_context(), transaction():
        end_role(get_account(fay_id), grant_id, actor_id=fay_id, giver=PORTAL_ITSELF)

    answer = fay.get("/regions/northern/tools/")

    assert answer.status_code == 404
    assert BANNER not in text_of(answer)


def test_signing_out_leaves_the_view_and_the_session(app: Flask, fay: PortalClient) -> None:
    begin(fay, "worker", place(app, "Butte"))

    answer = fay.post("/sign-out", on="/regions/northern/")

    assert answer.status_code == 303
    assert "Sign in" in text_of(fay.get("/"))
