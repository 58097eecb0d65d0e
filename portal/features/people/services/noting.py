"""Write down who asked for what is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer
    from portal.features.people.queries import Importer


def note_reach(viewer: Viewer, subject: str) -> None:
    """Write down that somebody asked for what is not theirs to see or change; they are told it is not there."""
    record("reached too far", subject=subject, actor_id=viewer.account_id, county=viewer.county_fips)


def note_address_asked(viewer: Viewer) -> None:
    """Write down that somebody was told of an account whose people may not be theirs to see; not which."""
    record("address asked for", subject="a mail address", actor_id=viewer.account_id, county=viewer.county_fips)


def note_export(viewer: Viewer | Importer) -> None:
    """Write down that somebody took people's names and addresses out as a file."""
    record("people exported", subject="people", actor_id=viewer.account_id, county=viewer.county_fips)
