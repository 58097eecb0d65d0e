"""The portal as a process of its own, on a free port of this machine."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)  # below those the system gives to outgoing connections
STEP_SECONDS, TRIES = 0.02, 3000
GRACE_SECONDS = 25


class DidNotStart(Exception):
    """A server ended, or did not answer in time; the message holds what it printed."""


def free_port() -> int:
    """Return a port nobody listens on."""
    for _ in range(len(PORTS)):
        port = secrets.choice(PORTS)
        with socket.socket() as trial:
            if trial.connect_ex((HOST, port)) == 0:
                continue
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, port))
            except OSError:
                continue
            return port
    raise DidNotStart("no port is free")


def own_environment(**given: str) -> dict[str, str]:
    """Return the environment without any setting of the portal but those given, and without ways to other code.

    No worker runs beside a server unless a test asks for one: it would look for feeds on the network.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTHONPATH"))}
    return kept | {"PORTAL_RUN_JOBS": "false"} | given


@contextmanager
def running(
    command: list[str], *, port: int, log: Path, env: Mapping[str, str], path: str = "/readyz"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until it answers, give its process, and stop it at the end."""
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - a command of ours
            command, stdout=output, stderr=subprocess.STDOUT, env=dict(env), cwd=ROOT
        )
        try:
            wait_until_answered(process, port=port, path=path, log=log)
            yield process
        finally:
            stop(process)


@contextmanager
def demo_portal(instance: Path, **given: str) -> Iterator[str]:
    """Bring up the portal with demo people in the folder, in an environment with what is given; give its address."""
    port = free_port()
    command = [sys.executable, "-m", "portal", "demo", "--host", HOST, "--port", str(port)]
    env = own_environment(PORTAL_INSTANCE=str(instance), **given)
    with running(command, port=port, log=instance.with_suffix(".log"), env=env):
        yield f"http://{HOST}:{port}"


def wait_until_answered(process: subprocess.Popen[bytes], *, port: int, path: str, log: Path) -> None:
    """Return when the address answers 200; raise when the process ends or takes too long."""
    for _ in range(TRIES):
        if status_of(port, path) == 200:
            return
        try:
            process.wait(STEP_SECONDS)
        except subprocess.TimeoutExpired:
            continue
        break
    raise DidNotStart(f"{process.args!r} does not answer:\n{log.read_text(errors='replace')[-3000:]}")


def status_of(port: int, path: str) -> int | None:
    """Return the status an address answers with; nothing when nobody answers."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def stop(process: subprocess.Popen[bytes]) -> None:
    """Ask the process to end, and end it if it does not."""
    if process.poll() is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def host_of(address: str) -> str:
    """Return the host and port of an address."""
    return urlsplit(address).netloc
