"""Accounts and sessions: what each deed changes and what the audit says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import Account, SignInSession
from portal.features.accounts.queries import find_account_by_email, find_session, get_account
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.transaction import transaction
from tests.factories import PASSWORD, fips_of, make_person
from tests.features.accounts.reading import count_lines, is_running, last_line, last_place, open_session, viewer_with

if TYPE_CHECKING:
    from flask import Flask

IDLE, LONGEST = timedelta(minutes=60), timedelta(hours=12)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def create(name: str = "Ana Flores", email: str = "ana@butte.example", county_fips: str | None = None) -> Account:
    with transaction():
        return services.create_account(name=name, email=email, county_fips=county_fips, actor_id=None)


def test_a_new_account_has_a_tidy_name_a_comparable_address_and_no_password(context: Flask) -> None:
    butte = fips_of("Butte")

    with time_machine.travel(NOON, tick=False):
        account = create("  Ana \t Flores ", "Ana.Flores@Butte.EXAMPLE", butte)

    assert (account.name, account.email, account.county_fips) == ("Ana Flores", "ana.flores@butte.example", butte)
    assert (account.password_hash, account.is_demo, account.closed_at, account.created_at) == (None, False, None, NOON)
    assert last_line() == ("account created", f"account {account.id}", None, {})
    assert last_place() == ("", butte)


def test_an_address_is_there_once_in_whatever_case(context: Flask) -> None:
    create(email="ana@butte.example")
    lines = count_lines()

    with pytest.raises(Conflict, match="already an account"):
        create(email="ANA@Butte.example")

    assert len(db.session.scalars(select(Account).where(Account.email.like("ana@%"))).all()) == 1
    assert count_lines() == lines


@pytest.mark.parametrize(
    "email",
    ["", " ", "ana", "ana@", "@butte.example", "ana@butte", "a b@butte.example", "ana@butte.example\nBcc: x@y.example",
     "ana@" + "b" * 250 + ".example", "ana@@butte.example"],
)  # fmt: skip
def test_what_is_no_mail_address_is_refused(context: Flask, email: str) -> None:
    with pytest.raises(Invalid, match="not a mail address"):
        create(email=email)

    assert db.session.scalars(select(Account)).all() == []


@pytest.mark.parametrize("name", ["", "   ", "a" * 121, "a" * 400])
def test_a_name_has_1_to_120_characters(context: Flask, name: str) -> None:
    with pytest.raises(Invalid, match="1 to 120"):
        create(name)


def test_a_name_of_120_characters_is_kept_whole(context: Flask) -> None:
    assert create("ñ" * 120).name == "ñ" * 120


def test_a_county_that_is_none_is_refused(context: Flask) -> None:
    with pytest.raises(Invalid, match="no such county"):
        create(county_fips="99999")


def test_closing_an_account_ends_its_sessions_and_roles_and_no_others(context: Flask) -> None:
    account, other = make_person("worker", county="Butte"), make_person()
    tokens, others = [open_session(account), open_session(account)], open_session(other)

    with time_machine.travel(NOON, tick=False), transaction():
        services.close_account(get_account(account.id), actor_id=other.id)

    assert ([is_running(token) for token in tokens], is_running(others)) == ([False, False], True)
    db.session.expire_all()
    closed = get_account(account.id)
    assert (closed.closed_at, closed.grants) == (NOON, [])
    ended = {"roles_ended": f"worker {fips_of('Butte')}"}
    assert last_line() == ("account closed", f"account {account.id}", other.id, ended)


def test_an_account_is_closed_once(context: Flask) -> None:
    account = make_person()
    with transaction():
        services.close_account(get_account(account.id), actor_id=None)

    with pytest.raises(Conflict, match="closed already"), transaction():
        services.close_account(get_account(account.id), actor_id=None)


def test_a_right_password_gives_the_account_whatever_the_case_of_the_address(context: Flask) -> None:
    account = make_person(email="ana@butte.example")

    assert services.check_sign_in(" ANA@butte.example", PASSWORD) is account
    assert services.check_sign_in("ana@butte.example", PASSWORD.upper()) is None
    assert services.check_sign_in("nobody@butte.example", PASSWORD) is None


def test_an_account_closed_or_without_password_cannot_be_signed_in_to(context: Flask) -> None:
    closed, invited = make_person(), make_person(password=None)
    with transaction():
        services.close_account(get_account(closed.id), actor_id=None)

    assert services.check_sign_in(closed.email, PASSWORD) is None
    assert services.check_sign_in(invited.email, "") is None


def test_a_session_keeps_only_its_tokens_hash_and_a_short_device(context: Flask) -> None:
    account = make_person()

    with time_machine.travel(NOON, tick=False), transaction():
        token = services.begin_session(account, device="x" * 500)

    row = db.session.scalars(select(SignInSession)).one()
    assert (row.account_id, row.device, row.created_at, row.seen_at, row.ended_at) == (
        account.id, "x" * 120, NOON, NOON, None,
    )  # fmt: skip
    assert token not in row.token_hash
    assert last_line() == ("signed in", f"account {account.id}", account.id, {"by": "password"})


def test_signing_out_ends_this_session_only(context: Flask) -> None:
    account = make_person()
    here, there = open_session(account), open_session(account)

    with transaction():
        services.end_session(viewer_with(here))

    assert (is_running(here), is_running(there)) == (False, True)
    assert last_line() == ("signed out", f"account {account.id}", account.id, {})


@pytest.mark.parametrize(
    ("created", "seen", "lapsed"),
    [
        (timedelta(), timedelta(), False),
        (timedelta(hours=2), IDLE - timedelta(seconds=1), False),
        (timedelta(hours=2), IDLE, True),
        (LONGEST - timedelta(seconds=1), timedelta(), False),
        (LONGEST, timedelta(), True),
        (-timedelta(seconds=1), timedelta(), True),
        (-timedelta(days=400), -timedelta(days=400), True),
    ],
    ids=["new", "almost idle", "idle", "almost old", "old", "clock back", "clock far back"],
)
def test_a_session_lapses_when_idle_when_old_and_when_the_clock_goes_back(
    context: Flask, created: timedelta, seen: timedelta, *, lapsed: bool
) -> None:
    row = SignInSession(account_id=1, token_hash="", device="", created_at=NOON - created, seen_at=NOON - seen)

    with time_machine.travel(NOON, tick=False):
        found = services.has_lapsed(row, idle=IDLE, longest=LONGEST)

    assert found is lapsed


def test_use_of_a_session_is_noted_every_five_minutes(context: Flask) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        token = open_session(make_person())
        found = find_session(token)
        assert found is not None
        asked = []
        for _ in range(2):
            clock.shift(timedelta(minutes=4))
            asked.append(services.needs_seeing(found))
        with transaction():
            services.note_seen(found.id)
        db.session.expire_all()

    assert asked == [False, True]
    assert db.session.scalars(select(SignInSession.seen_at)).one() == NOON + timedelta(minutes=8)


def test_an_account_is_found_by_its_address_in_any_case(context: Flask) -> None:
    account = make_person(email="ana@butte.example")

    assert find_account_by_email(" ANA@BUTTE.example ") is account
    assert find_account_by_email("ana@butte") is None
