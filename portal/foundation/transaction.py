"""One commit, at the edge of a request or command, and what follows it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from portal.foundation.database import WRITING, db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

AFTER = "portal_after_commit"


@contextmanager
def transaction() -> Iterator[None]:
    """Commit what happens inside, or nothing of it; then run what was announced with `after_commit`.

    What was read before belongs to an earlier transaction: a write must not rest on an old snapshot, so that one ends
    first. On SQLite the new one takes the write lock at once.
    """
    db.session.commit()
    db.session.connection(execution_options={WRITING: True})
    db.session.info[AFTER] = []
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        db.session.info.pop(AFTER, None)
        raise
    for announce in db.session.info.pop(AFTER, []):
        announce()


def after_commit(announce: Callable[[], None]) -> None:
    """Run this once the transaction around us has been committed; never if it is undone."""
    db.session.info[AFTER].append(announce)
