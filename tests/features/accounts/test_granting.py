"""Roles: what granting and ending them changes, who may, and that somebody is left to look after the portal."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.features.accounts import services
from portal.features.accounts.models import RoleGrant
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import PORTAL_ITSELF, Grant, Role, Scope
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Forbidden, Invalid, NotFound
from portal.foundation.transaction import transaction
from tests.factories import fips_of, make_person
from tests.features.accounts.reading import count_lines, last_line

if TYPE_CHECKING:
    from flask import Flask

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ADMINISTRATOR = Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE)


def test_a_grant_is_kept_with_who_gave_it_and_where(context: Flask) -> None:
    giver, account, butte = make_person("statewide-administrator"), make_person(), fips_of("Butte")

    with time_machine.travel(NOON, tick=False), transaction():
        services.grant_role(account, Grant(Role.WORKER, Scope.COUNTY, butte), actor_id=giver.id, giver=PORTAL_ITSELF)

    (row,) = get_account(account.id).grants
    assert (row.role, row.scope, row.key, row.granted_by_id, row.granted_at) == (
        "worker", "county", butte, giver.id, NOON,
    )  # fmt: skip
    assert last_line() == ("role granted", f"account {account.id}", giver.id, {"role": "worker", "place": butte})


def test_the_same_role_in_the_same_place_is_granted_once(context: Flask) -> None:
    account = make_person("reviewer", region="northern")

    with pytest.raises(Conflict, match="already"), transaction():
        services.grant_role(account, Grant(Role.REVIEWER, Scope.REGION, "northern"), actor_id=None, giver=PORTAL_ITSELF)
    with transaction():
        services.grant_role(account, Grant(Role.REVIEWER, Scope.REGION, "central"), actor_id=None, giver=PORTAL_ITSELF)

    assert sorted(row.key for row in get_account(account.id).grants) == ["central", "northern"]


@pytest.mark.parametrize(
    "grant", [Grant(Role.WORKER, Scope.COUNTY, "99999"), Grant(Role.REVIEWER, Scope.REGION, "atlantis")], ids=str
)
def test_a_place_that_is_none_is_refused(context: Flask, grant: Grant) -> None:
    account = make_person()

    with pytest.raises(Invalid, match="no such county or region"), transaction():
        services.grant_role(account, grant, actor_id=None, giver=PORTAL_ITSELF)

    assert db.session.scalars(select(RoleGrant)).all() == []


def test_a_giver_gives_and_takes_only_what_the_giver_holds(context: Flask) -> None:
    administrator, account = make_person("statewide-administrator"), make_person()
    (row,) = get_account(administrator.id).grants
    giver = (Grant(Role.REGIONAL_ADMINISTRATOR, Scope.REGION, "northern"), Grant(Role.OPERATOR, Scope.STATE))

    with pytest.raises(Forbidden), transaction():
        services.grant_role(account, ADMINISTRATOR, actor_id=None, giver=giver)
    with pytest.raises(Forbidden), transaction():
        services.end_role(administrator, row.id, actor_id=account.id, giver=giver)

    assert [grant.role for grant in db.session.scalars(select(RoleGrant))] == ["statewide-administrator"]


def test_a_closed_account_is_granted_nothing(context: Flask) -> None:
    account = make_person()
    with transaction():
        services.close_account(get_account(account.id), actor_id=None)

    with pytest.raises(Conflict, match="closed"), transaction():
        services.grant_role(account, Grant(Role.REVIEWER, Scope.STATE), actor_id=None, giver=PORTAL_ITSELF)

    assert get_account(account.id).grants == []


def test_ending_a_role_takes_it_and_leaves_the_others(context: Flask) -> None:
    account = make_person("reviewer", region="northern")
    with transaction():
        services.grant_role(account, Grant(Role.OPERATOR, Scope.STATE), actor_id=None, giver=PORTAL_ITSELF)
    reviewer = next(row for row in get_account(account.id).grants if row.role == "reviewer")

    with transaction():
        ended = services.end_role(account, reviewer.id, actor_id=7, giver=PORTAL_ITSELF)

    db.session.expire_all()
    assert ended == Grant(Role.REVIEWER, Scope.REGION, "northern")
    assert [row.role for row in get_account(account.id).grants] == ["operator"]
    assert last_line() == ("role ended", f"account {account.id}", 7, {"role": "reviewer", "place": "northern"})


def test_a_role_is_ended_only_on_the_account_that_holds_it(context: Flask) -> None:
    holder, other = make_person("operator"), make_person()
    (row,) = get_account(holder.id).grants

    for grant_id in (row.id, 10**9, 10**30):
        with pytest.raises(NotFound), transaction():
            services.end_role(other, grant_id, actor_id=other.id, giver=PORTAL_ITSELF)

    assert len(db.session.scalars(select(RoleGrant)).all()) == 1


def test_the_last_statewide_administrator_keeps_the_role_and_the_account(context: Flask) -> None:
    last, closed = make_person("statewide-administrator"), make_person("statewide-administrator")
    with transaction():
        services.close_account(get_account(closed.id), actor_id=None)
    (row,) = get_account(last.id).grants
    lines = count_lines()

    with pytest.raises(Conflict, match="last statewide administrator"), transaction():
        services.end_role(last, row.id, actor_id=last.id, giver=PORTAL_ITSELF)
    with pytest.raises(Conflict, match="last statewide administrator"), transaction():
        services.close_account(get_account(last.id), actor_id=last.id)

    kept = get_account(last.id)
    assert ([grant.role for grant in kept.grants], kept.closed_at) == (["statewide-administrator"], None)
    assert count_lines() == lines


@pytest.mark.parametrize(
    ("starts", "ends", "may_go"),
    [(None, None, True), (0, None, True), (1, None, False), (-9, -1, False), (None, 0, False), (None, 400, False)],
)
def test_the_administrator_who_is_left_holds_the_role_today_and_for_good(
    context: Flask, starts: int | None, ends: int | None, *, may_go: bool
) -> None:
    going, left = make_person("statewide-administrator"), make_person()
    first, last = (None if days is None else today() + timedelta(days=days) for days in (starts, ends))
    held = Grant(Role.STATEWIDE_ADMINISTRATOR, Scope.STATE, "", first, last)
    with transaction():
        services.grant_role(left, held, actor_id=None, giver=PORTAL_ITSELF)

    with nullcontext() if may_go else pytest.raises(Conflict, match="last statewide administrator"), transaction():
        services.close_account(get_account(going.id), actor_id=going.id)

    assert (get_account(going.id).closed_at is not None) is may_go


def test_with_a_second_administrator_the_first_may_go(context: Flask) -> None:
    first, _ = make_person("statewide-administrator"), make_person("statewide-administrator")

    with transaction():
        services.close_account(get_account(first.id), actor_id=first.id)

    assert get_account(first.id).closed_at is not None
