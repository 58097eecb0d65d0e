"""Serve the portal with a production server."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import click

from portal.cli.application import ready_application
from portal.cli.plugins import bring_in_plugins
from portal.config import load_settings
from portal.features.accounts.queries import count_accounts
from portal.foundation.errors import StartRefused
from portal.plugin_host.standing import list_standing

if TYPE_CHECKING:
    from portal.config import Settings


@click.command()
@click.option("--host", help="Address to listen on (setting host).")
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (setting port).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer (setting workers).")
@click.option("--safe", is_flag=True, help="Run no plugin and no pack, to find out what is wrong (setting safe_mode).")
def serve(host: str | None, port: int | None, workers: int | None, *, safe: bool) -> None:
    """Serve the portal until it is told to stop; requests under way are finished first."""
    settings = load_with(host=host, port=port, workers=workers, safe_mode=True if safe else None)
    with ready_application(settings):
        refuse_demo_people(settings)
        click.echo(f"Plugins: {bring_in_plugins()}")
        refuse_unfit_plugins(settings)
    run(settings)


def load_with(**given: object) -> Settings:
    """Return the settings, with what the command line gave on top, also for the processes that will answer."""
    for name, value in given.items():
        if value is not None:
            os.environ[f"PORTAL_{name.upper()}"] = str(value)
    return load_settings()


def refuse_demo_people(settings: Settings) -> None:
    """Refuse to serve in production what holds demo accounts: their password is printed in the manual."""
    if settings.environment == "production" and count_accounts(is_demo=True):
        raise StartRefused(
            "environment: this database holds demo accounts, which production refuses; use a fresh instance folder."
        )


def refuse_unfit_plugins(settings: Settings) -> None:
    """Refuse to serve with a plugin that cannot be used, where the operator wants it so; otherwise it is left out."""
    ill = [f"{one.id} {one.state}: {one.reason}" for one in list_standing() if one.is_ill]
    if settings.strict_plugins and ill:
        raise StartRefused(f"strict_plugins: {' '.join(ill)}")


def refuse_busy_port(settings: Settings) -> None:
    """Refuse a port that is taken; the server itself would share it in silence."""
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind((settings.host.strip("[]"), settings.port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            sentence = f"port: {settings.port} on {settings.host} is in use; stop what uses it, or choose another."
        else:
            sentence = f"port: {settings.host}:{settings.port} cannot be listened on ({error.strerror})."
        raise StartRefused(sentence) from None


def numeric_address(settings: Settings) -> str:
    """Return the number of the host to listen on, which is all the server takes; a name is looked up here."""
    host = settings.host.strip("[]")
    try:
        found = socket.getaddrinfo(host, settings.port, type=socket.SOCK_STREAM)
    except OSError:
        raise StartRefused(f"host: there is no address called {host}.") from None
    family_first = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return str(family_first[0][4][0])


def run(settings: Settings) -> None:
    """Become the supervisor, which serves until it is told to stop; refuse an address that cannot be had.

    What prepared the portal is forgotten with this program: the supervisor only watches, and stays small.
    """
    address = numeric_address(settings)
    refuse_busy_port(settings)
    click.echo(f"Listening on {settings.public_url} with {settings.workers} workers. Stop with Ctrl-C.")
    sys.stdout.flush()
    command = [sys.executable, "-m", "portal.cli.supervisor", address]
    if os.name == "nt":
        raise SystemExit(subprocess.run(command, check=False).returncode)  # noqa: S603 - a command of ours
    os.execv(command[0], command)  # noqa: S606 - as above
