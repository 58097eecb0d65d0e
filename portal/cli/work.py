"""Do what is due in the background: plugins' jobs and events, feeds, health; and keep such a worker beside a server."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

import click
from sqlalchemy.exc import SQLAlchemyError

from portal.cli.application import ready_application
from portal.features.extensions.services.events import deliver_next
from portal.features.extensions.services.jobs import run_next_job
from portal.infrastructure.logs import set_up_logs
from portal.plugin_host.calls import is_anything_hanging

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

    from portal.config import Settings

log = logging.getLogger(__name__)
COMMAND = (sys.executable, "-m", "portal", "work")
IDLE_SECONDS = 2
TROUBLE_SECONDS = 10
RESTART_SECONDS = 3
GRACE_SECONDS = 30


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--beside", type=int, hidden=True, help="The process this one ends with.")
def work(*, once: bool, beside: int | None) -> None:
    """Do what is due in the background until told to stop; what is under way then is finished first.

    “portal serve” and “portal demo” start one of these themselves, unless the setting run_jobs is off. More may run
    beside it, on other machines too: each piece of work is done by one of them.
    """
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    set_up_logs()
    with ready_application() as app:
        if once:
            while do_something(app):
                pass
            return
        keep_working(app, stopping, beside)


def keep_working(app: Flask, stopping: Event, beside: int | None) -> None:
    """Work until told to stop, or until the server this one stands beside is gone."""
    while not stopping.is_set() and beside in {None, os.getppid()}:
        try:
            found = do_something(app)
        except SQLAlchemyError:
            log.exception("The database cannot be asked; the worker tries again in %s seconds.", TROUBLE_SECONDS)
            stopping.wait(TROUBLE_SECONDS)
            continue
        if is_anything_hanging():
            start_afresh()
        if not found:
            stopping.wait(IDLE_SECONDS)


def do_something(app: Flask) -> bool:
    """Deliver one event and run one job; say whether anything was due."""
    with app.app_context():
        return any([deliver_next() is not None, run_next_job() is not None])


def start_afresh() -> None:
    """Become a new process of the same number: it is the one way to be rid of a call that does not return."""
    log.warning("A plugin did not return in time; the worker starts afresh without it.")
    os.execv(sys.executable, [*COMMAND, *sys.argv[2:]])  # noqa: S606 - this very command


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


class Keeper(Thread):
    """Starts a worker as a process of its own, again whenever it dies, and ends it when told to."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="keeper of the worker")
        self._stopping, self._lock = Event(), Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def run(self) -> None:
        """Keep one worker alive."""
        while (process := self._start()) is not None:
            code = process.wait()
            if self._stopping.is_set():
                return
            log.warning("The worker ended with %s; it is started again.", code)
            self._stopping.wait(RESTART_SECONDS)

    def _start(self) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            command = [*COMMAND, "--beside", str(os.getpid())]
            self._process = subprocess.Popen(command)  # noqa: S603 - a command of ours
            return self._process

    def stop(self) -> None:
        """End the worker: it finishes what is under way, within the time of grace."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
