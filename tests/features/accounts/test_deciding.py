"""May this person do this to that: every role, right and place, against a second telling of the rule."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta
from itertools import product

import pytest

from portal.features.accounts import permissions
from portal.features.accounts.rules import (
    PORTAL_ITSELF,
    ROLE_PERMISSIONS,
    ROLE_SCOPES,
    WHOLE_STATE,
    Grant,
    Place,
    Role,
    Scope,
    check_grant,
    may,
    outranks,
    permissions_of,
    place_of,
    powers_of,
    reasons,
    refuse_above_own,
    refuse_beyond_own,
)
from portal.foundation.errors import Forbidden, Invalid

TODAY = date(2026, 11, 26)
MAINS = {"06007": "north", "06019": "middle"}
PLACES = {
    "state": WHOLE_STATE,
    "north": Place(region="north"),
    "middle": Place(region="middle"),
    "06007": Place(region="north", county="06007"),
    "06019": Place(region="middle", county="06019"),
    "06037": Place(county="06037"),
}
REACHED = {
    ("state", ""): set(PLACES),
    ("region", "north"): {"north", "06007"},
    ("region", "middle"): {"middle", "06019"},
    ("county", "06007"): {"06007"},
    ("county", "06037"): {"06037"},
}
GRANTS = [
    Grant(role, Scope(scope), key) for role in Role for scope, key in REACHED if Scope(scope) in ROLE_SCOPES[role]
]
NORTH = Grant(Role.REGIONAL_ADMINISTRATOR, Scope.REGION, "north")
LIAISON = Grant(Role.COUNTY_LIAISON, Scope.COUNTY, "06007")


def key_of(place: str) -> str:
    return "" if place == "state" else place


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_a_grant_allows_its_roles_rights_in_the_places_it_reaches_and_nothing_else(grant: Grant) -> None:
    wanted = {
        (permission, place)
        for permission, place in product(permissions.LABELS, PLACES)
        if permission in ROLE_PERMISSIONS[grant.role] and place in REACHED[grant.scope.value, grant.key]
    }

    found = {
        (permission, place)
        for permission, place in product(permissions.LABELS, PLACES)
        if may([grant], permission, PLACES[place], on=TODAY)
    }

    assert found == wanted


@pytest.mark.parametrize("grant", GRANTS, ids=str)
def test_what_is_worked_out_beforehand_says_the_same_as_the_rule(grant: Grant) -> None:
    everywhere, powers = permissions_of([grant], on=TODAY), powers_of([grant], MAINS, on=TODAY)

    for permission, place in product(permissions.LABELS, PLACES):
        beforehand = permission in everywhere or (permission, key_of(place)) in powers
        assert beforehand == may([grant], permission, PLACES[place], on=TODAY), (permission, place)


def test_grants_add_up() -> None:
    grants = [Grant(Role.REGIONAL_EDITOR, Scope.REGION, "north"), Grant(Role.OPERATOR, Scope.STATE)]

    assert may(grants, permissions.ITEMS_EDIT, PLACES["north"], on=TODAY)
    assert may(grants, permissions.PLUGINS_VIEW, PLACES["middle"], on=TODAY)
    assert not may(grants, permissions.ITEMS_EDIT, PLACES["middle"], on=TODAY)


def test_nobody_without_a_grant_may_anything() -> None:
    assert {may([], permission, WHOLE_STATE, on=TODAY) for permission in permissions.LABELS} == {False}


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(None, None, True), (0, None, True), (1, None, False), (None, 0, True), (None, -1, False), (-1, 1, True)],
)
def test_a_role_holds_from_its_first_day_to_its_last(starts: int | None, ends: int | None, *, holds: bool) -> None:
    first = None if starts is None else TODAY + timedelta(days=starts)
    last = None if ends is None else TODAY + timedelta(days=ends)
    grant = Grant(Role.OPERATOR, Scope.STATE, "", first, last)

    assert may([grant], permissions.PLUGINS_VIEW, WHOLE_STATE, on=TODAY) is holds
    assert (permissions_of([grant], on=TODAY) != frozenset()) is holds


def test_a_role_cannot_end_before_it_starts() -> None:
    with pytest.raises(Invalid, match="cannot end before it starts"):
        check_grant(Grant(Role.OPERATOR, Scope.STATE, "", TODAY, TODAY - timedelta(days=1)))


@pytest.mark.parametrize(
    ("grant", "place", "sentence"),
    [
        (LIAISON, "06007", "The role does not have this right."),
        (NORTH, "middle", "The role has this right, but is held for another place."),
        (
            Grant(Role.REGIONAL_ADMINISTRATOR, Scope.REGION, "north", None, TODAY - timedelta(days=1)),
            "north",
            "The role has this right here, but does not hold today.",
        ),
        (NORTH, "06007", "The role has this right, and holds here today."),
    ],
)
def test_the_reason_is_said_for_each_grant(grant: Grant, place: str, sentence: str) -> None:
    (reason,) = reasons([grant], permissions.AUDIT_VIEW, PLACES[place], on=TODAY)

    assert (reason.sentence, reason.allows) == (
        sentence,
        may([grant], permissions.AUDIT_VIEW, PLACES[place], on=TODAY),
    )


@pytest.mark.parametrize("given", GRANTS, ids=str)
@pytest.mark.parametrize("own", GRANTS, ids=str)
def test_nobody_gives_more_than_they_hold(own: Grant, given: Grant) -> None:
    place = place_of(given, MAINS)
    needed = ROLE_PERMISSIONS[given.role] | {permissions.PEOPLE_GRANT}

    if all(may([own], permission, place, on=TODAY) for permission in needed):
        refuse_above_own(given, place, giver=[own], on=TODAY)
    else:
        with pytest.raises(Forbidden, match="only what you hold yourself"):
            refuse_above_own(given, place, giver=[own], on=TODAY)


@pytest.mark.parametrize(
    ("own_ends", "starts", "ends", "fits"),
    [
        (None, None, None, True),
        (None, 9, None, True),
        (5, None, None, False),
        (5, None, 5, True),
        (5, None, 6, False),
        (5, 5, 5, True),
        (5, 6, 7, False),
        (5, -9, -1, True),
    ],
)
def test_nobody_gives_a_role_for_days_beyond_their_own(
    own_ends: int | None, starts: int | None, ends: int | None, *, fits: bool
) -> None:
    last, first_given, last_given = (
        None if days is None else TODAY + timedelta(days=days) for days in (own_ends, starts, ends)
    )
    giver = [Grant(Role.COUNTY_LIAISON, Scope.COUNTY, "06007", None, last)]
    given = Grant(Role.WORKER, Scope.COUNTY, "06007", first_given, last_given)

    with nullcontext() if fits else pytest.raises(Forbidden, match="a last day on which you still hold yours"):
        refuse_beyond_own(given, PLACES["06007"], giver=giver, on=TODAY)


@pytest.mark.parametrize(
    ("own", "others", "is_above"),
    [
        (PORTAL_ITSELF, GRANTS, True),
        ([NORTH], PORTAL_ITSELF, False),
        ([NORTH], [LIAISON], True),
        ([LIAISON], [Grant(Role.REGIONAL_EDITOR, Scope.REGION, "north")], False),
        ([LIAISON], [Grant(Role.WORKER, Scope.COUNTY, "06007")], True),
        ([LIAISON], [Grant(Role.WORKER, Scope.COUNTY, "06019")], False),
        ([LIAISON], [Grant(Role.REVIEWER, Scope.STATE)], False),
        ([NORTH], [Grant(Role.WORKER, Scope.COUNTY, "06007"), Grant(Role.REVIEWER, Scope.REGION, "middle")], False),
        ([], [], True),
    ],
    ids=[
        "portal",
        "regional over state",
        "regional over liaison",
        "liaison over editor",
        "over a worker",
        "over another county's worker",
        "over a reviewer of the state",
        "over a reviewer elsewhere",
        "nobody",
    ],
)
def test_an_account_is_changed_only_by_who_may_do_that_and_everything_it_may_wherever_it_holds_a_role(
    own: list[Grant], others: list[Grant], *, is_above: bool
) -> None:
    assert outranks(own, others, MAINS, permission=permissions.PEOPLE_CLOSE, on=TODAY) is is_above
