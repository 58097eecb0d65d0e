"""How many people each choice of a filter would leave, with all other filters as they are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from portal.features.accounts.models import Account, RoleGrant
from portal.features.accounts.rules import Scope
from portal.features.people.queries.listing import (
    FACTOR,
    NOWHERE,
    STATUS,
    last_here,
    of_place,
    of_role,
    of_sight,
    of_standing,
    of_words,
)
from portal.foundation.database import db

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from portal.features.people.queries.listing import Wanted

FILTERS = ("county", "region", "status", "here", "factor")


@dataclass(frozen=True, slots=True)
class Cell:
    """How many people share a county and all that is told of them; `region` is that of a role for one."""

    county: str
    status: str
    here: str
    factor: str
    people: int
    region: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people meet all filters, and how many each choice would leave, by filter and value."""

    total: int
    by: dict[str, dict[str, int]]


def count_people(wanted: Wanted, keys: frozenset[str] | None, main_region: Mapping[str, str]) -> Counts:
    """Count people for every filter, with three questions to the database.

    `main_region` gives each county's main region. A person belongs to that of the own county and to those for which
    they hold a role; so the cells of counties are added up, and those of role holders from other counties beside them.
    """
    cells = list(cells_of_counties(wanted, keys))
    beside = [cell for cell in cells_of_roles(wanted, keys) if main_region.get(cell.county) != cell.region]
    by: dict[str, dict[str, int]] = {"role": count_roles(wanted, keys)}
    for name in FILTERS:
        counter: Counter[str] = Counter()
        for cell in cells:
            region = main_region.get(cell.county, "")
            if fits(cell, region, wanted, but=name):
                counter[region if name == "region" else getattr(cell, name)] += cell.people
        for cell in beside:
            is_counted = name == "region" or wanted.region
            if is_counted and fits(cell, cell.region, wanted, but=name):
                counter[getattr(cell, name)] += cell.people
        by[name] = dict(counter)
    return Counts(sum(by["status"].values()) if not wanted.status else by["status"].get(wanted.status, 0), by)


def fits(cell: Cell, region: str, wanted: Wanted, *, but: str) -> bool:
    """Say whether a cell meets every filter but one."""
    chosen = {name: getattr(wanted, name) for name in FILTERS if name != but}
    return all(
        not value or value == (region if name == "region" else getattr(cell, name)) for name, value in chosen.items()
    )


def cells_of_counties(wanted: Wanted, keys: frozenset[str] | None) -> Iterator[Cell]:
    """Give the people in sight who meet the words and the role, added up."""
    here = last_here(wanted.dormant_before)
    statement = (
        select(Account.county_fips, STATUS, here, FACTOR, func.count())
        .where(*of_sight(keys), *of_words(wanted.words), *of_role(wanted.role, keys))
        .group_by(Account.county_fips, STATUS, here, FACTOR)
    )
    for fips, status, last, factor, people in db.session.execute(statement):
        yield Cell(fips or NOWHERE, status, last, factor, people)


def cells_of_roles(wanted: Wanted, keys: frozenset[str] | None) -> Iterator[Cell]:
    """Give, for each region, those among them who hold a role for it."""
    here = last_here(wanted.dormant_before)
    statement = (
        select(RoleGrant.key, Account.county_fips, STATUS, here, FACTOR, func.count(Account.id.distinct()))
        .select_from(RoleGrant)
        .join(RoleGrant.account)
        .where(RoleGrant.scope == Scope.REGION, *of_words(wanted.words), *of_role(wanted.role, keys))
        .group_by(RoleGrant.key, Account.county_fips, STATUS, here, FACTOR)
    )
    if keys is not None:
        statement = statement.where(RoleGrant.key.in_(keys))
    for key, fips, status, last, factor, people in db.session.execute(statement):
        yield Cell(fips or NOWHERE, status, last, factor, people, key)


def count_roles(wanted: Wanted, keys: frozenset[str] | None) -> dict[str, int]:
    """Return how many people who meet all other filters hold each role in sight."""
    statement = select(RoleGrant.role, func.count(RoleGrant.account_id.distinct()).label("people"))
    conditions = [*of_words(wanted.words), *of_place(wanted, keys), *of_standing(wanted)]
    if conditions:
        statement = statement.select_from(RoleGrant).join(RoleGrant.account).where(*conditions)
    if keys is not None:
        statement = statement.where(RoleGrant.key.in_(keys))
    return {row.role: row.people for row in db.session.execute(statement.group_by(RoleGrant.role))}
