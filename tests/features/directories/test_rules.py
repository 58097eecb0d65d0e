"""Whom a directory reaches, what is made of what it says, how fast it may ask."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.directories.rules import (
    Facts,
    Pace,
    changed_words,
    check_facts,
    completed,
    following,
    is_within_reach,
    next_pace,
)
from portal.foundation.errors import Invalid

HERE, ELSEWHERE = "06007", "06019"
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANA = Facts(user_name="ana@x.example", email="ana@x.example", display_name="Ana Li")


def test_only_workers_and_supervisors_of_the_county_are_within_reach() -> None:
    worker = Grant(Role.WORKER, Scope.COUNTY, HERE)
    others = [Grant(*given) for given in product(Role, Scope, [HERE, ELSEWHERE, "a-region", ""])]

    reached = [other for other in others if is_within_reach(HERE, home=HERE, grants=[worker, other])]

    assert reached == [worker, Grant(Role.SUPERVISOR, Scope.COUNTY, HERE)]


@pytest.mark.parametrize(("home", "reached"), [(HERE, True), (ELSEWHERE, False), (None, False)])
def test_only_people_of_the_county_are_within_reach(home: str | None, reached: bool) -> None:  # noqa: FBT001 - given by parametrize
    assert is_within_reach(HERE, home=home, grants=[]) is reached


def test_a_role_that_begins_later_counts_already() -> None:
    later = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, HERE, starts_on=AT.date() + timedelta(days=30))

    assert not is_within_reach(HERE, home=HERE, grants=[later])


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"display_name": "Ana  Li "}, "Ana Li"),
        ({"formatted_name": "Ms. Ana Li", "given_name": "Ana", "family_name": "Li"}, "Ms. Ana Li"),
        ({"given_name": "Ana", "family_name": "Li"}, "Ana Li"),
        ({"family_name": "Li"}, "Li"),
        ({}, "ana"),
    ],
)
def test_the_fullest_name_is_shown(facts: dict[str, str], name: str) -> None:
    assert Facts(user_name="x", email="ana@x.example", **facts).name == name  # type: ignore[arg-type]  # texts only


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (Facts(user_name="", email="a@x.example"), "userName has 1 to 254 characters"),
        (Facts(user_name="a" * 255, email="a@x.example"), "userName has 1 to 254 characters"),
        (Facts(user_name="a", email="a@x.example", external_id="e" * 255), "externalId has 1 to 254 characters"),
        (Facts(user_name="a\0", email="a@x.example"), "userName holds characters"),
        (Facts(user_name="a", email="a@x.example", given_name="A\nna"), "name.givenName holds characters"),
        (Facts(user_name="a", email="a@x.example", display_name="\ud800"), "displayName holds characters"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(facts: Facts, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        check_facts(facts)


def test_an_address_that_was_the_user_name_follows_it() -> None:
    renamed = Facts(user_name="Ana.Park@X.example", email="ana@x.example")
    two_names = Facts(user_name="ali", email="ana@x.example")

    assert following(ANA, renamed).email == "ana.park@x.example"
    assert following(two_names, renamed).email == "ana@x.example"
    assert following(ANA, Facts(user_name="ali", email="ana@x.example")).email == "ana@x.example"
    assert following(ANA, Facts(user_name="b@x.example", email="c@x.example")).email == "c@x.example"


def test_what_a_directory_leaves_out_is_filled_in() -> None:
    new = completed({"userName": "ana@x.example"}, is_active=True, email=None)
    known = completed({"userName": "ana", "EMAILS": []}, is_active=False, email="ana@x.example")

    assert new == {"userName": "ana@x.example", "active": True, "emails": [{"value": "ana@x.example", "primary": True}]}
    assert known == {"userName": "ana", "active": False, "emails": [{"value": "ana@x.example", "primary": True}]}


@pytest.mark.parametrize("sent", [None, [], "text", 7, {"Active": False, "Emails": [{"value": "a@x.example"}]}])
def test_what_is_whole_or_no_person_at_all_stays_as_it_was_sent(sent: object) -> None:
    assert completed(sent, is_active=True, email="b@x.example") == sent


def test_without_an_address_anywhere_none_is_made_up() -> None:
    assert "emails" not in completed({"userName": "ana"}, is_active=True, email=None)


def test_what_changed_is_named_as_the_directory_calls_it() -> None:
    other = Facts(user_name="ana@x.example", email="b@x.example", display_name="Ana", is_active=False)

    assert changed_words(ANA, other) == ["emails", "displayName"]


def test_a_directory_that_asks_too_fast_waits_for_the_next_minute() -> None:
    pace, waits = None, []
    for second in (0, 10, 20, 30, 59, 60):
        pace, wait = next_pace(pace, at=AT + timedelta(seconds=second), most=3)
        waits.append(wait)

    assert waits == [0, 0, 0, 30, 1, 0]


def test_a_clock_set_back_keeps_no_directory_waiting() -> None:
    full = Pace(AT, count=3)

    assert next_pace(full, at=AT - timedelta(hours=1), most=3) == (Pace(AT - timedelta(hours=1), count=1), 0)
