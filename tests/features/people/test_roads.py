"""Roads from one county to another that only somebody who looks for them finds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import SignInSession
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import grant_role, transfer_account
from portal.features.people.admin import creating, leaving
from portal.features.people.admin.showing import person_here
from portal.features.people.services.yearly import open_check
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from tests.clients import TOKEN, PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

LIST = "/admin/people/"


@pytest.fixture
def liaison(app: Flask) -> PortalClient:
    """Give the client of the liaison of Butte."""
    return PortalClient(app).sign_in_as("county-liaison", county="Butte")


def worker(app: Flask, name: str, **more: str | None) -> int:
    with app.app_context():
        return make_person("worker", county="Butte", name=name, **more).id  # type: ignore[arg-type]  # values of few


def move_to_fresno(app: Flask, number: int) -> None:
    with app.app_context(), transaction():
        transfer_account(get_account(number), to_fips=fips_of("Fresno"), actor_id=None)


def do(client: PortalClient, kind: str, number: int, **fields: str) -> str:
    """Ask for an action and confirm it; return its page."""
    proof = TOKEN.search(client.get(LIST).get_data(as_text=True))
    assert proof is not None
    given = {"csrf_token": proof[1], "kind": kind, "role": "", "scope": "", "whom": "chosen", "person": str(number)}
    page = str(client.http.post(LIST, data=given | fields).location)
    client.post(f"{page}/confirm", on=page)
    return page


def test_who_moved_to_another_county_is_gone_from_the_yearly_list_of_the_old_one(
    app: Flask, liaison: PortalClient
) -> None:
    moved, stays = worker(app, "Mo Mover"), worker(app, "Sue Stays")
    with app.app_context(), transaction():
        open_check(fips_of("Butte"), 2026)
    with app.app_context():
        page = f"{LIST}yearly/{fips_of('Butte')}"
    for number, answer in ((moved, "moved"), (stays, "right")):
        liaison.post(f"{page}/{number}", {"answer": answer})

    before = text_of(liaison.get(page))
    move_to_fresno(app, moved)
    after = text_of(liaison.get(page))

    assert ("Mo Mover" in before, "Sue Stays" in before) == (True, True)
    assert ("Mo Mover" in after, "Fresno" in after, "Sue Stays" in after) == (False, False, True)


def test_an_undo_gives_no_role_to_somebody_who_belongs_to_another_county_by_now(
    app: Flask, liaison: PortalClient
) -> None:
    number = worker(app, "Mo Mover")
    with app.app_context():
        place = f"county:{fips_of('Butte')}"
    page = do(liaison, "end", number, role="worker", scope=place)
    move_to_fresno(app, number)

    answer = liaison.post(f"{page}/undo", on=LIST)

    assert answer.status_code == 303
    with app.app_context():
        assert get_account(number).grants == []


def test_a_session_gets_a_new_token_when_an_undo_changes_its_rights(app: Flask, liaison: PortalClient) -> None:
    number = worker(app, "Ana Flores")
    with app.app_context():
        place = f"county:{fips_of('Butte')}"
    page = do(liaison, "end", number, role="worker", scope=place)
    with app.app_context():
        account = get_account(number)
    owner = PortalClient(app).sign_in(account)

    liaison.post(f"{page}/undo", on=LIST)

    with app.app_context():
        due = select(SignInSession.is_renewal_due).where(SignInSession.account_id == number)
        assert db.session.scalars(due).all() == [True]
    assert owner.get("/profile").status_code == 200


def test_the_filter_of_regions_does_not_tell_of_roles_out_of_sight(app: Flask, liaison: PortalClient) -> None:
    number = worker(app, "Two Roles")
    with app.app_context(), transaction():
        elsewhere = Grant(Role.REVIEWER, Scope.REGION, "southern")
        grant_role(get_account(number), elsewhere, actor_id=None, giver=PORTAL_ITSELF)
    state = PortalClient(app).sign_in_as("statewide-administrator")

    told = ["Two Roles" in client.get(f"{LIST}export.csv?region=southern").text for client in (liaison, state)]
    listed = re.findall(r'class="table-link" href="/admin/people/(\d+)"', liaison.get(f"{LIST}?region=southern").text)

    assert (told, listed) == ([False, True], [])


@pytest.mark.parametrize("deed", ["link", "close", "reopen"])
def test_a_role_granted_while_somebody_presses_the_button_puts_the_account_out_of_reach(
    app: Flask, liaison: PortalClient, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    number = worker(app, "Ana Flores", **({"password": None} if deed == "link" else {}))

    def looked_at(account_id: int, permission: str) -> Account:
        """Grant a role in the moment after the look."""
        found = person_here(account_id, permission)
        with transaction():
            above = Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE)
            grant_role(get_account(account_id), above, actor_id=None, giver=PORTAL_ITSELF)
        return found

    monkeypatch.setattr(creating if deed == "link" else leaving, "person_here", looked_at)

    answer = liaison.post(f"{LIST}{number}/{deed}", on=f"{LIST}{number}")

    assert (answer.status_code, "/join/" in answer.text) == (404, False)
    with app.app_context():
        assert get_account(number).closed_at is None


def test_a_number_that_no_number_of_a_person_is_chooses_nobody(app: Flask, liaison: PortalClient) -> None:
    proof = TOKEN.search(liaison.get(LIST).get_data(as_text=True))
    assert proof is not None
    given = {"csrf_token": proof[1], "kind": "close", "role": "", "scope": "", "whom": "chosen", "person": "9" * 5000}

    answer = liaison.http.post(LIST, data=given)

    assert (answer.status_code, "Choose at least one person." in text_of(answer)) == (422, True)
