"""Read the audit for the staff's pages: which lines a person may see, with names for people and places."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.regions.queries import list_counties, list_region_names
from portal.infrastructure.audit.queries import Sight

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from portal.features.accounts.queries import Viewer
    from portal.infrastructure.audit.models import AuditEntry

ABOUT_ACCOUNT = re.compile(r"account (\d{1,9})")
ABOUT_COUNTY = "county "
NOBODY = "The command line"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """A line as the page shows it; `place` is the region or county whose business it is."""

    number: int
    at: datetime
    actor: str
    actor_id: int | None
    deed: str
    subject: str
    subject_id: int | None
    place: str
    address: str
    details: tuple[tuple[str, str], ...]


def sight_of(viewer: Viewer) -> Sight:
    """Return whose lines a person may see: everybody's, or those of the regions the right is held for.

    With a region come the counties it is the main one of. Keys of regions and counties cannot be confused.
    """
    if viewer.may(permissions.AUDIT_VIEW):
        return Sight(everything=True)
    keys = frozenset(key for permission, key in viewer.powers if permission == permissions.AUDIT_VIEW)
    return Sight(regions=keys, counties=keys)


def lines_of(entries: Iterable[AuditEntry]) -> list[AuditLine]:
    """Return lines with the names of people and places that are known."""
    rows = list(entries)
    subjects = {row.id: found for row in rows if (found := ABOUT_ACCOUNT.fullmatch(row.subject))}
    people = {row.actor_id for row in rows if row.actor_id} | {int(found[1]) for found in subjects.values()}
    names, regions = names_of(people), list_region_names()
    counties = {county.fips: f"{county.name} County" for county in list_counties()}
    return [
        AuditLine(
            number=row.number,
            at=row.at,
            actor=names.get(row.actor_id, f"Account {row.actor_id}") if row.actor_id else program_of(row),
            actor_id=row.actor_id,
            deed=row.deed,
            subject=(
                names.get(int(subjects[row.id][1]), row.subject)
                if row.id in subjects
                else counties.get(row.subject.removeprefix(ABOUT_COUNTY), row.subject)
            ),
            subject_id=int(subjects[row.id][1]) if row.id in subjects else None,
            place=regions.get(row.region_id, row.region_id) or counties.get(row.county_fips, row.county_fips),
            address=row.address,
            details=tuple((key, str(value)) for key, value in row.details.items() if value not in (None, "")),
        )
        for row in rows
    ]


def program_of(entry: AuditEntry) -> str:
    """Return what did a deed that no person did by hand: the program it came through, or the command line."""
    return str(entry.details.get("through", NOBODY))
