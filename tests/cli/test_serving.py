"""The portal as a process of its own: starting, refusing to start, stopping."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from tests.browser.running import HOST, free_port, own_environment, running, status_of
from tests.cli.conftest import PACKS
from tests.cli.test_database import counts, execute
from tests.conftest import ROOT
from tests.plugins import write_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Command

SERVE = [sys.executable, "-m", "portal", "serve"]
SECONDS = 40


def environment(instance: Path, **given: str) -> dict[str, str]:
    return own_environment(PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, **given)


@pytest.fixture
def busy_port() -> Iterator[int]:
    """Give a port somebody else listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, free_port()))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_one_sentence(portal: Command, instance: Path, busy_port: int) -> None:
    ran = portal("serve", "--port", str(busy_port))

    assert (ran.code, ran.err) == (
        1,
        f"port: {busy_port} on 127.0.0.1 is in use; stop what uses it, or choose another.\n",
    )


def test_an_address_that_is_not_this_machines_is_one_sentence(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_BASE_URL", "https://portal.example")
    monkeypatch.setenv("PORTAL_TRUSTED_PROXIES", "1")

    ran = portal("serve", "--host", "192.0.2.1")

    assert ran.code == 1
    assert ran.err.startswith("port: 192.0.2.1:8000 cannot be listened on (")


def test_c13_where_plugins_must_be_in_order_one_that_is_not_stops_the_start(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_manifest(make_folder(instance / "packs" / "future") / "pack.toml", id="future", kind="pack", api="99")
    monkeypatch.setenv("PORTAL_STRICT_PLUGINS", "true")

    ran = portal("serve")

    sentence = "future incompatible: It was written for API 99; this portal supports 1."
    assert (ran.code, ran.err) == (1, f"strict_plugins: {sentence}\n")


def make_folder(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def test_demo_people_are_refused_in_production(portal: Command, instance: Path) -> None:
    execute(
        instance,
        "INSERT INTO account (email, name, is_demo, created_at) VALUES ('a@b.example', 'A', 1, '2026-01-01 00:00:00')",
    )

    ran = portal("serve")

    assert (ran.code, ran.out, ran.err) == (
        1,
        "",
        "environment: this database holds demo accounts, which production refuses; use a fresh instance folder.\n",
    )


def test_a_demo_is_refused_to_others_than_this_machine(portal: Command, bare_environment: Path) -> None:
    ran = portal("demo", "--host", "0.0.0.0")  # noqa: S104 - refused is what is tested

    assert (ran.code, ran.out) == (1, "")
    assert "host: in demo the portal listens on loopback only" in ran.err
    assert not (bare_environment / "portal.sqlite").exists()


@pytest.mark.server
def test_the_served_portal_answers_and_stops_when_told(instance: Path, tmp_path: Path) -> None:
    port = free_port()
    env = environment(instance, PORTAL_PORT=str(port))
    with running(SERVE, port=port, log=tmp_path / "log", env=env) as process:
        statuses = {path: status_of(port, path) for path in ("/healthz", "/readyz", "/", "/nowhere")}

        process.send_signal(signal.SIGTERM)
        code = process.wait(SECONDS)

    assert statuses == {"/healthz": 200, "/readyz": 200, "/": 200, "/nowhere": 404}
    assert (code, status_of(port, "/healthz")) == (0, None)


@pytest.mark.server
def test_a_request_under_way_is_finished_when_the_portal_is_told_to_stop(instance: Path, tmp_path: Path) -> None:
    port = free_port()
    env = environment(instance, PORTAL_PORT=str(port), PORTAL_WORKERS="1")
    with running(SERVE, port=port, log=tmp_path / "log", env=env) as process:
        with closing(socket.create_connection((HOST, port), timeout=SECONDS)) as connection:
            connection.sendall(
                f"POST /sign-in HTTP/1.1\r\nHost: {HOST}:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                "Content-Length: 10\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n".encode()
            )
            begun = connection.recv(4096)  # the portal has begun to read the form
            process.send_signal(signal.SIGTERM)
            connection.sendall(b"name=value")
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
        code = process.wait(SECONDS)

    assert begun.startswith(b"HTTP/1.1 100 Continue")
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.rstrip().endswith(b"</html>")
    assert code == 0


@pytest.mark.server
def test_readiness_is_lost_with_the_schema_and_life_is_not(instance: Path, tmp_path: Path) -> None:
    port = free_port()
    with running(SERVE, port=port, log=tmp_path / "log", env=environment(instance, PORTAL_PORT=str(port))):
        execute(instance, "UPDATE alembic_version_core SET version_num = '9999'")
        statuses = (status_of(port, "/healthz"), status_of(port, "/readyz"))

    assert statuses == (200, 503)


def refusal(instance: Path) -> tuple[int, str, str]:
    """Run “portal serve”, which is expected to refuse; return its exit code and what it printed."""
    ran = subprocess.run(  # noqa: S603 - a command of ours
        SERVE, env=environment(instance), cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    return ran.returncode, ran.stdout, ran.stderr


@pytest.mark.server
def test_the_command_refuses_with_one_sentence_and_1_as_a_process_too(tmp_path: Path) -> None:
    refused = refusal(tmp_path / "none")

    assert refused == (1, "", f"There is no instance folder {tmp_path / 'none'}: run “portal init” to make one.\n")


@pytest.mark.server
def test_the_demo_shows_its_sign_ins_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    instance, log = tmp_path / "instance", tmp_path / "log"
    env = own_environment(PORTAL_INSTANCE=str(instance))
    told, held, ports = [], [], []
    for _ in range(2):
        port = free_port()
        ports.append(port)
        command = [sys.executable, "-m", "portal", "demo", "--port", str(port)]
        with running(command, port=port, log=log, env=env):
            connection = HTTPConnection(HOST, port, timeout=SECONDS)
            connection.request("GET", "/sign-in")
            assert connection.getresponse().status == 200
            connection.close()
        told.append(log.read_text())
        held.append(counts(instance) | people(instance))
    refused = refusal(instance)

    assert held[0] == held[1]
    assert held[0]["account"] == 17
    for port, text in zip(ports, told, strict=True):
        assert f"Demo sign-ins at http://localhost:{port}/sign-in" in text  # passkeys need a name
        assert "password for all: orchard lantern river demo" in text
        assert "ana@butte.example" in text
        assert "fay@statewide.example" in text
    assert refused[0] == 1
    assert "demo accounts, which production refuses" in refused[2]


def people(instance: Path) -> dict[str, int]:
    """Return how many people and roles there are."""
    connection = sqlite3.connect(instance / "portal.sqlite")
    found = {t: connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("account", "role_grant")}  # noqa: S608 - names above
    connection.close()
    return found
