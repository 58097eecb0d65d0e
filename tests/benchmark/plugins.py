"""What plugins cost: the guarded call beside plain pluggy, many installed beside few, and switching under load."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from threading import Event, Thread
from time import perf_counter
from typing import TYPE_CHECKING

import pluggy

from portal.plugin_host.calls import BLOCK, guarded
from portal.plugin_host.incidents import Place
from tests.benchmark.load import run as load_here
from tests.benchmark.processes import seconds_of
from tests.benchmark.visits import load, serve, signed_in
from tests.browser.running import ROOT, demo_portal, free_port, own_environment, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

HOME = "/regions/northern/"
ADDED, ROUNDS, CALLS, SWITCHES = 53, 7, 2_000, 6
LOAD, BATCH = 1_200, 100
PLUGIN = """
from portal.plugin_api import Block, NavItem, Route, hookimpl

@hookimpl
def portal_blocks(ctx):
    return [Block(id="one", slot="region.home.main", title="From {id}", render=lambda ctx: "Words of {id}.")]

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/page", view=lambda ctx: "A page of {id}.")]

@hookimpl
def portal_nav(ctx):
    return [NavItem(id="page", label="Page of {id}", route="page")]
"""
MANIFEST = """
id = "{id}"
name = "{id}"
version = "1.0.0"
description = "A plugin that is installed and off."
kind = "code"
scope = "region"
api = "1"
contact = "web@{id}.example"
personal_data = "none"
"""


@dataclass(frozen=True)
class Beside:
    """Two figures of one run: what is measured, and what it is held against."""

    measured: float
    against: float

    @property
    def ratio(self) -> float:
        """How many times as much."""
        return self.measured / self.against


def call_costs() -> Beside:
    """Return the microseconds of one guarded call and of one call by plain pluggy."""
    manager = pluggy.PluginManager("trial")
    spec, impl = pluggy.HookspecMarker("trial"), pluggy.HookimplMarker("trial")

    class Specs:
        @spec
        def piece(self, number: int) -> str: ...  # type: ignore[empty-body]

    class Plugin:
        @impl
        def piece(self, number: int) -> str:
            return f"piece {number}"

    manager.add_hookspecs(Specs)
    manager.register(Plugin())
    place = Place(plugin="trial", version="1.0.0", region="here", point="block:one")
    guard = [timed(lambda: guarded(place, lambda: manager.hook.piece(number=1), budget=BLOCK)) for _ in range(ROUNDS)]
    plain = [timed(lambda: manager.hook.piece(number=1)) for _ in range(ROUNDS)]
    return Beside(median(guard), median(plain))


def timed(call: Callable[[], object]) -> float:
    """Return the microseconds of a call, of many in a row."""
    begun = perf_counter()
    for _ in range(CALLS):
        call()
    return (perf_counter() - begun) / CALLS * 1_000_000


def install_many(folder: Path) -> None:
    """Write packages with entry points, found by whoever has the folder on the path; no installer is needed."""
    for number in range(ADDED):
        name = f"bench_{number:02}"
        package = folder / name
        package.mkdir(parents=True)
        (package / "__init__.py").write_text(PLUGIN.format(id=name), encoding="utf-8")
        (package / "portal-plugin.toml").write_text(MANIFEST.format(id=name), encoding="utf-8")
        facts = folder / f"{name}-1.0.0.dist-info"
        facts.mkdir()
        (facts / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0.0\n", encoding="utf-8")
        (facts / "entry_points.txt").write_text(f"[portal.plugins]\n{name} = {name}\n", encoding="utf-8")


def home_costs(folder: Path) -> tuple[Beside, tuple[int, int]]:
    """Return what a signed-in regional home costs with many plugins installed and with the five that ship alone.

    Both have the same five on; costs are microseconds of processor a request. Then, on the first, switch a plugin on
    and off while the home is asked for: return how many requests were answered and how many were lost.
    """
    packages = folder / "packages"
    install_many(packages)
    with portal_with(folder / "many", packages) as many, portal_with(folder / "few", None) as few:
        cookies = {portal.port: signed_in(portal.port) for portal in (many, few)}
        costs: dict[int, list[float]] = {many.port: [], few.port: []}
        for portal in [many, few] * (ROUNDS + 1):
            before = seconds_of(portal.pid)
            load(portal.port, HOME, cookies[portal.port], LOAD)
            costs[portal.port].append((seconds_of(portal.pid) - before) / LOAD * 1_000_000)
        found = Beside(median(costs[many.port][1:]), median(costs[few.port][1:]))
        return found, switching_losses(many, cookies[many.port])


def switching_losses(portal: Portal, cookie: str) -> tuple[int, int]:
    """Switch a plugin on and off in the region whose home is asked for; return the answered and the lost requests."""
    answered: list[int] = []
    lost: list[Exception] = []
    done = Event()

    def ask() -> None:
        while not done.is_set():
            try:
                load_here(portal.port, HOME, cookie=cookie, count=BATCH, connections=4)
                answered.append(BATCH)
            except (OSError, ValueError) as error:
                lost.append(error)

    asking = Thread(target=ask)
    asking.start()
    for number in range(SWITCHES):
        deed = "disable" if number % 2 else "enable"
        command = [sys.executable, "-m", "portal", "plugins", deed, "bench_00", "--region", "northern"]
        subprocess.run(  # noqa: S603 - a command of ours
            command, check=True, env=dict(portal.env), cwd=ROOT, capture_output=True
        )
    done.set()
    asking.join()
    return sum(answered), len(lost) * BATCH


@dataclass(frozen=True)
class Portal:
    """A portal that is served: its port, its process and its environment."""

    port: int
    pid: int
    env: Mapping[str, str]


@contextmanager
def portal_with(folder: Path, packages: Path | None) -> Iterator[Portal]:
    """Serve a demo portal, with a folder of packages on its path."""
    folder.mkdir()
    places = [entry for entry in (packages, os.environ.get("PYTHONPATH")) if entry]
    given = {"PYTHONPATH": os.pathsep.join(map(str, places)), "PYTHONDONTWRITEBYTECODE": "1"}
    with demo_portal(folder / "instance", **given):
        pass
    env = own_environment(
        PORTAL_INSTANCE=str(folder / "instance"),
        PORTAL_ENVIRONMENT="demo",
        **given,
    )
    port = free_port()
    with running(serve(port), port=port, log=folder / "portal.log", env=env) as process:
        yield Portal(port, process.pid, env)
