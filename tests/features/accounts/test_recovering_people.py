"""Who sees a request to get back in, who confirms it, and how many have to."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.clients import text_of
from tests.factories import make_person
from tests.features.accounts.recovering import (
    CALLED,
    NOON,
    Helper,
    ask,
    confirm,
    deeds,
    helper,
    mails,
    request_id,
    work,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.features.accounts.models import Account


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def ana(app: Flask, clock: time_machine.Traveller) -> Account:
    with app.app_context():
        return make_person("worker", county="Butte", name="Ana Flores", email="ana@butte.example")


@pytest.fixture
def gus(app: Flask, clock: time_machine.Traveller) -> Helper:
    return helper(app, "county-liaison", county="Butte", email="gus@butte.example")


def test_nothing_is_confirmed_without_a_call(app: Flask, ana: Account, gus: Helper) -> None:
    ask(app)

    answer = gus.post(f"/admin/people/recoveries/{request_id(app)}/confirm", on="/admin/people/new")

    assert answer.status_code == 422
    assert "Call the person first" in text_of(answer)
    assert "recovery confirmed" not in deeds(app)


def test_a_request_that_was_refused_ends_and_its_owner_hears_of_it(app: Flask, ana: Account, gus: Helper) -> None:
    ask(app)

    status = gus.decides(f"/admin/people/recoveries/{request_id(app)}/refuse")

    assert status == 303
    assert mails(app)[-1] == ("ana", "Your request was not confirmed")
    assert confirm(app, gus) == 409
    assert deeds(app)[-1] == "recovery refused"


def test_two_different_people_confirm_an_administrator_and_who_leaves_counts_no_more(
    app: Flask, clock: time_machine.Traveller
) -> None:
    own = helper(app, "statewide-administrator", email="fay@state.example")
    one, two, three = (helper(app, "statewide-administrator") for _ in range(3))
    ask(app, "fay@state.example")

    answers = [confirm(app, client) for client in (own, one, one, two, three)]
    with app.app_context(), transaction():
        services.close_account(get_account(one.account.id), actor_id=None)
    clock.shift(timedelta(days=1))
    work(app)
    without = "Set a new password" in {subject for _, subject in mails(app)}
    answers.append(confirm(app, three))
    clock.shift(timedelta(days=1))
    work(app)

    assert answers == [409, 303, 409, 303, 409, 303]
    assert without is False
    assert mails(app)[-1] == ("fay", "Set a new password")


def test_a_confirmation_counts_only_while_its_giver_may_give_it(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    first = confirm(app, gus)
    with app.app_context(), transaction():
        account = get_account(gus.account.id)
        services.end_role(account, account.grants[0].id, actor_id=account.id, giver=PORTAL_ITSELF)
    clock.shift(timedelta(days=1))
    work(app)
    without = "Set a new password" in {subject for _, subject in mails(app)}

    second = confirm(app, helper(app, "county-liaison", county="Butte"))
    clock.shift(timedelta(days=1))
    work(app)

    assert (first, without, second) == (303, False, 303)
    assert mails(app)[-1] == ("ana", "Set a new password")


def test_who_is_given_more_to_administer_meanwhile_needs_a_second_person(
    app: Flask, ana: Account, gus: Helper, clock: time_machine.Traveller
) -> None:
    ask(app)
    confirm(app, gus)
    with app.app_context(), transaction():
        grant = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, str(ana.county_fips))
        services.grant_role(get_account(ana.id), grant, actor_id=None, giver=PORTAL_ITSELF)
    clock.shift(timedelta(days=1))

    work(app)

    assert "Set a new password" not in {subject for _, subject in mails(app)}
    assert confirm(app, helper(app, "regional-administrator", region="northern")) == 303


@pytest.mark.parametrize(
    ("role", "place", "is_theirs"),
    [
        ("county-liaison", {"county": "Fresno"}, False),
        ("county-liaison", {"county": "Tehama"}, False),
        ("regional-administrator", {"region": "central"}, False),
        ("regional-administrator", {"region": "northern"}, True),
        ("statewide-administrator", {}, True),
    ],
)
def test_only_those_who_look_after_the_person_see_and_decide(
    app: Flask, ana: Account, role: str, place: dict[str, str], *, is_theirs: bool
) -> None:
    ask(app)
    page, client = f"/admin/people/recoveries/{request_id(app)}", helper(app, role, **place)

    listed = client.get("/admin/people/recoveries").get_data(as_text=True)
    answers = [
        client.get(page).status_code,
        client.decides(f"{page}/confirm", CALLED),
        client.decides(f"{page}/refuse"),
    ]

    assert ("Ana Flores" in listed) is is_theirs
    assert answers == ([200, 303, 303] if is_theirs else [404, 404, 404])
    with app.app_context():
        reached = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.deed == "reached too far")).all()
    assert reached == ([] if is_theirs else [f"recovery {request_id(app)}"] * 3)


@pytest.mark.parametrize("who", ["liaison", "regional administrator", "statewide administrator"])
def test_a_liaison_decides_about_nobody_who_may_do_more(app: Flask, gus: Helper, who: str) -> None:
    role = (
        who.replace("statewide ", "statewide-").replace("regional ", "regional-").replace("liaison", "county-liaison")
    )
    with app.app_context():
        make_person(role, county="Butte" if who == "liaison" else None, email="other@x.example",
                    region="northern" if who.startswith("regional") else None)  # fmt: skip

    ask(app, "other@x.example")

    assert confirm(app, gus) == (303 if who == "liaison" else 404)


@pytest.mark.parametrize(
    ("present", "asked"),
    [
        (["liaison"], ["liaison"]),
        (["region"], ["region"]),
        (["state"], ["state"]),
        (["liaison", "region", "state", "elsewhere"], ["liaison"]),
        (["region", "state", "elsewhere"], ["region"]),
        ([], []),
    ],
)
def test_the_nearest_who_can_confirm_are_asked(app: Flask, ana: Account, present: list[str], asked: list[str]) -> None:
    people = {
        "liaison": ("county-liaison", {"county": "Butte"}),
        "region": ("regional-administrator", {"region": "northern"}),
        "state": ("statewide-administrator", {}),
        "elsewhere": ("county-liaison", {"county": "Fresno"}),
    }
    with app.app_context():
        for name in present:
            role, place = people[name]
            make_person(role, email=f"{name}@x.example", **place)  # type: ignore[arg-type]  # a county or a region

    ask(app)

    assert [recipient for recipient, _ in mails(app)][1:] == asked
