"""Write down who was told more than the pages tell, or took it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries import Importer


def note_address_asked(viewer: Viewer) -> None:
    """Write down that somebody was told of an account whose people may not be theirs to see; not which."""
    record("address asked for", subject="a mail address", actor_id=viewer.account_id, county=viewer.county_fips)


def note_export(viewer: Viewer | Importer) -> None:
    """Write down that somebody took people's names and addresses out as a file."""
    record("people exported", subject="people", actor_id=viewer.account_id, county=viewer.county_fips)
