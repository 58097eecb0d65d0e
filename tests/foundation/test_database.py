"""Moments, and how SQLite is opened."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError

from portal.features.accounts.models import Account
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from flask import Flask

PACIFIC = timezone(timedelta(hours=-8))


numbers = count(1_000_000)  # beyond those of the lines that are there


def entry(at: datetime) -> AuditEntry:
    return AuditEntry(at=at, actor_id=None, deed="tested", subject="", details={}, number=next(numbers))


def test_a_moment_comes_back_the_same_and_in_utc(context: Flask) -> None:
    written = entry(datetime(2026, 1, 2, 22, 30, 15, 123456, tzinfo=PACIFIC))
    with transaction():
        db.session.add(written)
    db.session.expunge_all()

    read = db.session.get_one(AuditEntry, written.id).at

    assert (read, read.tzinfo) == (datetime(2026, 1, 3, 6, 30, 15, 123456, tzinfo=UTC), UTC)


def test_a_moment_without_a_time_zone_is_refused(context: Flask) -> None:
    with pytest.raises(StatementError, match="a moment needs a time zone"), transaction():
        db.session.add(entry(datetime(2026, 1, 2)))  # noqa: DTZ001 - the missing zone is the point


def test_moments_sort_by_time_not_by_the_zone_they_were_given_in(context: Flask) -> None:
    early, late = datetime(2026, 1, 2, 23, 0, tzinfo=PACIFIC), datetime(2026, 1, 3, 8, 0, tzinfo=UTC)
    with transaction():
        db.session.add_all([entry(late), entry(early)])

    found = db.session.scalars(db.select(AuditEntry.at).where(AuditEntry.deed == "tested").order_by(AuditEntry.at))

    assert list(found) == [early, late]


def test_a_row_may_not_name_a_row_that_is_not_there(context: Flask) -> None:
    account = Account(
        name="A", email="a@b.example", county_fips="06999", password_hash=None, created_at=datetime.now(UTC)
    )

    with pytest.raises(IntegrityError), transaction():
        db.session.add(account)


def test_sqlite_is_patient_durable_and_keeps_foreign_keys(own_sqlite_app: Flask) -> None:
    names = ("busy_timeout", "journal_mode", "foreign_keys", "synchronous")

    with db.engine.connect() as connection:
        found = {name: connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in names}

    assert found == {"busy_timeout": 5000, "journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


def may_write_now(app: Flask) -> bool:
    """Say whether another process could begin writing at once."""
    file = Path(app.config["SQLALCHEMY_DATABASE_URI"].removeprefix("sqlite:///"))
    other = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    else:
        return True
    finally:
        other.close()


def test_a_write_transaction_on_sqlite_takes_its_turn_at_once(own_sqlite_app: Flask) -> None:
    with transaction():
        while_writing = may_write_now(own_sqlite_app)
    afterwards = may_write_now(own_sqlite_app)

    assert (while_writing, afterwards) == (False, True)


def test_reading_on_sqlite_keeps_nobody_from_writing(own_sqlite_app: Flask) -> None:
    db.session.scalars(db.select(AuditEntry)).all()

    assert may_write_now(own_sqlite_app)


def test_a_write_does_not_rest_on_what_was_read_before_another_wrote(own_sqlite_app: Flask) -> None:
    db.session.scalars(db.select(AuditEntry)).all()
    with db.engine.begin() as other:
        other.execute(text("UPDATE site_epoch SET number = 41"))

    with transaction():
        record("noticed", subject="", actor_id=None)
        seen = db.session.execute(text("SELECT number FROM site_epoch")).scalar_one()

    assert seen == 41
