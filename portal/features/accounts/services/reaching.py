"""Write down who asked for what is not theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer

LONGEST_SUBJECT = 120


def note_reach(viewer: Viewer, subject: str) -> None:
    """Write down that somebody asked for what is not theirs to see or change; they are told it is not there."""
    record("reached too far", subject=subject[:LONGEST_SUBJECT], actor_id=viewer.account_id, county=viewer.county_fips)
