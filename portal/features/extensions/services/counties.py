"""Decide to whom a contested county belongs."""

from __future__ import annotations

from portal.features.regions.rules import Standing
from portal.features.regions.services import decide_county
from portal.infrastructure.audit.log import record


def decide(county_fips: str, chosen: str, *, others: Standing, actor_id: int | None) -> None:
    """Give a contested county to one region, in the transaction around us, with a line of the audit for each party."""
    losing = decide_county(county_fips, chosen, others=others, actor_id=actor_id)
    subject = f"county {county_fips}"
    record("county given", actor_id=actor_id, subject=subject, region=chosen)
    deed = "county kept beside" if others is Standing.BESIDE else "county claim refused"
    for region_id in losing:
        record(deed, actor_id=actor_id, subject=subject, region=region_id, main=chosen)
