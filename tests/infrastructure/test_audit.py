"""Lines of the audit."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.chain import verify
from portal.infrastructure.audit.log import record
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.audit.queries import every_entry

if TYPE_CHECKING:
    from flask import Flask

MOMENT = datetime(2026, 5, 4, 17, 0, tzinfo=UTC)


def lines() -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.deed == "tool withdrawn")))


def test_a_line_says_when_who_what_and_to_what(context: Flask) -> None:
    with time_machine.travel(MOMENT, tick=False), transaction():
        record("tool withdrawn", subject="tool 7", actor_id=3, region="east", reason="old", pages=2, by=None)
    db.session.expunge_all()

    [line] = lines()

    assert (line.at, line.actor_id, line.subject) == (MOMENT, 3, "tool 7")
    assert (line.region_id, line.county_fips, line.address) == ("east", "", "")
    assert line.details == {"reason": "old", "pages": 2, "by": None}


def record_and_fail() -> None:
    with transaction():
        record("tool withdrawn", subject="tool 7", actor_id=None)
        raise LookupError


def test_a_line_goes_when_its_deed_is_undone(context: Flask) -> None:
    with pytest.raises(LookupError):
        record_and_fail()

    assert lines() == []


def write_three() -> list[AuditEntry]:
    """Write three lines; return all there are, in order, in the memory of this process only."""
    with transaction():
        for number in range(3):
            record("tool withdrawn", subject=f"tool {number}", actor_id=None)
    entries = list(every_entry())
    db.session.expunge_all()
    return entries


def test_lines_of_one_transaction_follow_each_other(context: Flask) -> None:
    entries = write_three()

    verdict = verify(entries)

    assert [one.number for one in entries[-3:]] == [verdict.lines - 2, verdict.lines - 1, verdict.lines]
    assert (verdict.mark, verdict.fault) == (entries[-1].mark, "")


@pytest.mark.parametrize(
    ("field", "value"),
    [("deed", "tool kept"), ("subject", "tool 9"), ("actor_id", 7), ("details", {"a": 1}), ("at", MOMENT),
     ("address", "127.0.0.1"), ("region_id", "east"), ("county_fips", "06007"), ("mark", "0" * 64)],
)  # fmt: skip
def test_a_line_that_was_altered_shows(context: Flask, field: str, value: object) -> None:
    entries = write_three()

    setattr(entries[-2], field, value)

    assert verify(entries).fault == f"Line {entries[-2].number} is not as it was written."


def test_a_line_that_was_taken_out_shows(context: Flask) -> None:
    entries = write_three()

    gone = entries.pop(-2)

    assert verify(entries).fault == f"Line {gone.number} is missing."


@pytest.mark.parametrize("change", ["UPDATE audit_entry SET deed = 'nothing'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_a_line(context: Flask, change: str) -> None:
    write_three()

    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text(change))
    db.session.rollback()
