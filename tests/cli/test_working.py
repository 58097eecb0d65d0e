"""The worker as a process of its own: what it runs, when it ends, and that it stands beside a server."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from portal.app import FEATURES
from portal.cli import work as working
from tests.browser.running import free_port, own_environment, running
from tests.cli.conftest import PACKS
from tests.conftest import ROOT
from tests.plugins import HEAD, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from portal.plugin_host.parts import Job
    from tests.cli.conftest import Command

TOGETHER = pytest.mark.xdist_group("working")  # what they begin with is prepared once
PORTAL = [sys.executable, "-m", "portal"]
SECONDS = 60
CODE = """
import os, time
from pathlib import Path
FOLDER = Path(os.environ["PORTAL_TEST_FOLDER"])

def note(ctx, word):
    with (FOLDER / ctx.region.id).open("a") as file:
        file.write(f"{word}\\n")

def work(ctx):
    note(ctx, "began")
    time.sleep(float(os.environ.get("PORTAL_TEST_SLEEP", "0")) if ctx.region.id == "northern" else 0)
    ctx.store.put("runs", ctx.store.get("runs", 0) + 1)
    note(ctx, "ended")

@hookimpl
def portal_jobs(ctx):
    return [Job(id="work", label="Work", run=work, every_minutes=60, timeout_seconds=5)]
"""


@pytest.fixture(scope="module")
def prepared(first_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give an instance with a plugin that is on in two regions, and where that is installed; tests take a copy."""
    folder = tmp_path_factory.mktemp("prepared")
    site, instance = folder / "site", shutil.copytree(first_instance, folder / "instance")
    package, facts = site / "portal_trial", site / "portal_trial-1.0.0.dist-info"
    package.mkdir(parents=True)
    facts.mkdir()
    (package / "__init__.py").write_text("")
    (package / "plugin.py").write_text(HEAD + CODE)
    write_manifest(package / "portal-plugin.toml", regions=["northern", "southern"], capabilities=["jobs"])
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: portal-trial\nVersion: 1.0.0\n")
    (facts / "entry_points.txt").write_text("[portal.plugins]\ntrial = portal_trial.plugin\n")
    env = environment_of(instance, site, folder)
    run(env, "plugins", "sync")
    for region in ("northern", "southern"):
        run(env, "plugins", "enable", "trial", "--region", region)
    change(instance, "DELETE FROM feed")  # nothing is looked for on the network
    return instance, site


def environment_of(instance: Path, site: Path, folder: Path) -> dict[str, str]:
    """Return the environment of an instance, with a folder of plugins and one in which the plugin writes."""
    return own_environment(
        PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, PYTHONPATH=str(site), PORTAL_TEST_FOLDER=str(folder)
    )


@pytest.fixture
def environment(instance: Path, prepared: tuple[Path, Path], tmp_path: Path) -> dict[str, str]:
    """Give the environment of an instance with a plugin that was installed, and is on in two regions."""
    shutil.rmtree(instance)
    shutil.copytree(prepared[0], instance)
    return environment_of(instance, prepared[1], tmp_path)


def run(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - a command of ours
        [*PORTAL, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=True, timeout=SECONDS
    )


def start(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - a command of ours
        [*PORTAL, "work", *arguments], env=env, cwd=ROOT, stderr=subprocess.PIPE, text=True
    )


def change(instance: Path, statement: str) -> None:
    connection = sqlite3.connect(instance / "portal.sqlite", isolation_level=None)
    connection.execute(statement)
    connection.close()


def ask(instance: Path, statement: str) -> list[Any]:
    connection = sqlite3.connect(instance / "portal.sqlite")
    found = connection.execute(statement).fetchall()
    connection.close()
    return found


def words(folder: Path, region: str) -> list[str]:
    file = folder / region
    return file.read_text().split() if file.exists() else []


def until(is_so: Callable[[], object]) -> None:
    """Wait until something is so."""
    for _ in range(SECONDS * 10):
        if is_so():
            return
        time.sleep(0.1)
    pytest.fail("it did not come about in time")


def worker_of(server: int) -> int | None:
    """Return the process number of the worker that stands beside a server."""
    listed = subprocess.run(
        ["/bin/ps", "-eo", "pid,args"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for line in listed.splitlines():
        if line.endswith(f"work --beside {server}"):
            return int(line.split()[0])
    return None


def children_of(number: int) -> set[int]:
    """Return the process numbers of all that a process started."""
    listed = subprocess.run(  # noqa: S603 - a command of ours
        ["/bin/ps", "--ppid", str(number), "-o", "pid="], capture_output=True, text=True, check=True
    )
    return {int(one) for one in listed.stdout.split()}


def is_alive(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_portals_own_jobs_run_once_and_are_noted(
    portal: Command, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(instance, "DELETE FROM feed")
    for name in ("signal.signal", "set_up_logs"):
        monkeypatch.setattr(f"portal.cli.work.{name}", lambda *_: None)

    first, second = portal("work", "--once"), portal("work", "--once")

    rows = ask(
        instance, "SELECT job, error, succeeded_at IS NOT NULL FROM plugin_job WHERE plugin_id = '' ORDER BY job"
    )
    assert (first.code, second.code) == (0, 0)
    assert rows == [(job.id, "", 1) for job in sorted(core_jobs(), key=lambda job: job.id)]


def core_jobs() -> list[Job]:
    """Return the portal's own jobs."""
    return [job for feature in FEATURES if hasattr(feature, "portal_core_jobs") for job in feature.portal_core_jobs()]


def test_a_worker_goes_on_after_whatever_goes_wrong_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stopping, tries = Event(), []

    def fail_once(app: Flask) -> bool:
        tries.append(app)
        if len(tries) == 1:
            raise KeyError("trial")
        stopping.set()
        return True

    monkeypatch.setattr(working, "do_something", fail_once)
    monkeypatch.setattr(working, "TROUBLE_SECONDS", 0.01)

    working.keep_working(Flask("portal"), stopping, None)

    assert len(tries) == 2
    assert caplog.messages == ["What is due could not be done; the worker tries again in 0.01 seconds."]


@TOGETHER
@pytest.mark.server
def test_c73_two_workers_at_once_run_each_job_once(environment: dict[str, str], instance: Path, tmp_path: Path) -> None:
    workers = [start(environment | {"PORTAL_TEST_SLEEP": "1"}, "--once") for _ in range(2)]

    ended = [worker.communicate(timeout=SECONDS) and worker.returncode for worker in workers]

    assert ended == [0, 0]
    assert (words(tmp_path, "northern"), words(tmp_path, "southern")) == (["began", "ended"], ["began", "ended"])
    assert ask(instance, "SELECT region_id, held FROM plugin_item WHERE plugin_id = 'trial' ORDER BY region_id") == [
        ("northern", '{"value": 1}'), ("southern", '{"value": 1}'),
    ]  # fmt: skip


@TOGETHER
@pytest.mark.server
def test_a_worker_that_is_told_to_stop_finishes_its_job(
    environment: dict[str, str], instance: Path, tmp_path: Path
) -> None:
    worker = start(environment | {"PORTAL_TEST_SLEEP": "2"})
    until(lambda: words(tmp_path, "northern"))
    worker.send_signal(signal.SIGTERM)

    worker.communicate(timeout=SECONDS)

    assert (worker.returncode, words(tmp_path, "northern")) == (0, ["began", "ended"])
    [(error, is_free)] = ask(
        instance,
        "SELECT error, locked_until IS NULL FROM plugin_job WHERE plugin_id = 'trial' AND region_id = 'northern'",
    )
    assert (error, is_free) == ("", 1)


@TOGETHER
@pytest.mark.server
def test_a_job_that_hangs_costs_the_worker_a_fresh_start_and_nobody_else_anything(
    environment: dict[str, str], instance: Path, tmp_path: Path
) -> None:
    worker = start(environment | {"PORTAL_TEST_SLEEP": "600"})
    try:
        until(lambda: ask(instance, "SELECT 1 FROM plugin_job WHERE error LIKE 'It did not return%'"))
        until(lambda: words(tmp_path, "southern") == ["began", "ended"])
        time.sleep(1)
    finally:
        worker.send_signal(signal.SIGTERM)
        _, told = worker.communicate(timeout=SECONDS)

    assert worker.returncode == 0
    assert "the worker starts afresh without it" in told
    assert words(tmp_path, "northern") == ["began"]


@pytest.mark.server
def test_a_worker_stands_beside_a_server_is_replaced_and_ends_with_it(instance: Path, tmp_path: Path) -> None:
    port = free_port()
    env = own_environment(
        PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, PORTAL_PORT=str(port), PORTAL_RUN_JOBS="true",
        PORTAL_SAFE_MODE="true", PORTAL_WORKERS="1",
    )  # fmt: skip
    with running([*PORTAL, "serve"], port=port, log=tmp_path / "log", env=env) as server:
        until(lambda: worker_of(server.pid))
        first = worker_of(server.pid)
        assert first is not None
        os.kill(first, signal.SIGKILL)
        until(lambda: worker_of(server.pid) not in {None, first})
        second = worker_of(server.pid)
        assert second is not None
        until(lambda: ask(instance, "SELECT 1 FROM plugin_job WHERE succeeded_at IS NOT NULL"))
        server.send_signal(signal.SIGTERM)
        code = server.wait(SECONDS)

        assert (code, is_alive(second)) == (0, False)
    assert "The worker ended with -9; it is started again." in (tmp_path / "log").read_text()


@pytest.mark.server
def test_a_worker_ends_when_its_server_was_killed(instance: Path, tmp_path: Path) -> None:
    port = free_port()
    env = own_environment(
        PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, PORTAL_PORT=str(port), PORTAL_RUN_JOBS="true",
        PORTAL_SAFE_MODE="true", PORTAL_WORKERS="1",
    )  # fmt: skip
    with running([*PORTAL, "serve"], port=port, log=tmp_path / "log", env=env) as server:
        until(lambda: worker_of(server.pid))
        worker = worker_of(server.pid)
        assert worker is not None
        killed = children_of(server.pid)
        server.kill()
        server.wait(SECONDS)

        until(lambda: not is_alive(worker))
        for number in killed - {worker}:
            os.kill(number, signal.SIGKILL)
