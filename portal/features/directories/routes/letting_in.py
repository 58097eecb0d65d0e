"""Know which directory asks, by its token, and hold it to its pace."""

from __future__ import annotations

import logging
from threading import Lock
from typing import TYPE_CHECKING

from flask import current_app, request

from portal.features.accounts.passwords import hash_subject
from portal.features.accounts.rules import network_of
from portal.features.directories import queries, rules, services
from portal.foundation.clock import now
from portal.foundation.errors import TooMany
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from portal.features.directories.queries import Directory
    from portal.features.directories.rules import Pace

log = logging.getLogger(__name__)
PACES = "portal.directory_paces"
MOST_PACES = 1_000
lock = Lock()


def directory_here() -> Directory | None:
    """Return the directory this request's token belongs to; None without a token that runs.

    Tries with unknown tokens are slowed down by where they come from; a token that runs is never kept out by them.
    """
    given = request.authorization
    token = given.token if given is not None and given.type == "bearer" else None
    if not token:
        return None
    directory = queries.find_directory(token)
    if directory is None:
        slow_down()
        return None
    keep_pace(directory)
    if services.needs_noting(directory):
        with transaction():
            services.note_used(directory)
    return directory


def slow_down() -> None:
    """Count a try with an unknown token, or refuse it because there were too many."""
    place = network_of(request.remote_addr or "")
    subject = hash_subject(f"directory from {place}", str(current_app.config["SECRET_KEY"]))
    wait = services.wait_of_unknown(subject)
    if not wait:
        with transaction():
            wait = services.count_unknown(subject)
    log.warning("A directory was refused: its token is not known.")
    if wait:
        seconds = max(1, round(wait.total_seconds()))
        raise TooMany("There were too many tries with a token that is not known.", retry_after=seconds)


def keep_pace(directory: Directory) -> None:
    """Refuse a directory that asks too fast; each process counts for itself."""
    with lock:
        paces: dict[str, Pace] = current_app.extensions.setdefault(PACES, {})
        if len(paces) > MOST_PACES:
            paces.clear()
        known = paces.get(directory.token_hash)
        paces[directory.token_hash], wait = rules.next_pace(known, at=now(), most=rules.REQUESTS_A_MINUTE)
    if wait:
        raise TooMany("The directory asks too fast.", retry_after=wait)
