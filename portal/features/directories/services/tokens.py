"""Tokens of directories: made, noted as used, ended; and tries with tokens nobody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from portal.features.accounts.models import SignInTry
from portal.features.accounts.passwords import hash_token, new_token
from portal.features.accounts.queries import list_tries
from portal.features.accounts.rules import BY_ONE_ADDRESS, wait_after
from portal.features.directories.models import DirectoryToken
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.audit.log import record

if TYPE_CHECKING:
    from portal.features.directories.queries import Directory

USED_EVERY = timedelta(minutes=5)


def make_token(*, county_fips: str, name: str, actor_id: int) -> tuple[DirectoryToken, str]:
    """Make a token for a county's directory, and return it with the text that is shown this once."""
    token = new_token()
    row = DirectoryToken(
        county_fips=county_fips, name=name, token_hash=hash_token(token), made_at=now(), made_by_id=actor_id
    )
    db.session.add(row)
    db.session.flush()
    record_token(row, "directory token made", actor_id=actor_id)
    return row, token


def end_token(row: DirectoryToken, *, actor_id: int) -> None:
    """End a token: from now on, nobody is let in with it."""
    if row.ended_at is not None:
        raise Conflict("This token was ended already.")
    row.ended_at = now()
    record_token(row, "directory token ended", actor_id=actor_id)


def record_token(row: DirectoryToken, deed: str, *, actor_id: int) -> None:
    """Write a line of the audit about a token."""
    record(deed, subject=f"directory token {row.id}", actor_id=actor_id, county=row.county_fips, name=row.name)


def needs_noting(directory: Directory) -> bool:
    """Say whether the last use noted is old enough to note a new one."""
    return directory.used_at is None or now() - directory.used_at >= USED_EVERY


def note_used(directory: Directory) -> None:
    """Note that a token is used."""
    db.session.execute(update(DirectoryToken).where(DirectoryToken.id == directory.token_id).values(used_at=now()))


def count_unknown(subject: str) -> timedelta:
    """Count a try with a token nobody knows, under the keyed hash of where it came from.

    Return how long to wait instead; a try that has to wait is not counted.
    """
    wait = wait_of_unknown(subject)
    if not wait:
        db.session.add(SignInTry(subject=subject, at=now()))
    return wait


def wait_of_unknown(subject: str) -> timedelta:
    """Return how long a try would have to wait. Only reads: who has to wait anyway takes nobody's turn to write."""
    at = now()
    return wait_after(list_tries(subject, at - BY_ONE_ADDRESS.window), at=at, limit=BY_ONE_ADDRESS)
