"""Decide which claim on a county stands."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


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
