"""Do what is due in the background: plugins' jobs and events, feeds, health, mail."""

from __future__ import annotations

import logging
import os
import signal
import sys
from threading import Event
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.cli.supervisor import COMMAND
from portal.features.extensions.services.events import deliver_next
from portal.features.extensions.services.jobs import run_next_job
from portal.infrastructure.logs import set_up_logs
from portal.plugin_host.calls import is_anything_hanging

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)
IDLE_SECONDS = 2
TROUBLE_SECONDS = 10


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
        except Exception:
            log.exception("What is due could not be done; the worker tries again in %s seconds.", TROUBLE_SECONDS)
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
