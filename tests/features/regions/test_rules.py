"""Which claim on a county stands."""

from __future__ import annotations

from itertools import permutations

import pytest

from portal.features.regions.rules import Claim, Standing, held_claims, standing_decisions

NORTH, SOUTH, WEST = Claim("north", "06001"), Claim("south", "06001"), Claim("west", "06001")
ELSEWHERE = Claim("south", "06003")


def test_a_claim_nobody_else_makes_stands() -> None:
    assert held_claims([NORTH, ELSEWHERE], {}) == frozenset()


@pytest.mark.parametrize("claims", list(permutations([NORTH, SOUTH, ELSEWHERE])), ids=str)
def test_a_county_claimed_twice_waits_whatever_the_order(claims: tuple[Claim, ...]) -> None:
    assert held_claims(claims, {}) == {NORTH, SOUTH}


@pytest.mark.parametrize("claims", list(permutations([NORTH, SOUTH, WEST])), ids=str)
def test_an_owner_keeps_its_county_and_the_others_wait(claims: tuple[Claim, ...]) -> None:
    assert held_claims(claims, {"06001": "south"}) == {NORTH, WEST}


def test_an_owner_that_no_longer_claims_its_county_does_not_stand_in_the_way() -> None:
    assert held_claims([NORTH], {"06001": "south"}) == frozenset()
    assert held_claims([NORTH, WEST], {"06001": "south"}) == {NORTH, WEST}


def test_the_same_claim_made_twice_is_one() -> None:
    assert held_claims([NORTH, NORTH], {}) == frozenset()


def test_a_decision_stands_while_the_chosen_region_claims_the_county() -> None:
    east, west = Claim("east", "06007"), Claim("west", "06007")
    decisions = {east: Standing.MAIN, west: Standing.REFUSED}

    assert standing_decisions(decisions, [east, west]) == decisions
    assert standing_decisions(decisions, [east]) == decisions
    assert standing_decisions(decisions, [west]) == {}
    assert standing_decisions({}, [east, west]) == {}
