"""How far a request to get back in has come, over every combination of what it rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from portal.features.accounts import rules
from portal.features.accounts.rules import Grant, Recovery, Role, Scope, Stage
from portal.features.accounts.rules.recovering import (
    CONFIRMED_WITHIN,
    LINK_OPENS_FOR,
    LINKS_A_DAY,
    OPEN_FOR,
    REQUESTS_A_DAY,
    WHY_CLOSED,
)
from portal.foundation.errors import Conflict, Forbidden

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY, MOMENT = timedelta(days=1), timedelta(seconds=1)
ENDS = [Stage.DONE, Stage.STOPPED, Stage.REFUSED, Stage.EXPIRED]
OWNER, GUS, FAY, ELI = 1, 2, 3, 4
TWO = {Role.COUNTY_LIAISON, Role.REGIONAL_ADMINISTRATOR, Role.STATEWIDE_ADMINISTRATOR, Role.OPERATOR}


def recovery(confirmed: int = 0, needed: int = 1, opens_at: datetime | None = None, ended: str = "") -> Recovery:
    by = frozenset([GUS, FAY][:confirmed])
    return Recovery(owner=OWNER, asked_at=NOON, needed=needed, confirmed_by=by, opens_at=opens_at, ended=ended)


@pytest.mark.parametrize("role", list(Role))
def test_who_administers_people_or_plugins_needs_two(role: Role) -> None:
    worker = Grant(Role.WORKER, Scope.COUNTY, "06007")

    needed = rules.confirmations_needed([worker, Grant(role, rules.ROLE_SCOPES[role][0], "any")])

    assert needed == (2 if role in TWO else 1)
    assert rules.confirmations_needed([]) == 1


@pytest.mark.parametrize(
    ("confirmed", "needed", "opens", "later"),
    list(
        product(
            (0, 1, 2), (1, 2), (None, timedelta(), DAY),
            (timedelta(), DAY - MOMENT, DAY, OPEN_FOR - MOMENT, OPEN_FOR, DAY + OPEN_FOR - MOMENT, DAY + OPEN_FOR),
        )
    ),
)  # fmt: skip
def test_a_request_is_as_far_as_its_confirmations_and_its_days_say(
    confirmed: int, needed: int, opens: timedelta | None, later: timedelta
) -> None:
    asked = recovery(confirmed, needed, None if opens is None else NOON + opens)

    stage = rules.stage_of(asked, at=NOON + later)

    if opens is None or confirmed < needed:
        assert stage == (Stage.ASKED if later < CONFIRMED_WITHIN else Stage.EXPIRED)
    elif later < opens:
        assert stage == Stage.WAITING
    else:
        assert stage == (Stage.READY if later < opens + OPEN_FOR else Stage.EXPIRED)


@pytest.mark.parametrize("how", ENDS)
def test_what_has_ended_stays_so(how: Stage) -> None:
    ended = recovery(2, 1, NOON, how.value)

    assert [rules.stage_of(ended, at=NOON + days * DAY) for days in (0, 1, 100)] == [how] * 3
    with pytest.raises(Conflict, match="ended already"):
        rules.check_going_on(ended, at=NOON)


@pytest.mark.parametrize(
    ("by", "confirmed", "needed", "days", "ended"),
    list(product((OWNER, GUS, FAY, ELI), (0, 1, 2), (1, 2), (0, 8), ["", *ENDS])),
)
def test_a_request_is_confirmed_by_others_once_each_and_only_while_it_waits_for_that(
    by: int, confirmed: int, needed: int, days: int, ended: str
) -> None:
    opens_at = NOON if confirmed >= needed else None
    asked, at = recovery(confirmed, needed, opens_at, ended), NOON + days * DAY
    may = by != OWNER and by not in asked.confirmed_by and rules.stage_of(asked, at=at) is Stage.ASKED

    if may:
        rules.check_confirmation(asked, by=by, at=at)
    else:
        with pytest.raises(Forbidden if by == OWNER else Conflict):
            rules.check_confirmation(asked, by=by, at=at)


@pytest.mark.parametrize(
    ("by", "confirmed", "needed", "opens"),
    [(GUS, 0, 1, True), (GUS, 0, 2, False), (GUS, 1, 2, False), (FAY, 1, 2, True), (ELI, 2, 2, True)],
)
def test_it_opens_a_while_after_enough_different_people_have_confirmed(
    by: int, confirmed: int, needed: int, *, opens: bool
) -> None:
    found = rules.opens_after(recovery(confirmed, needed), by=by, at=NOON, wait=DAY)

    assert found == (NOON + DAY if opens else None)


@pytest.mark.parametrize(
    ("age", "used", "newest", "stage"),
    list(product((timedelta(), LINK_OPENS_FOR - MOMENT, LINK_OPENS_FOR, -MOMENT), (False, True), (True, False), Stage)),
)
def test_a_link_sets_a_password_once_within_its_hour_and_only_when_the_time_has_come(
    age: timedelta, stage: Stage, *, used: bool, newest: bool
) -> None:
    asked = {
        Stage.ASKED: recovery(),
        Stage.WAITING: recovery(1, 1, NOON + DAY),
        Stage.READY: recovery(1, 1, NOON),
    }.get(stage, recovery(ended=stage.value))
    is_good = stage is Stage.READY and not used and newest and timedelta() <= age < LINK_OPENS_FOR
    used_at = NOON if used else None

    if is_good:
        rules.check_opening(asked, made_at=NOON - age, used_at=used_at, is_newest=newest, at=NOON)
    else:
        with pytest.raises(Conflict) as refusal:
            rules.check_opening(asked, made_at=NOON - age, used_at=used_at, is_newest=newest, at=NOON)
        wanted = WHY_CLOSED[Stage.DONE if used else stage] if stage is not Stage.READY or used else "has expired"
        assert (WHY_CLOSED[stage] if stage is not Stage.READY else wanted) in refusal.value.sentence


def test_every_state_that_closes_a_link_has_its_own_sentence() -> None:
    assert set(WHY_CLOSED) == set(Stage) - {Stage.READY}
    assert len(set(WHY_CLOSED.values())) == len(WHY_CLOSED)


def test_there_are_a_few_requests_and_links_a_day() -> None:
    assert [rules.may_begin([NOON] * count, at=NOON) for count in (0, REQUESTS_A_DAY - 1, REQUESTS_A_DAY)] == [
        True, True, False,
    ]  # fmt: skip
    assert [rules.may_link([NOON] * count, at=NOON) for count in (0, LINKS_A_DAY - 1, LINKS_A_DAY)] == [
        True, True, False,
    ]  # fmt: skip
    assert rules.may_begin([NOON] * 9, at=NOON + DAY)
    assert rules.may_link([NOON] * 9, at=NOON + DAY)
