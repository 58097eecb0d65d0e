"""Somebody has left: the account closes, work goes to a named heir; and somebody comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.accounts.queries import get_account
from portal.features.accounts.services import close_account
from portal.features.extensions.services.packs import upload
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.mail.models import MailMessage
from portal.plugin_host.models import PackVersion
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person
from tests.features.accounts.reading import last_line
from tests.packs import addition

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

pytestmark = pytest.mark.both_databases

PACK = "uploaded and not applied"


@pytest.fixture
def state(app: Flask) -> PortalClient:
    """Give a statewide administrator's client."""
    return PortalClient(app).sign_in_as("statewide-administrator")


def make(app: Flask, *given: str | None, **more: str) -> Account:
    with app.app_context():
        return make_person(*given, **more)


def pack_of(app: Flask, account: Account, region: str = "northern") -> int:
    with app.app_context():
        return upload(addition(region=region), actor_id=account.id).id


def owner_of(app: Flask, pack: int) -> int | None:
    with app.app_context():
        return db.session.get_one(PackVersion, pack).uploaded_by_id


def test_what_ends_and_what_is_unfinished_is_shown_before_anything_happens(app: Flask, state: PortalClient) -> None:
    dee = make(app, "regional-administrator", region="northern", name="Dee Morales")
    pack_of(app, dee)

    shown = text_of(state.get(f"/admin/people/{dee.id}/left"))

    assert "Every role: Regional administrator, Northern Region." in shown
    assert PACK in shown
    assert "What they published stays, credited to Dee Morales, as they chose." in shown
    with app.app_context():
        assert get_account(dee.id).closed_at is None


def test_drafts_go_to_the_heir_who_was_named(app: Flask, state: PortalClient) -> None:
    dee = make(app, "regional-administrator", region="northern", name="Dee Morales")
    make(app, "regional-administrator", region="northern", name="Nat Osei", email="nat@northern.example")
    pack, page = pack_of(app, dee), f"/admin/people/{dee.id}"

    answer = state.post(f"{page}/close", {"heir": "NAT@northern.example"}, on=f"{page}/left")

    told = text_of(state.get(str(answer.location)))
    assert (answer.status_code, "Nat Osei takes over: Pack" in told) == (303, True)
    with app.app_context():
        heir = db.session.get_one(PackVersion, pack).uploaded_by_id
        assert heir is not None
        assert get_account(heir).name == "Nat Osei"
        assert get_account(dee.id).closed_at is not None
        deed, subject, _, details = last_line()
        assert (deed, subject, details) == (
            "work handed over",
            f"account {dee.id}",
            {"to": f"account {heir}", "pieces": 1},
        )


def test_an_heir_who_may_not_do_the_work_there_does_not_get_it(app: Flask, state: PortalClient) -> None:
    dee = make(app, "regional-administrator", region="northern", name="Dee Morales")
    make(app, "regional-administrator", region="southern", name="Sou Thern", email="sou@southern.example")
    pack, page = pack_of(app, dee), f"/admin/people/{dee.id}"

    answer = state.post(f"{page}/close", {"heir": "sou@southern.example"}, on=f"{page}/left")

    assert "Sou Thern may not do this work there, so it stays: Pack" in text_of(state.get(str(answer.location)))
    assert owner_of(app, pack) == dee.id


@pytest.mark.parametrize("kind", ["nobody", "themselves", "closed", "elsewhere"])
def test_who_cannot_take_over_is_refused_with_one_sentence_and_the_account_stays_open(app: Flask, kind: str) -> None:
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    leaver = make(app, "worker", county="Butte", email="leaver@butte.example")
    closed = make(app, "worker", county="Butte", email="closed@butte.example")
    make(app, "worker", county="Fresno", email="elsewhere@fresno.example")
    with app.app_context(), transaction():
        close_account(get_account(closed.id), actor_id=None)
    emails = {"nobody": "no@x.example", "themselves": leaver.email, "closed": closed.email,
              "elsewhere": "elsewhere@fresno.example"}  # fmt: skip

    page = f"/admin/people/{leaver.id}"
    answer = liaison.post(f"{page}/close", {"heir": emails[kind]}, on=f"{page}/left")

    assert answer.status_code == 422
    assert "Nobody with that mail address can take this over." in text_of(answer)
    with app.app_context():
        assert get_account(leaver.id).closed_at is None


def test_work_left_with_a_closed_account_is_handed_over_later(app: Flask, state: PortalClient) -> None:
    dee = make(app, "regional-administrator", region="northern", county="Butte", name="Dee Morales")
    nat = make(app, "regional-administrator", region="northern", email="nat@northern.example")
    pack, page = pack_of(app, dee), f"/admin/people/{dee.id}"
    state.post(f"{page}/close", on=f"{page}/left")

    shown = text_of(state.get(page))
    empty = state.post(f"{page}/hand-over", {"heir": ""}, on=f"{page}/left")
    given = state.post(f"{page}/hand-over", {"heir": nat.email}, on=f"{page}/left")

    assert ("Left unfinished" in shown, PACK in shown) == (True, True)
    assert (empty.status_code, given.status_code, owner_of(app, pack)) == (422, 303, nat.id)
    assert "Left unfinished" not in text_of(state.get(page))


def test_work_of_a_region_is_not_told_to_whoever_looks_after_a_county(app: Flask) -> None:
    person = make(app, "worker", county="Butte", name="Was Editor")
    pack, page = pack_of(app, person), f"/admin/people/{person.id}"
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    make(app, "worker", county="Butte", email="heir@butte.example")

    shown = text_of(liaison.get(f"{page}/left"))
    liaison.post(f"{page}/close", {"heir": "heir@butte.example"}, on=f"{page}/left")

    assert (PACK in shown, "Nothing waits for Was Editor." in shown) == (False, True)
    assert owner_of(app, pack) == person.id


def test_who_comes_back_has_the_same_account_and_the_old_roles_only_when_given_again(
    app: Flask, state: PortalClient
) -> None:
    ana = make(app, "worker", county="Butte", name="Ana Flores", email="ana@butte.example")
    page = f"/admin/people/{ana.id}"
    state.post(f"{page}/close", on=f"{page}/left")

    closed = text_of(state.get(page))
    answer = state.post(f"{page}/reopen", on=page)
    shown = state.get(page)
    with app.app_context():
        roles = list(get_account(ana.id).grants)
        letters = [letter.recipient for letter in db.session.query(MailMessage)]
        butte = fips_of("Butte")
    given = state.post(f"{page}/grants", {"role": "worker", "scope": f"county:{butte}"}, on=page)

    assert ("Give again" in closed, answer.status_code, roles, letters) == (False, 303, [], ["ana@butte.example"])
    assert "Earlier roles County worker, Butte County Ended on" in text_of(shown)
    assert f'<input type="hidden" name="scope" value="county:{butte}">' in shown.get_data(as_text=True)
    assert given.status_code == 303
    assert "Earlier roles" not in text_of(state.get(page))


def test_earlier_roles_elsewhere_are_not_told_of(app: Flask, state: PortalClient) -> None:
    ana = make(app, "worker", county="Butte", name="Ana Flores")
    page = f"/admin/people/{ana.id}"
    state.post(f"{page}/grants", {"role": "reviewer", "scope": "region:southern"}, on=page)
    state.post(f"{page}/close", on=f"{page}/left")

    of_state = text_of(state.get(page))
    of_liaison = text_of(PortalClient(app).sign_in_as("county-liaison", county="Butte").get(page))

    assert ("Reviewer, Southern Region" in of_state, "Reviewer" in of_liaison) == (True, False)
    assert "County worker, Butte County" in of_liaison


@pytest.mark.parametrize(("method", "deed"), [("get", "left"), ("post", "hand-over"), ("post", "reopen")])
def test_leavers_of_another_county_are_not_there(app: Flask, method: str, deed: str) -> None:
    fresno = make(app, "worker", county="Fresno")
    liaison = PortalClient(app).sign_in_as("county-liaison", county="Butte")
    url = f"/admin/people/{fresno.id}/{deed}"

    answer = liaison.get(url) if method == "get" else liaison.post(url, {"heir": ""}, on="/admin/people/new")

    assert answer.status_code == 404
    with app.app_context():
        assert last_line()[:2] == ("reached too far", f"account {fresno.id}")


@pytest.mark.parametrize(
    ("county", "credit", "line"),
    [
        ("Butte", "county", "a colleague in Butte County"),
        (None, "county", "a colleague"),
        ("Butte", "name", "Ana Flores"),
    ],
)
def test_a_person_chooses_how_to_be_named_and_it_stays_so(
    app: Flask, state: PortalClient, county: str | None, credit: str, line: str
) -> None:
    with app.app_context():
        ana = make_person(county=county, name="Ana Flores")
    client = PortalClient(app).sign_in(ana)

    answer = client.post("/profile/credit", {"credit": credit}, on="/profile/credit")
    odd = client.post("/profile/credit", {"credit": "boss"}, on="/profile/credit")

    assert (answer.status_code, odd.status_code) == (303, 422)
    assert f"Named as {line} Change" in text_of(client.get("/profile"))
    assert f"credited to {line}, as they chose" in text_of(state.get(f"/admin/people/{ana.id}/left"))
