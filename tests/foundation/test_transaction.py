"""One commit, and what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.foundation.database import db
from portal.foundation.transaction import after_commit, transaction
from portal.infrastructure.audit.log import record
from portal.infrastructure.audit.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry).where(AuditEntry.deed == "tested")) or 0


def write() -> None:
    record("tested", subject="", actor_id=None)


def fail_inside(deed: Callable[[], None], error: type[BaseException]) -> None:
    with transaction():
        deed()
        db.session.flush()
        raise error


def test_what_happens_inside_is_kept(context: Flask) -> None:
    with transaction():
        write()

    db.session.rollback()
    assert count() == 1


def test_nothing_is_kept_of_a_transaction_that_fails(context: Flask) -> None:
    with pytest.raises(LookupError):
        fail_inside(write, LookupError)

    assert count() == 0


def test_nothing_is_kept_of_a_transaction_that_is_interrupted(context: Flask) -> None:
    with pytest.raises(KeyboardInterrupt):
        fail_inside(write, KeyboardInterrupt)

    assert count() == 0


def test_what_is_announced_runs_after_the_commit_in_order(own_sqlite_app: Flask) -> None:
    told: list[tuple[str, int]] = []

    def announce(name: str) -> None:
        with db.engine.connect() as other:
            told.append((name, other.execute(select(func.count()).select_from(AuditEntry)).scalar_one()))

    with transaction():
        after_commit(lambda: announce("first"))
        after_commit(lambda: announce("second"))
        write()
        told_inside = list(told)

    assert (told_inside, told) == ([], [("first", 1), ("second", 1)])


def test_what_is_announced_never_runs_when_the_transaction_is_undone(context: Flask) -> None:
    told: list[str] = []
    with pytest.raises(LookupError):
        fail_inside(lambda: after_commit(lambda: told.append("undone")), LookupError)

    with transaction():
        write()

    assert told == []
