"""A person moves to another county: both sides say so, work stays, local roles end, nobody learns too much."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import FormerGrant
from portal.features.accounts.queries import find_account_by_email, get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.features.accounts.services import close_account, grant_role
from portal.foundation import clock
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person

if TYPE_CHECKING:
    from flask import Flask

pytestmark = pytest.mark.both_databases

TRANSFERS = "/admin/people/transfers"
ANSWER = re.compile(r'action="/admin/people/transfers/(\d+)/accept"')
MOVER = "mover@butte.example"
SAME = "If somebody has that address, the county they belong to is asked."


@pytest.fixture
def mover(app: Flask) -> int:
    """Give a worker of Butte; the number of the account."""
    with app.app_context():
        return make_person("worker", county="Butte", name="Mo Mover", email=MOVER).id


@pytest.fixture
def butte(app: Flask) -> PortalClient:
    """Give the client of the liaison of Butte."""
    return liaison_of(app, "Butte")


@pytest.fixture
def fresno(app: Flask) -> PortalClient:
    """Give the client of the liaison of Fresno, which is in another region."""
    return liaison_of(app, "Fresno")


def liaison_of(app: Flask, county: str) -> PortalClient:
    with app.app_context():
        account = make_person("county-liaison", county=county, email=f"liaison@{county.lower()}.example")
    return PortalClient(app).sign_in(account)


def county(app: Flask, name: str) -> str:
    with app.app_context():
        return fips_of(name)


def where_is(app: Flask, account_id: int) -> tuple[str | None, list[tuple[str, str]]]:
    """Return a person's county and roles."""
    with app.app_context():
        account = get_account(account_id)
        return account.county_fips, [(row.role, row.key) for row in account.grants]


def offer(client: PortalClient, account_id: int, to: str) -> str:
    answer = client.post(f"/admin/people/{account_id}/transfer", {"county": county(client.app, to)})
    assert answer.status_code == 303
    return text_of(client.get(TRANSFERS))


def ask_for(client: PortalClient, email: str, to: str) -> str:
    client.post(TRANSFERS, {"email": email, "county": county(client.app, to)})
    return text_of(client.get(TRANSFERS))


def answer(client: PortalClient, word: str) -> int:
    """Answer the one transfer that waits for this reader."""
    found = ANSWER.findall(client.get(TRANSFERS).get_data(as_text=True))
    assert len(found) == 1
    return client.post(f"{TRANSFERS}/{found[0]}/{word}").status_code


def letters(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        return [
            (row.recipient, row.subject) for row in db.session.scalars(select(MailMessage).order_by(MailMessage.id))
        ]


def deeds(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.deed, row.county_fips) for row in rows if "transfer" in row.deed or "reached" in row.deed]


def test_a_person_offered_and_taken_belongs_to_the_new_county_and_loses_the_old_ones_roles(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    with app.app_context(), transaction():
        grant_role(
            get_account(mover), Grant(Role.SUPERVISOR, Scope.COUNTY, fips_of("Shasta")), actor_id=None,
            giver=PORTAL_ITSELF,
        )  # fmt: skip
    admin = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    page = offer(admin, mover, "Fresno")
    code = answer(fresno, "accept")

    assert "Fresno County is asked to take Mo Mover." in page
    assert code == 303
    assert where_is(app, mover) == (county(app, "Fresno"), [("supervisor", county(app, "Shasta"))])
    with app.app_context():
        former = db.session.scalars(select(FormerGrant).where(FormerGrant.account_id == mover)).one()
        assert (former.role, former.key) == ("worker", fips_of("Butte"))
    assert (butte.get(f"/admin/people/{mover}").status_code, fresno.get(f"/admin/people/{mover}").status_code) == (
        404,
        200,
    )
    assert [letter for letter in letters(app) if letter[0] != "liaison@butte.example"][-3:] == [
        ("liaison@fresno.example", "A person may move from Butte County"),
        (MOVER, "You belong to Fresno County now"),
        (letters(app)[-1][0], "The transfer to Fresno County is done"),
    ]
    assert deeds(app)[:3] == [
        ("transfer offered", county(app, "Butte")),
        ("transferred away", county(app, "Butte")),
        ("transferred here", county(app, "Fresno")),
    ]


def test_a_person_asked_for_is_let_go_by_the_old_county(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    asked = ask_for(fresno, MOVER.upper(), "Fresno")
    seen = text_of(butte.get(TRANSFERS))

    code = answer(butte, "accept")

    assert SAME in asked
    assert f"Asked by your side Person From To Asked Change {MOVER} Not known Fresno County" in asked
    assert f"Waiting for your answer Person From To Asked Answer Mo Mover {MOVER} Butte County Fresno County" in seen
    assert code == 303
    assert where_is(app, mover) == (county(app, "Fresno"), [])


def test_asking_for_an_address_tells_nothing_of_whether_it_is_somebodys_even_after_a_refusal(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    ask_for(fresno, MOVER, "Fresno")
    ask_for(fresno, "nobody@butte.example", "Fresno")
    code = answer(butte, "refuse")

    page = text_of(fresno.get(TRANSFERS))
    again = [
        text_of(fresno.post(TRANSFERS, {"email": email, "county": county(app, "Fresno")})).partition("Please check")[2]
        for email in (MOVER, "nobody@butte.example")
    ]
    shown = [page.partition(email)[2][:60] for email in (MOVER, "nobody@butte.example")]

    assert code == 303
    assert shown[0] == shown[1]
    assert again[0] == again[1]
    assert "This was asked already, and waits for an answer." in again[0]
    assert "Mo Mover" not in page
    assert where_is(app, mover)[0] == county(app, "Butte")
    assert "Nothing waits for you" in text_of(butte.get(TRANSFERS))


def test_who_looks_after_both_counties_transfers_at_once(app: Flask, mover: int) -> None:
    admin = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    page = offer(admin, mover, "Shasta")

    assert "Mo Mover belongs to Shasta County now." in page
    assert where_is(app, mover) == (county(app, "Shasta"), [])
    assert letters(app)[-1] == (MOVER, "You belong to Shasta County now")


def test_nobody_answers_for_another_county_and_reaching_leaves_a_line(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    offer(butte, mover, "Fresno")
    number = ANSWER.findall(fresno.get(TRANSFERS).get_data(as_text=True))[0]
    other = liaison_of(app, "Kern")

    codes = [
        client.post(f"{TRANSFERS}/{number}/{word}").status_code
        for client, word in (
            (other, "accept"),
            (other, "refuse"),
            (other, "withdraw"),
            (butte, "accept"),
            (fresno, "withdraw"),
        )
    ]

    assert codes == [404] * 5
    assert "Mo Mover" not in text_of(other.get(TRANSFERS))
    assert [deed for deed, _ in deeds(app)].count("reached too far") == 5
    assert where_is(app, mover)[0] == county(app, "Butte")


@pytest.mark.parametrize("word", ["refuse", "withdraw"])
def test_an_offer_that_is_refused_or_taken_back_changes_nothing(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient, word: str
) -> None:
    offer(butte, mover, "Fresno")
    number = ANSWER.findall(fresno.get(TRANSFERS).get_data(as_text=True))[0]

    code = (fresno if word == "refuse" else butte).post(f"{TRANSFERS}/{number}/{word}").status_code

    assert code == 303
    assert where_is(app, mover) == (county(app, "Butte"), [("worker", county(app, "Butte"))])
    assert [MOVER in text_of(client.get(TRANSFERS)) for client in (butte, fresno)] == [False, False]


def test_what_has_changed_since_the_offer_is_looked_at_again(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    offer(butte, mover, "Fresno")
    with app.app_context(), transaction():
        grant_role(
            get_account(mover), Grant(Role.REVIEWER, Scope.REGION, "northern"), actor_id=None, giver=PORTAL_ITSELF
        )

    grown = answer(fresno, "accept")

    assert grown == 409  # the liaison who offered may no longer let this person go
    assert where_is(app, mover)[0] == county(app, "Butte")


def test_an_offer_of_somebody_who_is_gone_is_not_taken(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient
) -> None:
    offer(butte, mover, "Fresno")
    with app.app_context(), transaction():
        gone = find_account_by_email("liaison@butte.example")
        close_account(get_account(gone.id if gone else 0), actor_id=None)

    assert answer(fresno, "accept") == 409
    assert where_is(app, mover)[0] == county(app, "Butte")


def test_a_transfer_ends_after_thirty_days_without_an_answer(
    app: Flask, mover: int, butte: PortalClient, fresno: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(butte, mover, "Fresno")
    number = ANSWER.findall(fresno.get(TRANSFERS).get_data(as_text=True))[0]
    later = now() + timedelta(days=30)
    monkeypatch.setattr(clock, "moment", lambda: later)
    with app.app_context():
        account = find_account_by_email("liaison@fresno.example")
    assert account is not None
    fresno.sign_in(account)

    code = fresno.post(f"{TRANSFERS}/{number}/accept").status_code

    assert code == 404
    assert "Nothing waits for you" in text_of(fresno.get(TRANSFERS))


def test_a_liaison_offers_nobody_who_may_more_and_not_themselves(app: Flask, butte: PortalClient) -> None:
    with app.app_context():
        editor = make_person("regional-editor", county="Butte", region="northern").id
        own = find_account_by_email("liaison@butte.example").id  # type: ignore[union-attr]

    stronger = butte.post(f"/admin/people/{editor}/transfer", {"county": county(app, "Fresno")})
    oneself = butte.post(f"/admin/people/{own}/transfer", {"county": county(app, "Fresno")})

    assert stronger.status_code == 404
    assert (oneself.status_code, "Somebody else has to transfer your own account." in text_of(oneself)) == (422, True)


def test_a_county_that_is_not_ones_own_cannot_be_asked_into(app: Flask, mover: int, fresno: PortalClient) -> None:
    answer = fresno.post(TRANSFERS, {"email": MOVER, "county": county(app, "Kern")})

    assert answer.status_code == 422
    assert "Asked by your side" not in text_of(fresno.get(TRANSFERS))
