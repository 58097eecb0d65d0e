"""Lines of the audit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from flask import Flask

MOMENT = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


def lines() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "tool withdrawn")))


def test_a_line_says_when_who_what_and_to_what(context: Flask) -> None:
    with time_machine.travel(MOMENT, tick=False), transaction():
        record("tool withdrawn", subject="tool 7", actor_id=3, reason="old", pages=2, region=None)
    db.session.expunge_all()

    [line] = lines()

    assert (line.at, line.actor_id, line.subject) == (MOMENT, 3, "tool 7")
    assert line.details == {"reason": "old", "pages": 2, "region": None}


def record_and_fail() -> None:
    with transaction():
        record("tool withdrawn", subject="tool 7", actor_id=None)
        raise LookupError


def test_a_line_goes_when_its_deed_is_undone(context: Flask) -> None:
    with pytest.raises(LookupError):
        record_and_fail()

    assert lines() == []
