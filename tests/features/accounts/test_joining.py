"""One-time links and passwords: what each deed changes and what the audit says of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select, update

from portal.features.accounts import passwords, services
from portal.features.accounts.models import JoinLink
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from tests.factories import PASSWORD, make_person
from tests.features.accounts.reading import count_lines, is_running, last_line, open_session, viewer_with

if TYPE_CHECKING:
    from flask import Flask

    from portal.features.accounts.models import Account

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
NEW = "nine amber kettles sing"


def make_link(account: Account) -> str:
    with transaction():
        return services.make_join_link(account, actor_id=None)[0]


def join(token: str, password: str = NEW) -> Account:
    password_hash = services.new_hash(services.get_join_link(token).account, password)
    with transaction():
        return services.join(token, password_hash=password_hash)


def test_a_link_sets_the_first_password_and_is_used_up(context: Flask) -> None:
    account = make_person(password=None)
    token = make_link(account)

    joined = join(token)

    assert joined is account
    assert passwords.matches(NEW, get_account(account.id).password_hash)
    assert last_line() == ("joined", f"account {account.id}", account.id, {})
    with pytest.raises(Conflict, match="already used"):
        join(token, PASSWORD)
    assert passwords.matches(NEW, get_account(account.id).password_hash)


def test_making_a_link_is_audited_and_keeps_only_its_hash(context: Flask) -> None:
    account, giver = make_person(password=None), make_person()

    with time_machine.travel(NOON, tick=False), transaction():
        token, expires_at = services.make_join_link(account, actor_id=giver.id)

    row = db.session.scalars(select(JoinLink)).one()
    assert (row.account_id, row.made_by_id) == (account.id, giver.id)
    assert (row.expires_at, row.used_at) == (NOON + timedelta(days=7), None)
    assert expires_at == row.expires_at
    assert token not in row.token_hash
    assert last_line() == ("join link made", f"account {account.id}", giver.id, {})


def test_a_link_works_for_a_week(context: Flask) -> None:
    account = make_person(password=None)
    with time_machine.travel(NOON, tick=False) as clock:
        token = make_link(account)
        clock.shift(timedelta(days=7))
        services.get_join_link(token)
        clock.shift(timedelta(seconds=1))

        with pytest.raises(Conflict, match="expired"):
            join(token)

    assert get_account(account.id).password_hash is None


@pytest.mark.parametrize("change", ["{}x", "x{}", "{}=", " {}", "", "a\0b", "ü"])
def test_a_tampered_link_is_not_ours(context: Flask, change: str) -> None:
    token = make_link(make_person(password=None))

    with pytest.raises(NotFound, match="not one of ours"):
        services.get_join_link(change.format(token))


def test_a_new_link_ends_the_one_before(context: Flask) -> None:
    account = make_person(password=None)
    first, second = make_link(account), make_link(account)

    with pytest.raises(Conflict, match="replaced by a newer one"):
        join(first)

    assert join(second) is account


def test_a_link_made_before_a_role_was_given_ends_and_one_made_after_it_works(context: Flask) -> None:
    account, other = make_person(password=None), make_person(password=None)
    token, others = make_link(account), make_link(other)

    with transaction():
        services.grant_role(account, Grant(Role.OPERATOR, Scope.STATE), actor_id=None, giver=PORTAL_ITSELF)

    with pytest.raises(Conflict, match="taken back"):
        join(token)
    deeds = db.session.scalars(select(AuditEntry.deed).where(AuditEntry.subject == f"account {account.id}")).all()
    assert deeds == ["account created", "join link made", "role granted"]
    assert [join(later).id for later in (others, make_link(account))] == [other.id, account.id]


def test_the_link_of_a_closed_account_ends(context: Flask) -> None:
    account = make_person(password=None)
    token = make_link(account)

    with transaction():
        services.close_account(get_account(account.id), actor_id=None)

    with pytest.raises(Conflict, match="taken back"):
        join(token)
    assert get_account(account.id).password_hash is None


def test_no_link_is_made_for_a_closed_account_or_for_one_with_a_password(context: Flask) -> None:
    closed, active = make_person(password=None), make_person()
    with transaction():
        services.close_account(get_account(closed.id), actor_id=None)
    lines = count_lines()

    for account in (closed, active):
        with pytest.raises(Conflict):
            make_link(account)

    assert db.session.scalars(select(JoinLink)).all() == []
    assert count_lines() == lines


def test_a_link_another_request_has_just_used_is_used(context: Flask) -> None:
    account = make_person(password=None)
    token = make_link(account)
    services.get_join_link(token)
    with transaction():
        db.session.execute(update(JoinLink).values(used_at=now()).execution_options(synchronize_session=False))

    with pytest.raises(Conflict, match="already used"):
        join(token)

    assert get_account(account.id).password_hash is None


@pytest.mark.parametrize(
    "password", ["seven wet crow", "a" * 1025, "aaaaaaaaaaaaaaaaaaaa", "password1234567", "Ana Flores Ana Flores"]
)
def test_a_weak_first_password_is_refused_and_the_link_stays(context: Flask, password: str) -> None:
    account = make_person(name="Ana Flores", password=None)
    token = make_link(account)

    with pytest.raises(Invalid):
        join(token, password)

    assert get_account(account.id).password_hash is None
    assert services.get_join_link(token).used_at is None


def change(token: str, current: str, new: str) -> None:
    viewer = viewer_with(token)
    known_hash = services.get_current_hash(viewer, current)
    password_hash = services.new_hash(get_account(viewer.account_id), new)
    with transaction():
        services.change_password(viewer, known_hash=known_hash, password_hash=password_hash)


def test_a_password_changed_by_another_request_meanwhile_is_no_longer_current(context: Flask) -> None:
    viewer = viewer_with(open_session(make_person()))
    known_hash = services.get_current_hash(viewer, PASSWORD)
    change(open_session(get_account(viewer.account_id)), PASSWORD, NEW)

    with pytest.raises(Invalid, match="not right"), transaction():
        services.change_password(viewer, known_hash=known_hash, password_hash="of a third")

    assert passwords.matches(NEW, get_account(viewer.account_id).password_hash)


def test_changing_the_password_ends_every_other_session(context: Flask) -> None:
    account = make_person()
    here, there, everywhere = (open_session(account) for _ in range(3))
    others = open_session(make_person())

    change(here, PASSWORD, NEW)

    assert [is_running(token) for token in (here, there, everywhere, others)] == [True, False, False, True]
    assert passwords.matches(NEW, get_account(account.id).password_hash)
    assert last_line() == ("password changed", f"account {account.id}", account.id, {})


@pytest.mark.parametrize(("current", "new"), [("not the one", NEW), ("", NEW), (PASSWORD, "too short"), (PASSWORD, "")])
def test_a_change_with_a_wrong_current_or_a_weak_new_password_changes_nothing(
    context: Flask, current: str, new: str
) -> None:
    account = make_person()
    here, there = open_session(account), open_session(account)
    lines = count_lines()

    with pytest.raises(Invalid):
        change(here, current, new)

    assert (is_running(here), is_running(there)) == (True, True)
    assert passwords.matches(PASSWORD, get_account(account.id).password_hash)
    assert count_lines() == lines


def test_a_password_hashed_with_weaker_parameters_is_hashed_anew_at_sign_in(
    context: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_person()
    before = account.password_hash
    monkeypatch.setattr(passwords, "hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    stronger = services.stronger_hash(account, PASSWORD)

    assert stronger is not None
    assert stronger != before
    assert passwords.matches(PASSWORD, stronger)
    assert not passwords.needs_rehash(stronger)
