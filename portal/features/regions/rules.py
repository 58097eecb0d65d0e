"""Decide which claim on a county stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


class Standing(StrEnum):
    """What a person decided a claim comes to: the county's main region, one beside it, or nothing."""

    MAIN = "main"
    BESIDE = "beside"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Claim:
    """A region's wish to be a county's main region."""

    region_id: str
    county_fips: str


def held_claims(claims: Sequence[Claim], owners: Mapping[str, str]) -> frozenset[Claim]:
    """Return the claims that wait for a person.

    `owners` gives each county's main region so far. An owner keeps its county and whoever else claims it waits; where
    a county has no owner and several claim it, all of them wait, whatever the order they came in.
    """
    by_county: dict[str, set[Claim]] = defaultdict(set)
    for claim in claims:
        by_county[claim.county_fips].add(claim)
    held: set[Claim] = set()
    for fips, rivals in by_county.items():
        if len(rivals) > 1:
            held |= {claim for claim in rivals if claim.region_id != owners.get(fips)}
    return frozenset(held)


def standing_decisions(decisions: Mapping[Claim, Standing], claims: Collection[Claim]) -> dict[Claim, Standing]:
    """Return the decisions that still stand: those on counties whose chosen region still claims them.

    Where the chosen one no longer wants the county, what was decided against it is no reason to refuse the others.
    """
    chosen = {
        claim.county_fips for claim, standing in decisions.items() if standing is Standing.MAIN and claim in claims
    }
    return {claim: standing for claim, standing in decisions.items() if claim.county_fips in chosen}
