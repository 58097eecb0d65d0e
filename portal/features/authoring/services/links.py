"""Ask addresses outside the portal whether they are still there: each at most once a week, a few at a time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from portal.features.authoring.queries.links import mark_of, outside_addresses
from portal.features.toolkits.models import OutsideAddress
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.fetch.client import MEGABYTE, FetchFault, fetch, too_large

if TYPE_CHECKING:
    from datetime import datetime

PAUSE = timedelta(days=7)
AT_ONCE = 10
SECONDS = 10


def ask_outside(*, is_local_allowed: bool = False) -> int:
    """Ask the addresses that are due and note their answers; return how many were asked.

    Nothing is held open while an address is waited for. What no page leads to any more is forgotten.
    """
    due = due_addresses(now())
    for address in due:
        sentence = asked(address, is_local_allowed=is_local_allowed)
        with transaction():
            note(address, sentence)
    return len(due)


def due_addresses(moment: datetime) -> list[str]:
    """Return the addresses to be asked now, those first that wait longest."""
    known = {row.mark: row.asked_at for row in db.session.scalars(select(OutsideAddress))}
    marks = {address: mark_of(address) for address in outside_addresses()}
    waiting = [address for address, mark in marks.items() if mark not in known or known[mark] <= moment - PAUSE]
    gone = set(known) - set(marks.values())
    if gone:
        with transaction():
            db.session.execute(delete(OutsideAddress).where(OutsideAddress.mark.in_(gone)))
    return sorted(waiting, key=lambda address: (known.get(marks[address]) or moment - 2 * PAUSE, address))[:AT_ONCE]


def asked(address: str, *, is_local_allowed: bool) -> str:
    """Return why an address does not answer; nothing if it does, however much it would send."""
    try:
        fetch(address, limit=MEGABYTE, seconds=SECONDS, is_local_allowed=is_local_allowed)
    except FetchFault as fault:
        return "" if str(fault) == too_large(MEGABYTE) else str(fault)
    return ""


def note(address: str, sentence: str) -> None:
    """Keep what an address answered."""
    row = db.session.get(OutsideAddress, mark_of(address))
    if row is None:
        row = OutsideAddress(mark=mark_of(address), address=address, asked_at=now(), sentence=sentence)
        db.session.add(row)
    row.asked_at, row.sentence = now(), sentence
