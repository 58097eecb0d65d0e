"""Who may hold which role where, which password is good enough, and how long a guesser waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.features.accounts import permissions
from portal.features.accounts.rules import (
    BY_ONE_ADDRESS,
    FIRST_WAIT,
    FROM_ONE_PLACE,
    ON_ONE_ACCOUNT,
    ROLE_LABELS,
    ROLE_PERMISSIONS,
    ROLE_SCOPES,
    Grant,
    Role,
    Scope,
    check_grant,
    check_password,
    chief_role,
    network_of,
    wait_after,
)
from portal.foundation.errors import Invalid

ALLOWED = {
    ("worker", "county"),
    ("supervisor", "county"),
    ("county-liaison", "county"),
    ("regional-editor", "region"),
    ("reviewer", "region"),
    ("reviewer", "state"),
    ("regional-administrator", "region"),
    ("statewide-editor", "state"),
    ("statewide-administrator", "state"),
    ("operator", "state"),
}
KEYS = {Scope.COUNTY: "06007", Scope.REGION: "some-region", Scope.STATE: ""}
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
ABOUT = ("Ana Flores", "ana.flores@butte.example", "safety", "portal")
LIMIT = FROM_ONE_PLACE
FREE = LIMIT.free


def grant_of(role: Role, scope: Scope) -> Grant:
    return Grant(role, scope, KEYS[scope])


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_a_role_is_granted_only_at_the_scopes_it_is_made_for(role: Role, scope: Scope) -> None:
    if (role.value, scope.value) in ALLOWED:
        check_grant(grant_of(role, scope))
    else:
        with pytest.raises(Invalid, match=f"The role “{ROLE_LABELS[role]}” is granted for"):
            check_grant(grant_of(role, scope))


@pytest.mark.parametrize(
    "grant",
    [Grant(Role.WORKER, Scope.COUNTY), Grant(Role.REVIEWER, Scope.REGION), Grant(Role.REVIEWER, Scope.STATE, "north")],
    ids=str,
)
def test_a_role_names_its_place_and_a_statewide_one_names_none(grant: Grant) -> None:
    with pytest.raises(Invalid, match="which one"):
        check_grant(grant)


def test_every_role_has_words_scopes_and_permissions_that_exist() -> None:
    assert set(ROLE_LABELS) == set(ROLE_SCOPES) == set(ROLE_PERMISSIONS) == set(Role)
    assert frozenset().union(*ROLE_PERMISSIONS.values()) == frozenset(permissions.LABELS)


@pytest.mark.parametrize(
    ("roles", "chief"),
    [
        ([], None),
        ([Role.WORKER], Role.WORKER),
        ([Role.SUPERVISOR, Role.WORKER], Role.SUPERVISOR),
        ([Role.REVIEWER, Role.REGIONAL_EDITOR, Role.WORKER], Role.REVIEWER),
        ([Role.WORKER, Role.STATEWIDE_ADMINISTRATOR, Role.REVIEWER], Role.STATEWIDE_ADMINISTRATOR),
    ],
)
def test_the_chief_role_is_the_one_with_the_widest_reach(roles: list[Role], chief: Role | None) -> None:
    assert chief_role([Grant(role, ROLE_SCOPES[role][0], "") for role in roles]) == chief


LONG = "".join(chr(97 + number % 26) for number in range(1024))


@pytest.mark.parametrize(
    "password", ["seven wet crows", "日本語の合言葉はとても長いです", LONG], ids=["15", "unicode", "1024"]
)
def test_a_password_from_15_to_1024_characters_will_do(password: str) -> None:
    check_password(password, about=ABOUT, is_common=False)


@pytest.mark.parametrize(
    ("password", "reason"),
    [("", "at least 15"), ("seven wet crow", "at least 15"), (LONG + "x", "at most 1024"), (LONG * 90, "at most 1024")],
    ids=["empty", "14", "1025", "92160"],
)
def test_a_password_too_short_or_too_long_is_refused_with_its_limit(password: str, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        check_password(password, about=ABOUT, is_common=False)


@pytest.mark.parametrize(
    "password",
    [
        "Flores Flores Flores",
        "ana.flores@butte.example",
        "ANA.FLORES butte.example 1",
        "safetyportal123",
        "aaaaaaaaaaaaaaaaaaaa",
        "abababababababababab",
    ],
)
def test_a_password_made_of_the_person_the_portal_or_few_letters_is_refused(password: str) -> None:
    with pytest.raises(Invalid, match="easy to guess"):
        check_password(password, about=ABOUT, is_common=False)


def test_a_common_password_is_refused_whatever_its_length() -> None:
    with pytest.raises(Invalid, match="easy to guess"):
        check_password("seven quiet herons wade", about=ABOUT, is_common=True)


def test_words_of_three_letters_may_stand_in_a_password() -> None:
    check_password("ana cow hen pig owl bee", about=("Ana Cow Hen Pig",), is_common=False)


def failures(number: int, *, at: datetime = NOON) -> list[datetime]:
    return [at] * number


@pytest.mark.parametrize("number", range(FREE))
def test_the_free_tries_do_not_wait(number: int) -> None:
    assert wait_after(failures(number), at=NOON, limit=LIMIT) == timedelta()


@pytest.mark.parametrize(
    ("beyond", "seconds"), [(0, 30), (1, 60), (2, 120), (3, 240), (4, 480), (5, 900), (6, 900), (500, 900)]
)
def test_each_further_failure_doubles_the_wait_up_to_a_quarter_hour(beyond: int, seconds: int) -> None:
    assert wait_after(failures(FREE + beyond), at=NOON, limit=LIMIT) == timedelta(seconds=seconds)


def test_the_wait_runs_from_the_last_failure_in_whatever_order_they_come() -> None:
    tries = [NOON - timedelta(seconds=10), *failures(FREE - 1, at=NOON - timedelta(minutes=5))]

    assert wait_after(tries, at=NOON, limit=LIMIT) == FIRST_WAIT - timedelta(seconds=10)
    assert wait_after(tries, at=NOON + timedelta(seconds=20), limit=LIMIT) == timedelta()


def test_failures_older_than_the_window_are_forgotten() -> None:
    tries = failures(FREE)

    assert (
        wait_after(tries, at=NOON + LIMIT.window - timedelta(seconds=1), limit=replace(LIMIT, free=FREE + 1))
        == timedelta()
    )
    assert wait_after(failures(FREE + 9), at=NOON + LIMIT.window, limit=LIMIT) == timedelta()


@pytest.mark.parametrize("jump", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=400)])
def test_a_clock_set_back_locks_nobody_out_for_longer_than_a_quarter_hour(jump: timedelta) -> None:
    assert wait_after(failures(FREE + 9), at=NOON - jump, limit=LIMIT) <= LIMIT.longest


def test_a_day_of_guessing_from_everywhere_stays_below_a_hundred_tries() -> None:
    tries: list[datetime] = []
    at = NOON

    while at < NOON + timedelta(days=1):
        wait = wait_after(tries, at=at, limit=ON_ONE_ACCOUNT)
        if not wait:
            tries.append(at)
        at += wait or timedelta(seconds=1)

    assert len(tries) < 100
    assert BY_ONE_ADDRESS.free > FROM_ONE_PLACE.free


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("", ""),
        ("not an address", "not an address"),
    ],
)
def test_an_ipv6_site_is_counted_as_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
