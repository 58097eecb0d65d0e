"""Count the pages that are sent, by address and day. Nothing of who asked is looked at, so nothing of it can be kept.

Pages kept ready for strangers are counted too: this stands before everything. Counts gather in memory and are written
in batches by a thread of their own, never while somebody waits for a page. A process that dies loses its last minute.
"""

from __future__ import annotations

import atexit
import logging
from collections import Counter
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import SQLAlchemyError

from portal.foundation.clock import today
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask

    Save = Callable[[Mapping[tuple[date, str], int]], None]

log = logging.getLogger(__name__)
SENT = ("200", "304")  # a page, or word that the reader's own copy is still right
SECONDS_BETWEEN = 60
NAME = "portal.visits"


class Visits:
    """The counts that are not written yet, and the way to write them."""

    def __init__(self, app: Flask, save: Save) -> None:
        self._app = app
        self._save = save
        self._counts: Counter[tuple[date, str]] = Counter()
        self._lock = Lock()
        self._is_ticking = False

    def note(self, path: str) -> None:
        """Count a page; the first one starts the thread that writes, in the process that serves."""
        with self._lock:
            self._counts[today(), path] += 1
            begins = not self._is_ticking and not self._app.testing
            self._is_ticking = self._is_ticking or begins
        if begins:
            Thread(target=self._tick, daemon=True, name="writer of visits").start()
            atexit.register(self.write)

    def write(self) -> None:
        """Write what was counted; what the database does not take now is kept for the next time."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            with self._app.app_context(), transaction():
                self._save(counts)
        except SQLAlchemyError as error:
            log.warning("Visits could not be written, and will be again: %s", type(error).__name__)
            with self._lock:
                self._counts.update(counts)

    def _tick(self) -> None:
        """Write again and again for as long as the process lives."""
        never = Event()
        while not never.wait(SECONDS_BETWEEN):
            self.write()


class CountedPages:
    """Stands before the application and counts the pages under an address that it sends."""

    def __init__(self, inner: WSGIApplication, prefix: str, visits: Visits) -> None:
        self._inner = inner
        self._prefix = prefix
        self._visits = visits

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, and count it if a page is sent."""
        path = environ.get("PATH_INFO", "")
        if environ["REQUEST_METHOD"] != "GET" or not path.startswith(self._prefix):
            return self._inner(environ, start_response)

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            if status.startswith(SENT):
                self._visits.note(path)
            return start_response(status, headers) if exc_info is None else start_response(status, headers, exc_info)

        return self._inner(environ, listen)


def count_pages(app: Flask, prefix: str, save: Save) -> None:
    """Count the pages under an address; `save` adds what was counted to the database, in a transaction around it."""
    visits = Visits(app, save)
    app.extensions[NAME] = visits
    app.wsgi_app = CountedPages(app.wsgi_app, prefix, visits)  # type: ignore[method-assign]  # Flask's own way
