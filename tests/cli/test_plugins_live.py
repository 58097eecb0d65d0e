"""Plugins in a portal that is running, with two workers: installed by pip, switched under load, nothing restarted."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections import Counter
from http import HTTPStatus
from http.client import HTTPConnection
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from portal.app import create_app
from portal.config import load_settings
from portal.features.extensions.services import switching
from tests.browser.running import HOST, free_port, own_environment, running, status_of
from tests.cli.conftest import PACKS
from tests.cli.test_serving import SERVE
from tests.conftest import ROOT
from tests.plugins import HEAD, forgetting_plugins, write_manifest

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60
PLUGIN = """
def show(ctx):
    return "a page of the plugin"

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/page", view=show, is_public=True)]
"""
PAGE = "/regions/northern/x/trial/page"
CORE_PAGES = ("/", "/regions/northern/", "/regions/bay-area/")
SWITCHES, READERS = 8, 4


def make_wheel(folder: Path) -> Path:
    """Write the wheel of a plugin for the northern region, as a build makes it."""
    manifest = write_manifest(folder / "portal-plugin.toml", regions=["northern"])
    info = "portal_trial-1.0.0.dist-info"
    files = {
        "portal_trial/__init__.py": "",
        "portal_trial/plugin.py": HEAD + PLUGIN,
        "portal_trial/portal-plugin.toml": manifest.read_text(),
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: portal-trial\nVersion: 1.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": "[portal.plugins]\ntrial = portal_trial.plugin\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{name},,\n" for name in files) + f"{info}/RECORD,,\n"
    wheel = folder / "portal_trial-1.0.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


def run(arguments: list[str], env: dict[str, str]) -> str:
    """Run a command of this Python's; return what it printed, or fail with it."""
    ran = subprocess.run(  # noqa: S603 - a command of ours
        [sys.executable, "-m", *arguments], env=env, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS,
        check=False,
    )  # fmt: skip
    assert ran.returncode == 0, f"{arguments}: {ran.stdout}{ran.stderr}"
    return ran.stdout


def statuses(port: int, path: str, times: int = 24) -> set[int | None]:
    """Return how an address is answered over many connections, which go to both workers."""
    return {status_of(port, path) for _ in range(times)}


@pytest.mark.server
def test_a_plugin_that_pip_installs_into_a_running_portal_is_on_in_every_worker_after_two_commands(
    instance: Path, tmp_path: Path
) -> None:
    site, port = tmp_path / "site", free_port()
    site.mkdir()
    env = own_environment(PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, PORTAL_PORT=str(port))
    env["PYTHONPATH"] = f"{site}:{env.get('PYTHONPATH', '')}"
    with running([*SERVE, "--workers", "2"], port=port, log=tmp_path / "log", env=env) as process:
        before = statuses(port, PAGE)
        pip = ["pip", "install", "--no-index", "--no-deps", "--target", str(site), str(make_wheel(tmp_path))]
        run(pip, env)
        installed = statuses(port, PAGE)
        told = run(["portal", "plugins", "sync"], env)
        found = statuses(port, PAGE)
        run(["portal", "plugins", "enable", "trial", "--region", "northern"], env)
        on = statuses(port, PAGE)
        run(["portal", "plugins", "disable", "trial", "--region", "northern"], env)
        off = statuses(port, PAGE)
        is_running = process.poll() is None

    assert (before, installed, found, on, off) == ({303}, {303}, {303}, {200}, {303})
    assert "trial" in told
    assert is_running


class Reader(Thread):
    """Asks for pages over and over, each time over a new connection, and counts the answers."""

    def __init__(self, port: int, paths: tuple[str, ...], over: Event) -> None:
        super().__init__(daemon=True)
        self.port, self.paths, self.over = port, paths, over
        self.answers: Counter[tuple[str, str]] = Counter()

    def run(self) -> None:
        """Ask until it is over."""
        while not self.over.is_set():
            for path in self.paths:
                self.answers[path, self.ask(path)] += 1

    def ask(self, path: str) -> str:
        """Return the status of an answer that came whole; the name of what went wrong otherwise."""
        connection = HTTPConnection(HOST, self.port, timeout=SECONDS)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            whole = answer.read().endswith(b"</html>") or answer.status == HTTPStatus.SEE_OTHER
        except OSError as error:
            return type(error).__name__
        finally:
            connection.close()
        return str(answer.status) if whole else f"{answer.status} cut short"


@pytest.mark.server
def test_switching_a_plugin_under_load_loses_no_request(
    instance: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, port, over = tmp_path / "site", free_port(), Event()
    site.mkdir()
    with zipfile.ZipFile(make_wheel(tmp_path)) as wheel:
        wheel.extractall(site)
    env = own_environment(PORTAL_INSTANCE=str(instance), PORTAL_PACK_FOLDERS=PACKS, PORTAL_PORT=str(port))
    env["PYTHONPATH"] = f"{site}:{env.get('PYTHONPATH', '')}"
    monkeypatch.syspath_prepend(site)
    readers = [Reader(port, (PAGE, CORE_PAGES[number % len(CORE_PAGES)]), over) for number in range(READERS)]

    with forgetting_plugins(), running([*SERVE, "--workers", "2"], port=port, log=tmp_path / "log", env=env):
        app = create_app(load_settings())
        for reader in readers:
            reader.start()
        for number in range(SWITCHES):
            with app.app_context():
                switch = switching.switch_off if number % 2 else switching.switch_on
                assert switch("trial", "northern", actor_id=None)
            over.wait(0.4)
        over.set()
        for reader in readers:
            reader.join(SECONDS)
        settled = statuses(port, PAGE)

    answers = sum((reader.answers for reader in readers), Counter())
    assert {status for path, status in answers if path in CORE_PAGES} == {"200"}
    assert {status for path, status in answers if path == PAGE} == {"200", "303"}
    assert settled == {303}
    assert answers.total() > SWITCHES * READERS
