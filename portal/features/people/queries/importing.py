"""Files of people: who brings them in and how far that reaches, who is here already, and what was brought in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from portal.features.accounts import permissions, rules
from portal.features.accounts.models import Account
from portal.features.accounts.queries import LARGEST_ID, main_regions
from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.people.models import PeopleImport, PeopleImportRow
from portal.features.people.queries.persons import is_in_sight, may_change
from portal.features.people.rules import Known, Reach
from portal.features.regions.queries import list_counties
from portal.foundation.clock import today
from portal.foundation.database import db
from portal.foundation.errors import Forbidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlalchemy import Select

    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries.importers import Importer

AT_ONCE = 500


def reach_of(importer: Importer) -> Reach:
    """Return the counties somebody may bring people into, and the roles that may be given there."""
    names = {one.fips: one.name for one in list_counties() if importer.may(permissions.PEOPLE_CREATE, one.fips)}
    mains = main_regions()
    county_roles = [role for role, scopes in rules.ROLE_SCOPES.items() if scopes == (Scope.COUNTY,)]
    return Reach(
        counties=names,
        roles={
            fips: frozenset(role for role in county_roles if may_give(importer, role, fips, mains)) for fips in names
        },
        own=next(iter(names)) if len(names) == 1 else "",
        everywhere=importer.may(permissions.PEOPLE_CREATE),
    )


def may_give(importer: Importer, role: Role, fips: str, mains: Mapping[str, str]) -> bool:
    """Say whether somebody may give a role in a county without an end; `mains` are the counties' main regions."""
    grant = Grant(role, Scope.COUNTY, fips)
    place = rules.place_of(grant, mains)
    try:
        rules.check_giving(grant, place, giver=importer.grants, on=today())
    except Forbidden:
        return False
    return True


def list_known(importer: Importer, addresses: Iterable[str]) -> dict[str, Known]:
    """Return the accounts that have these mail addresses, as far as they concern somebody who brings in people."""
    wanted = sorted({address for address in addresses if address})
    names = {one.fips: one.name for one in list_counties()}
    found: dict[str, Known] = {}
    for start in range(0, len(wanted), AT_ONCE):
        part = Account.email.in_(wanted[start : start + AT_ONCE])
        statement = select(Account).where(part).options(selectinload(Account.grants))
        for account in db.session.scalars(statement.execution_options(populate_existing=True)):
            found[account.email] = known_of(importer, account, names)
    return found


def known_of(importer: Importer, account: Account, names: dict[str, str]) -> Known:
    """Return what counts of an account when a file names it."""
    fips = account.county_fips or ""
    needed = (permissions.PEOPLE_CREATE, permissions.PEOPLE_GRANT)
    return Known(
        account_id=account.id,
        name=account.name,
        county_fips=fips,
        county_name=names.get(fips, ""),
        roles=frozenset(Role(row.role) for row in account.grants if row.key == fips and row.scope == Scope.COUNTY),
        is_closed=account.closed_at is not None,
        is_seen=is_in_sight(importer, account),
        may_change=all(may_change(importer, account, permission) for permission in needed),
    )


def select_imports(viewer: Viewer) -> Select[PeopleImport]:
    """Return the statement for the files somebody brought in, newest first; whoever has the state sees all."""
    statement = select(PeopleImport).order_by(PeopleImport.id.desc())
    if viewer.may(permissions.PEOPLE_CREATE):
        return statement
    return statement.where(PeopleImport.asked_by_id == viewer.account_id)


def find_import(viewer: Viewer, import_id: int) -> PeopleImport | None:
    """Return a file somebody may see, as it is now; None for one that is not theirs or not there."""
    if import_id > LARGEST_ID:
        return None
    statement = select_imports(viewer).where(PeopleImport.id == import_id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def get_import(import_id: int) -> PeopleImport:
    """Return a file as it is now."""
    return db.session.get_one(PeopleImport, import_id, populate_existing=True)


def count_previews(account_id: int | None) -> int:
    """Return how many files somebody has brought in and neither confirmed nor discarded."""
    waiting = (PeopleImport.asked_by_id == account_id) & (PeopleImport.state == "preview")
    return db.session.scalar(select(func.count()).select_from(PeopleImport).where(waiting)) or 0


def list_running() -> list[int]:
    """Return the files that were confirmed and are not done, the oldest first."""
    running = select(PeopleImport.id).where(PeopleImport.state == "running").order_by(PeopleImport.confirmed_at)
    return list(db.session.scalars(running))


def count_rows(import_id: int) -> dict[str, int]:
    """Return how many rows of a file are in each state."""
    counted = select(PeopleImportRow.state, func.count()).where(PeopleImportRow.import_id == import_id)
    return dict(db.session.execute(counted.group_by(PeopleImportRow.state)).all())


def count_by_place(import_id: int) -> list[tuple[str, str, int]]:
    """Return how many people would come or change in each county and role: FIPS, roles, number."""
    doing = (PeopleImportRow.import_id == import_id) & PeopleImportRow.state.in_(("ready", "changed"))
    columns = (PeopleImportRow.county_fips, PeopleImportRow.roles)
    counted = select(*columns, func.count()).where(doing).group_by(*columns).order_by(*columns)
    return [(row[0], row[1], row[2]) for row in db.session.execute(counted)]


def select_rows(import_id: int, states: Collection[str]) -> Select[PeopleImportRow]:
    """Return the statement for rows of a file in some states, in the order of the file."""
    statement = select(PeopleImportRow).where(PeopleImportRow.import_id == import_id)
    return statement.where(PeopleImportRow.state.in_(states)).order_by(PeopleImportRow.number)
