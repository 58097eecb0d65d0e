"""The application for a command, and the checks every command that serves must pass."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DatabaseError, OperationalError

from portal.app import create_app
from portal.config import load_settings
from portal.foundation.database import db
from portal.foundation.errors import StartRefused
from portal.foundation.schema import NewerDatabase, pending_steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.config import Settings


@contextmanager
def application(settings: Settings | None = None) -> Iterator[Flask]:
    """Give the application, with its context open; a database that does not answer is one sentence."""
    app = create_app(settings or load_settings())
    try:
        with app.app_context():
            yield app
    except DatabaseError as error:
        if type(error) not in {DatabaseError, OperationalError}:
            raise  # the others are faults of ours
        reason = str(error.orig).strip().splitlines()[0]
        raise StartRefused(f"database_url: the database does not answer ({reason}).") from None


@contextmanager
def ready_application(settings: Settings | None = None) -> Iterator[Flask]:
    """Give the application if its database is there and up to date."""
    with application(settings) as app:
        refuse_unready()
        yield app


def refuse_unready() -> None:
    """Refuse a database that is newer than this portal, or lacks migrations."""
    try:
        pending = pending_steps(db.engine)
    except NewerDatabase:
        raise StartRefused(
            "The database was made by a newer version of the portal: install that version, or restore a backup."
        ) from None
    if pending:
        raise StartRefused(
            f"The database lacks {len(pending)} migrations: run “portal init” for a new one, “portal db upgrade” else."
        )
