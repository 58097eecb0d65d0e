"""People as their county's directory has them: joining, changing, leaving, coming back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.features.accounts.models import Account, JoinLink, SignInSession
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import close_account, grant_role
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

    from tests.features.directories.conftest import DirectoryClient

pytestmark = pytest.mark.both_databases

ANA = "ana@butte.example"
INVITATION = "The staff directory of Butte County invites you to the SOP Regional Portal"


def account_of(app: Flask, email: str) -> Account:
    with app.app_context():
        found = find_account_by_email(email)
        assert found is not None
        return get_account(found.id)


def mail_of(app: Flask, recipient: str) -> list[str]:
    with app.app_context():
        return list(
            db.session.scalars(
                select(MailMessage.subject).where(MailMessage.recipient == recipient).order_by(MailMessage.id)
            )
        )


def count_lines(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def deeds_about(app: Flask, account: Account) -> list[str]:
    """Return what the audit says was done to an account by the directory."""
    with app.app_context():
        rows = db.session.scalars(
            select(AuditEntry).where(AuditEntry.subject == f"account {account.id}").order_by(AuditEntry.number)
        )
        return [row.deed for row in rows if row.details.get("through") == "Directory of Butte County: Entra"]


def test_a_person_it_creates_is_an_invited_worker_of_the_county(app: Flask, butte: DirectoryClient) -> None:
    answer = butte.add("Ana@Butte.example", externalId="7", name={"givenName": "Ana", "familyName": "Li"})

    account = account_of(app, ANA)
    told = answer.json
    assert (answer.status_code, answer.headers["Location"]) == (201, f"http://localhost/scim/v2/Users/{account.id}")
    assert told is not None
    assert {key: told[key] for key in ("id", "userName", "externalId", "displayName", "active", "emails")} == {
        "id": str(account.id),
        "userName": "Ana@Butte.example",
        "externalId": "7",
        "displayName": "Ana Li",
        "active": True,
        "emails": [{"value": ANA, "type": "work", "primary": True}],
    }
    assert (account.name, account.password_hash, account.county and account.county.name) == ("Ana Li", None, "Butte")
    assert [(row.role, row.key) for row in account.grants] == [("worker", account.county_fips)]
    assert mail_of(app, ANA) == [INVITATION]
    assert deeds_about(app, account) == ["account created", "role granted", "join link made"]


def test_one_that_is_inactive_from_the_start_is_closed_and_told_nothing(app: Flask, butte: DirectoryClient) -> None:
    answer = butte.add(ANA, active=False)

    assert (answer.status_code, answer.json and answer.json["active"]) == (201, False)
    assert account_of(app, ANA).closed_at is not None
    assert mail_of(app, ANA) == []


@pytest.mark.parametrize("inactive", [False, "False", "false"])
def test_who_left_is_out_at_once_and_a_message_said_again_changes_nothing(
    app: Flask, butte: DirectoryClient, inactive: object
) -> None:
    with app.app_context():
        ana = make_person("worker", county="Butte", email=ANA)
    browser = PortalClient(app).sign_in(ana)
    inside = browser.get("/profile").status_code

    first = butte.set_active(ana.id, active=inactive)
    after, lines = browser.get("/profile").status_code, count_lines(app)
    again = [butte.set_active(ana.id, active=inactive) for _ in range(3)]

    assert (inside, first.status_code, after) == (200, 204, 303)
    assert [(one.status_code, one.headers["ETag"]) for one in again] == [(204, first.headers["ETag"])] * 3
    assert count_lines(app) == lines
    account = account_of(app, ANA)
    assert (account.closed_at is not None, account.grants) == (True, [])
    with app.app_context():
        assert db.session.scalar(select(func.count()).where(SignInSession.ended_at.is_(None))) == 0


def test_the_same_address_in_other_capitals_changes_nothing(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add(ANA).json["id"]  # type: ignore[index]  # it was created
    before, lines = butte.send("GET", f"/Users/{number}").json, count_lines(app)

    path = 'emails[type eq "work"].value'
    answer = butte.patch(number, {"op": "replace", "path": path, "value": ANA.upper()})

    assert (answer.status_code, count_lines(app)) == (204, lines)
    assert butte.send("GET", f"/Users/{number}").json == before


def test_who_comes_back_has_the_same_account_without_the_roles_and_the_password(
    app: Flask, butte: DirectoryClient
) -> None:
    with app.app_context():
        ana = make_person("supervisor", county="Butte", email=ANA)
    butte.set_active(ana.id, active=False)

    answers = [butte.set_active(ana.id, active=True).status_code for _ in range(2)]

    account = account_of(app, ANA)
    assert (answers, account.id, account.closed_at) == ([204, 204], ana.id, None)
    assert (account.grants, account.password_hash, mail_of(app, ANA)) == ([], None, [INVITATION])


def test_an_account_closed_in_the_portal_is_not_opened_by_the_directory(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add(ANA).json["id"]  # type: ignore[index]  # it was created
    with app.app_context(), transaction():
        close_account(get_account(int(number)), actor_id=None)

    refused = butte.set_active(number, active=True)
    renamed = butte.patch(number, {"op": "replace", "path": "displayName", "value": "Ana Park"})

    assert (refused.status_code, renamed.status_code) == (409, 204)
    assert refused.json is not None
    assert refused.json["detail"] == "This account was closed in the portal, and is opened again there."
    assert account_of(app, ANA).closed_at is not None


def test_who_is_deleted_is_gone_for_the_directory_and_the_same_when_created_again(
    app: Flask, butte: DirectoryClient
) -> None:
    number = butte.add(ANA).json["id"]  # type: ignore[index]  # it was created

    gone = butte.send("DELETE", f"/Users/{number}").status_code
    lines = count_lines(app)
    asked = [butte.send(method, f"/Users/{number}").status_code for method in ("DELETE", "GET")]
    listed = butte.send("GET", f'/Users?filter=userName eq "{ANA}"').json
    closed = account_of(app, ANA).closed_at
    unchanged = count_lines(app) == lines
    back = butte.add(ANA, displayName="Ana Park")

    assert (gone, asked, closed is not None, unchanged) == (204, [404, 404], True, True)
    assert listed is not None
    assert listed["totalResults"] == 0
    assert (back.status_code, back.json and back.json["id"]) == (201, number)
    account = account_of(app, ANA)
    assert (account.closed_at, account.grants, account.name) == (None, [], "Ana Park")


def test_a_new_address_ends_the_links_to_the_old_one_and_tells_it(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add(ANA).json["id"]  # type: ignore[index]  # it was created

    path = 'emails[type eq "work"].value'
    answer = butte.patch(number, {"op": "Replace", "path": path, "value": "ana.park@butte.example"})

    assert answer.status_code == 204
    assert mail_of(app, ANA) == ["Your address at the SOP Regional Portal was changed"]
    assert mail_of(app, "ana.park@butte.example") == [INVITATION]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(JoinLink)) == 1
    assert account_of(app, "ana.park@butte.example").id == int(number)


def test_a_whole_person_is_replaced_and_stays_closed_when_it_is_not_said(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add(ANA, externalId="7", name={"givenName": "Ana"}).json["id"]  # type: ignore[index]  # created
    butte.set_active(number, active=False)
    schemas = ["urn:ietf:params:scim:schemas:core:2.0:User"]

    answer = butte.send("PUT", f"/Users/{number}", {"schemas": schemas, "userName": ANA, "displayName": "A. Li"})

    assert answer.status_code == 200
    assert answer.json is not None
    told = {key: answer.json.get(key) for key in ("userName", "externalId", "name", "displayName", "active")}
    assert told == {"userName": ANA, "externalId": None, "name": None, "displayName": "A. Li", "active": False}
    assert (account_of(app, ANA).name, account_of(app, ANA).closed_at is not None) == ("A. Li", True)


def test_what_directories_send_besides_is_dropped_and_nothing_of_it_is_kept(app: Flask, butte: DirectoryClient) -> None:
    enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    answer = butte.add(
        ANA, title="Case worker", password="a secret of the directory", phoneNumbers=[{"value": "1"}],
        roles=[{"value": "statewide-administrator"}], **{enterprise: {"employeeNumber": "701"}},
    )  # fmt: skip

    assert answer.status_code == 201
    assert answer.json is not None
    assert set(answer.json) == {"schemas", "id", "userName", "displayName", "active", "emails", "meta"}
    account = account_of(app, ANA)
    assert ([row.role for row in account.grants], account.password_hash) == (["worker"], None)


def test_attributes_named_by_their_paths_are_understood(app: Flask, butte: DirectoryClient) -> None:
    number = butte.add(ANA).json["id"]  # type: ignore[index]  # it was created

    value = {"name.givenName": "Ana", "displayName": "Ana Park", "active": "True"}
    answer = butte.patch(number, {"op": "Add", "value": value})

    assert answer.status_code == 204
    assert account_of(app, ANA).name == "Ana Park"
    told = butte.send("GET", f"/Users/{number}").json
    assert told is not None
    assert told["name"] == {"givenName": "Ana"}


def test_people_made_by_hand_can_be_found_and_taken_over(app: Flask, butte: DirectoryClient) -> None:
    with app.app_context():
        ana = make_person("worker", county="Butte", name="Ana Li", email=ANA)

    taken = butte.add(ANA)
    found = butte.send("GET", f'/Users?filter=userName eq "{ANA.upper()}"').json
    named = butte.patch(ana.id, {"op": "add", "path": "externalId", "value": "7"})
    again = butte.send("GET", '/Users?filter=externalId eq "7"').json

    assert (taken.status_code, taken.json and taken.json["scimType"]) == (409, "uniqueness")
    assert found is not None
    assert again is not None
    assert [one["id"] for one in found["Resources"]] == [one["id"] for one in again["Resources"]] == [str(ana.id)]
    assert (named.status_code, account_of(app, ANA).name) == (204, "Ana Li")


def test_a_user_name_is_one_persons_whatever_its_capitals(app: Flask, butte: DirectoryClient) -> None:
    butte.add(ANA, userName="ali")
    with app.app_context():
        liaison = account_of(app, ANA)
        with transaction():
            grant = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, fips_of("Butte"))
            grant_role(liaison, grant, actor_id=None, giver=PORTAL_ITSELF)

    answer = butte.add("other@butte.example", userName="ALI")

    assert (answer.status_code, answer.json and answer.json["scimType"]) == (409, "uniqueness")
