"""Once a year each county looks through its people: one click each, letters until it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import Account
from portal.features.accounts.queries import get_account
from portal.features.extensions.services.packs import upload
from portal.features.people.models import YearlyCheck
from portal.features.people.posting import ask_counties
from portal.features.people.rules import letters_due, year_to_open
from portal.features.people.services.yearly import open_check
from portal.foundation import clock
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.mail.models import MailMessage
from tests.clients import PortalClient, text_of
from tests.factories import fips_of, make_person
from tests.packs import addition

if TYPE_CHECKING:
    from flask import Flask

YEARLY = "/admin/people/yearly"


@pytest.mark.parametrize(
    ("on", "month", "year"),
    [
        (date(2026, 8, 31), 9, None),
        (date(2026, 9, 1), 9, 2026),
        (date(2026, 12, 31), 9, 2026),
        (date(2027, 1, 1), 9, None),
        (date(2027, 1, 1), 0, None),
        (date(2027, 1, 1), 1, 2027),
    ],
)
def test_a_check_opens_with_the_month_that_is_set(on: date, month: int, year: int | None) -> None:
    assert year_to_open(on, month) == year


@pytest.mark.parametrize(("day", "letters"), [(1, 1), (14, 1), (15, 2), (29, 3), (30, 3)])
def test_a_letter_is_due_at_once_and_every_two_weeks(day: int, letters: int) -> None:
    assert letters_due(date(2026, 9, 1), date(2026, 9, day)) == letters


def test_letters_end_after_the_fourth() -> None:
    assert letters_due(date(2026, 9, 1), date(2026, 12, 31)) == 4


@pytest.fixture
def people(app: Flask) -> dict[str, int]:
    """Give two workers of Butte, one of Shasta in the same region and one of Fresno; by name."""
    with app.app_context():
        made = [
            make_person("worker", county=county, name=name)
            for county, name in (
                ("Butte", "Ada Arden"), ("Butte", "Bo Birch"), ("Shasta", "Cleo Cedar"), ("Fresno", "Dan Dale"),
            )
        ]  # fmt: skip
        return {account.name: account.id for account in made}


@pytest.fixture
def liaison(app: Flask, people: dict[str, int]) -> PortalClient:
    """Give the client of the liaison of Butte."""
    with app.app_context():
        account = make_person("county-liaison", county="Butte", name="Lee Liaison", email="lee@butte.example")
    return PortalClient(app).sign_in(account)


def on(monkeypatch: pytest.MonkeyPatch, day: int) -> None:
    """Let it be noon of a day in September 2027, a year nothing else is in."""
    monkeypatch.setattr(clock, "moment", lambda: datetime(2027, 9, day, 19, tzinfo=UTC))


def county(app: Flask, name: str) -> str:
    with app.app_context():
        return fips_of(name)


def letters(app: Flask, to: str) -> int:
    with app.app_context():
        known = select(MailMessage).where(
            MailMessage.recipient == to, MailMessage.subject.contains("Who still belongs")
        )
        return len(db.session.scalars(known).all())


def open_here(app: Flask) -> None:
    """Open the check of Butte on the day it is."""
    with app.app_context(), transaction():
        open_check(fips_of("Butte"), 2026)


def ask(app: Flask) -> None:
    with app.app_context():
        ask_counties()


def test_a_liaison_answers_person_by_person_until_the_county_is_done(
    app: Flask, people: dict[str, int], liaison: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, 1)
    ask(app)
    with app.app_context():
        account = db.session.scalars(select(Account).where(Account.email == "lee@butte.example")).one()
    liaison.sign_in(account)
    page = f"{YEARLY}/{county(app, 'Butte')}"

    listed, first = text_of(liaison.get(YEARLY)), text_of(liaison.get(page))
    right = liaison.post(f"{page}/{people['Ada Arden']}", {"answer": "right"})
    moved = liaison.post(f"{page}/{people['Bo Birch']}", {"answer": "moved"})
    own = [liaison.post(f"{page}/{account.id}", {"answer": word}).status_code for word in ("left", "right")]
    done = text_of(liaison.get(page))

    assert "Butte County, 2027 September 1, 2027 0 of 3 Open" in listed
    assert "Shasta" not in listed
    assert "0 of 3 looked at." in first
    assert (right.status_code, right.location) == (303, page)
    assert (moved.status_code, moved.location) == (303, f"/admin/people/{people['Bo Birch']}/transfer")
    assert own == [403, 303]
    assert "3 of 3 looked at. That is everybody. Thank you." in done


def test_who_has_left_is_closed_with_the_same_click(app: Flask, people: dict[str, int], liaison: PortalClient) -> None:
    open_here(app)
    page = f"{YEARLY}/{county(app, 'Butte')}"

    code = liaison.post(f"{page}/{people['Ada Arden']}", {"answer": "left"}).status_code

    with app.app_context():
        assert get_account(people["Ada Arden"]).closed_at is not None
        known = select(AuditEntry.deed).where(AuditEntry.subject == f"account {people['Ada Arden']}")
        assert list(db.session.scalars(known))[-2:] == ["yearly check answered", "account closed"]
    assert code == 303
    assert "1 of 3 looked at." in text_of(liaison.get(page))


def test_letters_go_out_every_two_weeks_until_everybody_was_looked_at(
    app: Flask, people: dict[str, int], liaison: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = []
    for day in (1, 2, 14, 15, 16, 29):
        on(monkeypatch, day)
        ask(app)
        sent.append(letters(app, "lee@butte.example"))

    assert sent == [1, 1, 1, 2, 2, 3]
    with app.app_context():
        assert (
            len(db.session.scalars(select(YearlyCheck).where(YearlyCheck.county_fips == fips_of("Butte"))).all()) == 1
        )


def test_who_looks_after_several_counties_gets_one_letter_that_names_each(
    app: Flask, people: dict[str, int], liaison: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        make_person("regional-administrator", region="northern", email="rae@academy.example")
        make_person("worker", county="Tehama")
    on(monkeypatch, 1)

    ask(app)

    with app.app_context():
        rae, lee = (
            db.session.scalars(select(MailMessage).where(MailMessage.recipient == to)).all()
            for to in ("rae@academy.example", "lee@butte.example")
        )
    assert [(one.subject, "- Shasta County: 1 person\n- Tehama County: 1 person\n" in one.text) for one in rae] == [
        ("Who still belongs to your counties?", True)
    ]
    assert [(one.subject, "- Butte County: 3 people\n" in one.text) for one in lee] == [
        ("Who still belongs to Butte County?", True)
    ]
    assert "Butte" not in rae[0].text
    assert "Shasta" not in lee[0].text


def test_nobody_answers_for_another_county_or_about_people_outside_the_check(
    app: Flask, people: dict[str, int], liaison: PortalClient
) -> None:
    open_here(app)
    with app.app_context():
        later = make_person("worker", county="Butte").id
    page, other = f"{YEARLY}/{county(app, 'Butte')}", f"{YEARLY}/{county(app, 'Shasta')}"

    codes = [
        liaison.get(other).status_code,
        liaison.post(f"{other}/{people['Cleo Cedar']}", {"answer": "left"}).status_code,
        liaison.post(f"{page}/{people['Cleo Cedar']}", {"answer": "right"}).status_code,
        liaison.post(f"{page}/{people['Dan Dale']}", {"answer": "left"}).status_code,
        liaison.post(f"{page}/{later}", {"answer": "right"}).status_code,
    ]
    wrong = liaison.post(f"{page}/{people['Ada Arden']}", {"answer": "gone"}).status_code

    assert (codes, wrong) == ([404] * 5, 422)
    with app.app_context():
        reached = select(AuditEntry.deed).where(AuditEntry.deed == "reached too far")
        assert len(db.session.scalars(reached).all()) == 4


def test_a_regional_administrator_sees_which_counties_of_the_region_are_done(
    app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    on(monkeypatch, 1)
    ask(app)
    admin = PortalClient(app).sign_in_as("regional-administrator", region="northern")
    shasta = county(app, "Shasta")

    answered = admin.post(f"{YEARLY}/{shasta}/{people['Cleo Cedar']}", {"answer": "right"}).status_code
    page = text_of(admin.get(YEARLY))

    assert answered == 303
    assert "1 of 2 counties are done." in page
    assert "Butte County, 2027 September 1, 2027 0 of 2 Open" in page
    assert "Shasta County, 2027 September 1, 2027 1 of 1 Done" in page
    assert "Fresno" not in page


def test_who_has_left_work_unfinished_is_closed_and_an_heir_is_asked_for(app: Flask, people: dict[str, int]) -> None:
    open_here(app)
    with app.app_context():
        upload(addition(region="northern"), actor_id=people["Ada Arden"])
    administrator = PortalClient(app).sign_in_as("regional-administrator", region="northern")

    answer = administrator.post(f"{YEARLY}/{county(app, 'Butte')}/{people['Ada Arden']}", {"answer": "left"})

    page = f"/admin/people/{people['Ada Arden']}/left"
    told = text_of(administrator.get(page))
    assert (answer.status_code, answer.location) == (303, page)
    assert all(words in told for words in ("The account is closed.", "uploaded and not applied", "Hand it over"))
