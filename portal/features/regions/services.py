"""Load the counties, and make regions agree with what plugins declare."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from portal.features.regions.models import County, CountyDecision, Membership, Region
from portal.features.regions.rules import Claim, Standing, held_claims, standing_decisions
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host.contributions import CountyClaim, RegionProposal
from portal.plugin_host.declarations import Remark

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from portal.plugin_host.declarations import Declared

COUNTIES = Path(__file__).parents[2] / "content" / "counties.csv"


def load_counties() -> int:
    """Make the counties agree with content/counties.csv; return how many are new. None is ever dropped."""
    known = {row.fips: row for row in db.session.scalars(select(County))}
    shipped = read_counties()
    changed = [row for fips, row in known.items() if fips in shipped and facts_of(row) != shipped[fips]]
    for row in changed:  # names and numbers are unique: all are set free before any is taken
        row.name, row.number = row.fips, -row.number
    db.session.flush()
    for row in changed:
        for key, value in shipped[row.fips].items():
            setattr(row, key, value)
    db.session.flush()
    new = [County(fips=fips, **facts) for fips, facts in shipped.items() if fips not in known]
    db.session.add_all(new)
    db.session.flush()
    return len(new)


def read_counties() -> dict[str, dict[str, Any]]:
    """Return the facts of every county of the file by its FIPS code."""
    with COUNTIES.open(encoding="utf-8", newline="") as stream:
        return {
            row["fips"]: {
                "name": row["name"],
                "number": int(row["number"]),
                "on_backbone": row["on_backbone"] == "yes",
            }
            for row in csv.DictReader(stream)
        }


def facts_of(county: County) -> dict[str, Any]:
    """Return the facts of a county as the database has them."""
    return {"name": county.name, "number": county.number, "on_backbone": county.on_backbone}


def synchronise(declared: tuple[Declared, ...]) -> list[Remark]:
    """Make regions and memberships agree with the plugins; return what could not be done as a plugin wished."""
    remarks = accept_regions(declared)
    return remarks + accept_counties(declared)


def accept_regions(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in proposed regions: the first accepted stays, a second proposal of the same key is turned down by name."""
    rows = {row.id: row for row in db.session.scalars(select(Region))}
    remarks = []
    proposed: set[str] = set()
    for one in declared:
        for proposal in one.of("portal_regions"):
            row = rows.get(proposal.id)
            if row is not None and row.plugin_id != one.source.plugin:
                sentence = f"The region “{proposal.id}” already belongs to the plugin {row.plugin_id}."
                remarks.append(Remark(one.source.plugin, sentence))
            elif one.named and proposal.id not in one.named:
                sentence = f"The region “{proposal.id}” is not among the regions its manifest names."
                remarks.append(Remark(one.source.plugin, sentence))
            elif proposal.id in one.regions:
                proposed.add(proposal.id)
                rows[proposal.id] = keep_region(row, proposal, one.source.plugin)
    on = {(one.source.plugin, region_id) for one in declared for region_id in one.regions}
    for row in list(rows.values()):
        if (row.plugin_id, row.id) in on and row.id not in proposed:
            db.session.delete(row)
    db.session.flush()
    return remarks


def keep_region(row: Region | None, proposal: RegionProposal, plugin_id: str) -> Region:
    """Write a proposal into its row, a new one if there is none."""
    facts = {
        name: getattr(proposal, name)
        for name in (
            "name", "label", "academy", "host", "website", "welcome", "motif", "accent", "accent_dark",
        )
    }  # fmt: skip
    if row is None:
        row = Region(id=proposal.id, plugin_id=plugin_id, **facts)
        db.session.add(row)
    else:
        for name, value in facts.items():
            setattr(row, name, value)
    return row


def accept_counties(declared: tuple[Declared, ...]) -> list[Remark]:
    """Take in claims on counties; contested ones are held for a person to decide, and what was decided is kept to."""
    plugin_of = {row.id: row.plugin_id for row in db.session.scalars(select(Region))}
    known = dict(db.session.execute(select(County.fips, County.name)).all())
    claims, remarks = read_claims(declared, plugin_of, known)
    on = {(one.source.plugin, region_id) for one in declared for region_id in one.regions}
    regions = [region_id for region_id, plugin_id in plugin_of.items() if (plugin_id, region_id) in on]
    rows = list(db.session.scalars(select(Membership).where(Membership.is_main)))
    owners = {row.county_fips: row.region_id for row in rows if not row.is_held}
    rivals = [Claim(row.region_id, row.county_fips) for row in rows if row.region_id not in regions]
    rivals += [claim for claim, record in claims.items() if record.is_main]
    decided = keep_standing_decisions(rivals)
    owners |= {claim.county_fips: claim.region_id for claim, way in decided.items() if way is Standing.MAIN}
    held = held_claims([claim for claim in rivals if decided.get(claim, Standing.MAIN) is Standing.MAIN], owners)
    db.session.execute(delete(Membership).where(Membership.region_id.in_(regions)))
    db.session.flush()
    for claim, record in claims.items():
        add_membership(claim, record, decided.get(claim) if record.is_main else None, is_held=claim in held)
    for claim in sorted(held & set(claims), key=lambda one: (one.county_fips, one.region_id)):
        sentence = f"Its claim on {known[claim.county_fips]} is held, because another region claims that county too."
        remarks.append(Remark(plugin_of[claim.region_id], sentence))
    for claim in claims:
        if claims[claim].is_main and decided.get(claim) is Standing.REFUSED:
            sentence = f"Its claim on {known[claim.county_fips]} was refused by an administrator."
            remarks.append(Remark(plugin_of[claim.region_id], sentence))
    return remarks


def read_claims(
    declared: tuple[Declared, ...], plugin_of: Mapping[str, str], known: Mapping[str, str]
) -> tuple[dict[Claim, CountyClaim], list[Remark]]:
    """Return the claims of plugins' own regions on counties there are, and a remark on every other county."""
    remarks: list[Remark] = []
    claims: dict[Claim, CountyClaim] = {}
    for one in declared:
        for claim in one.of("portal_counties"):
            if claim.fips not in known:
                remarks.append(Remark(one.source.plugin, f"There is no county with the FIPS code {claim.fips}."))
                continue
            for region_id in one.regions_of(claim):
                if plugin_of.get(region_id) == one.source.plugin:
                    claims[Claim(region_id, claim.fips)] = claim
    return claims, remarks


def keep_standing_decisions(claims: Collection[Claim]) -> dict[Claim, Standing]:
    """Return what was decided on claims and still stands; forget the rest."""
    rows = {Claim(row.region_id, row.county_fips): row for row in db.session.scalars(select(CountyDecision))}
    stands = standing_decisions({claim: Standing(row.standing) for claim, row in rows.items()}, claims)
    for claim, row in rows.items():
        if claim not in stands:
            db.session.delete(row)
    return stands


def add_membership(claim: Claim, record: CountyClaim, decided: Standing | None, *, is_held: bool) -> None:
    """Write a claim down as it stands; a refused one leaves no row."""
    if decided is Standing.REFUSED:
        return
    db.session.add(
        Membership(
            region_id=claim.region_id,
            county_fips=claim.county_fips,
            is_main=record.is_main and decided is not Standing.BESIDE,
            is_held=is_held,
            is_confirmed=record.is_confirmed,
            note=record.note,
        )
    )


def decide_county(county_fips: str, chosen: str, *, others: Standing, actor_id: int | None) -> tuple[str, ...]:
    """Give a contested county to one region, in the transaction around us; return the keys of the other parties.

    The others stay beside it, or are refused. What was decided is remembered: no synchronisation holds it again.
    """
    mains = select(Membership).where(Membership.county_fips == county_fips, Membership.is_main)
    rows = {row.region_id: row for row in db.session.scalars(mains.execution_options(populate_existing=True))}
    if not any(row.is_held for row in rows.values()):
        raise Conflict("Nothing is held on this county any more: it was decided just now, or a claim was taken back.")
    if chosen not in rows:
        raise Invalid("Choose one of the regions that claim the county.")
    for region_id, row in rows.items():
        standing = Standing.MAIN if region_id == chosen else others
        db.session.merge(
            CountyDecision(
                county_fips=county_fips, region_id=region_id, standing=standing.value, decided_at=now(),
                decided_by_id=actor_id,
            )
        )  # fmt: skip
        if standing is Standing.REFUSED:
            db.session.delete(row)
        else:
            row.is_held, row.is_main = False, standing is Standing.MAIN
    db.session.flush()
    advance_plugins()
    return tuple(sorted(set(rows) - {chosen}))
