"""The process that others serve under: it keeps the server's workers and the one for the background alive.

`portal serve` becomes this program once everything is ready: `python -m portal.cli.supervisor ADDRESS`. It imports as
little as it can, because it only watches.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from portal.config import load_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from portal.config import Settings

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "portal", "work")
RESTART_SECONDS = 3
SERVING_GRACE_SECONDS, WORKING_GRACE_SECONDS = 20, 30


def supervise(settings: Settings, address: str) -> None:
    """Serve on a numeric address until told to stop, with a worker for the background; requests under way end first."""
    from granian import Granian  # noqa: PLC0415 - only the supervisor needs it
    from granian.constants import Interfaces  # noqa: PLC0415 - as above

    server = Granian(
        "portal.wsgi:app",
        address=address,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=SERVING_GRACE_SECONDS,
        log_access=False,
        websockets=False,
    )
    with worker_beside(settings):
        server.serve()


@contextmanager
def worker_beside(settings: Settings) -> Iterator[None]:
    """Keep a worker running for as long as the block lasts, unless the settings leave that to others."""
    if not settings.run_jobs:
        yield
        return
    keeper = Keeper()
    keeper.start()
    try:
        yield
    finally:
        keeper.stop()


def start_worker() -> subprocess.Popen[bytes]:
    """Start a worker that ends with this process.

    `close_fds=False` lets the system start it in one step. In two, Popen waits on a pipe, and a server that divides
    itself at that moment would keep the pipe open for as long as it lives. Python passes nothing on in either case.
    """
    return subprocess.Popen([*COMMAND, "--beside", str(os.getpid())], close_fds=False)  # noqa: S603 - a command of ours


class Keeper(Thread):
    """Starts a worker as a process of its own, again whenever it dies, and ends it when told to."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="keeper of the worker")
        self._stopping, self._lock = Event(), Lock()
        self._process = start_worker()

    def run(self) -> None:
        """Keep one worker alive."""
        while True:
            code = self._process.wait()
            if self._stopping.is_set():
                return
            log.warning("The worker ended with %s; it is started again.", code)
            self._stopping.wait(RESTART_SECONDS)
            with self._lock:
                if self._stopping.is_set():
                    return
                self._process = start_worker()

    def stop(self) -> None:
        """End the worker: it finishes what is under way, within the time of grace."""
        self._stopping.set()
        with self._lock:
            process = self._process
        process.terminate()
        try:
            process.wait(WORKING_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


if __name__ == "__main__":
    supervise(load_settings(), sys.argv[1])
