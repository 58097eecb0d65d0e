"""Events on their way: written with the change they tell of, delivered after it was committed, tried again, set aside.

The portal's own events are named in CORE_EVENTS; a plugin's are `<plugin>.<id>`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.plugin_host.data.session import connection_of
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import OutboxEvent
from portal.plugin_host.parts import CORE_EVENTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from portal.plugin_host.registry import Registry

WAITING, DONE, DEAD = "waiting", "done", "dead"
MOST_ATTEMPTS = 5
FIRST_PAUSE = timedelta(seconds=30)


def post(session: Session, registry: Registry, region_id: str, events: Iterable[tuple[str, dict[str, Any]]]) -> int:
    """Write each event down for every plugin that wants it, in the session's transaction; return how many were written.

    The session may be one of a plugin's own: the connection is taken by the portal's hand, past its bounds.
    """
    rows = [
        {
            "plugin_id": plugin.id,
            "region_id": region_id,
            "name": name,
            "payload": payload,
            "state": WAITING,
            "attempts": 0,
            "error": "",
            "emitted_at": now(),
            "next_at": now(),
        }
        for name, payload in events
        for plugin in registry.subscribers(name, region_id)
    ]
    if rows:
        connection_of(session).execute(insert(OutboxEvent), rows)
    return len(rows)


def announce(region_id: str, name: str, payload: dict[str, Any]) -> int:
    """Tell the plugins of a region of one of CORE_EVENTS, in the transaction around us; return how many will be told.

    They are told after the commit, each with a copy; never if the transaction is undone.
    """
    if name not in CORE_EVENTS:
        raise LookupError(f"“{name}” is not an event of the portal's own.")
    return post(db.session(), registry_here(), region_id, [(name, payload)])


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: half a minute, then twice as long each time."""
    pause: timedelta = FIRST_PAUSE * 2 ** (attempts - 1)
    return pause
