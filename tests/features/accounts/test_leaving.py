"""Leaving and coming back: what ends, what is remembered, what does not come back by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.accounts.models import Account, FormerGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF
from portal.features.accounts.services import (
    check_sign_in,
    close_account,
    end_role,
    make_join_link,
    note_seen,
    reopen_account,
)
from portal.foundation import clock
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from tests.factories import PASSWORD, fips_of, make_person
from tests.features.accounts.reading import last_line, open_session, viewer_with

if TYPE_CHECKING:
    from flask import Flask


def former(account: Account) -> list[tuple[str, str]]:
    rows = db.session.scalars(select(FormerGrant).where(FormerGrant.account_id == account.id))
    return [(row.role, row.key) for row in rows]


def test_roles_that_end_with_the_account_are_remembered(context: Flask) -> None:
    account = make_person("worker", county="Butte")

    with transaction():
        close_account(get_account(account.id), actor_id=None)

    assert former(account) == [("worker", fips_of("Butte"))]


def test_a_role_that_is_taken_away_is_remembered(context: Flask) -> None:
    account = make_person("reviewer", region="northern")
    (row,) = get_account(account.id).grants

    with transaction():
        end_role(get_account(account.id), row.id, actor_id=account.id, giver=PORTAL_ITSELF)

    assert former(account) == [("reviewer", "northern")]


def test_who_comes_back_is_the_same_person_without_roles_and_without_the_old_password(context: Flask) -> None:
    account = make_person("worker", county="Butte", email="ana@butte.example")
    with transaction():
        close_account(get_account(account.id), actor_id=None)

    with transaction():
        reopen_account(get_account(account.id), actor_id=None)

    again = get_account(account.id)
    assert (again.closed_at, again.grants, again.password_hash) == (None, [], None)
    assert last_line()[:2] == ("account opened again", f"account {account.id}")
    assert check_sign_in("ana@butte.example", PASSWORD) is None
    with transaction():
        assert make_join_link(again, actor_id=None)[1] > now()


def test_an_account_that_is_open_cannot_be_opened_again(context: Flask) -> None:
    account = make_person()

    with pytest.raises(Conflict, match="open already"), transaction():
        reopen_account(get_account(account.id), actor_id=None)

    assert check_sign_in(account.email, PASSWORD) is not None


def test_an_account_knows_when_its_owner_was_last_here(context: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    account, begun = make_person(), now()
    token = open_session(account)
    at_sign_in = get_account(account.id).seen_at
    monkeypatch.setattr(clock, "moment", lambda: begun + timedelta(hours=3))

    with transaction():
        note_seen(viewer_with(token).session_id)

    assert at_sign_in is not None
    assert at_sign_in >= begun
    assert get_account(account.id).seen_at == begun + timedelta(hours=3)


def test_who_was_never_here_has_no_such_moment(context: Flask) -> None:
    assert get_account(make_person().id).seen_at is None
