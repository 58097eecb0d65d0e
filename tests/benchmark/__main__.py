"""Measure the portal against its budgets: `python -m tests.benchmark [PART…]`. Exit code 1 when one is missed.

The parts are start, serving, weights, plugins, people, import and pages; without any, all are measured.
PORTAL_BENCHMARK_DB names an empty database on PostgreSQL for the pages at full volume, which else lie on SQLite.

Throughput is compared with a bare Flask view in the same run, under the same server, in alternating rounds: the
figures of one machine on one day mean little, their ratio means more.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from tests.benchmark.imports import PEOPLE, import_costs
from tests.benchmark.letters import letter_costs
from tests.benchmark.listing import list_costs
from tests.benchmark.pages import page_costs, portal_at
from tests.benchmark.plugins import call_costs, home_costs
from tests.benchmark.processes import PROC, memory_of, seconds_of
from tests.benchmark.signing_in import sign_in_cost
from tests.benchmark.visits import body_of, load, serve, signed_in
from tests.browser.chromium import NoBrowser, open_browser
from tests.browser.running import HOST, demo_portal, free_port, own_environment, running
from tests.browser.transfers import SHIFT, Transfers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOOL = "/toolkit/direct-practice/three-houses"
SERVED = {"start", "serving", "weights"}  # the parts that share one demo portal
missed: list[str] = []
ROUNDS, WARM_UP, REQUESTS, STARTS = 5, 400, 1500, 3


@dataclass
class Subject:
    """A page to measure, its budget, and what the rounds gave."""

    name: str
    path: str
    budget: float | None
    cookie: str = ""
    size: int = 0
    rates: dict[str, list[float]] = field(default_factory=lambda: {"portal": [], "bare": []})
    costs: dict[str, list[float]] = field(default_factory=lambda: {"portal": [], "bare": []})


def main() -> int:
    """Measure everything and print it."""
    with TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        env = own_environment(PORTAL_INSTANCE=str(instance), PORTAL_ENVIRONMENT="demo", **compiled(Path(folder)))
        show("What", "Measured", "Budget", "")
        parts = {
            "start": lambda: measure_start(env, Path(folder)),
            "serving": lambda: measure_serving(env, Path(folder)),
            "weights": lambda: measure_weights(env, Path(folder) / "weights.log"),
            "plugins": lambda: measure_plugins(Path(folder)),
            "people": lambda: measure_list(Path(folder)),
            "import": lambda: measure_import(Path(folder)),
            "pages": lambda: measure_pages(Path(folder)),
        }
        chosen = sys.argv[1:] or list(parts)
        if SERVED & set(chosen):
            with demo_portal(instance, **compiled(Path(folder))):
                pass
        for name in chosen:
            parts[name]()
    return 1 if missed else 0


def compiled(folder: Path) -> dict[str, str]:
    """Return what lets a process keep its compiled code, as an installed portal does."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def measure_start(env: Mapping[str, str], folder: Path) -> None:
    """Show how long it takes from the command to the first page; the first start, which compiles, does not count."""
    starts = [cold_start(env, folder / "start.log") for _ in range(STARTS + 1)][1:]
    show_most("Cold start to first answer", median(starts), 2.0, "s", digits=2)


def cold_start(env: Mapping[str, str], log: Path) -> float:
    """Return the seconds from the command to the first page."""
    port = free_port()
    begun = perf_counter()
    with running(serve(port), port=port, log=log, env=env, path="/"):
        return perf_counter() - begun


def measure_serving(env: Mapping[str, str], folder: Path) -> None:
    """Compare throughput with the bare view, then look at the memory."""
    port, bare_port = free_port(), free_port()
    bare = [sys.executable, "-m", "tests.benchmark.bare", str(bare_port)]
    with (
        running(serve(port), port=port, log=folder / "portal.log", env=env) as portal_process,
        running(bare, port=bare_port, log=folder / "bare.log", env=env, path="/page/1000") as bare_process,
    ):
        cookie = signed_in(port)
        subjects = [
            Subject("Anonymous toolkit page", TOOL, 0.8),
            Subject("Public home", "/", None),
            Subject("Signed-in regional home", "/regions/northern/", 0.5, cookie),
            Subject("Signed-in toolkit page", TOOL, None, cookie),
        ]
        for subject in subjects:
            subject.size = len(body_of(port, subject.path, subject.cookie))
            load(port, subject.path, subject.cookie, WARM_UP)
            load(bare_port, f"/page/{subject.size}", "", WARM_UP)
        for subject in [*subjects] * ROUNDS:
            for name, process, at, path, given in (
                ("portal", portal_process, port, subject.path, subject.cookie),
                ("bare", bare_process, bare_port, f"/page/{subject.size}", ""),
            ):
                before = seconds_of(process.pid) if PROC.is_dir() else 0.0
                subject.rates[name].append(load(at, path, given, REQUESTS))
                after = seconds_of(process.pid) if PROC.is_dir() else 0.0
                subject.costs[name].append((after - before) / REQUESTS * 1_000_000)
        for subject in subjects:
            show_ratio(subject)
        if PROC.is_dir():
            cost = sign_in_cost(portal_process, port)
            show_most("Sign-in, its page included", cost.measured / cost.against, 2, "times argon2", digits=1)
            show("", f"{cost.measured:.0f} against {cost.against:.0f} ms of processor", "", "")
            show_most("Memory, two workers, after warm-up", memory_of(portal_process.pid), 300, "MB")


def measure_weights(env: Mapping[str, str], log: Path) -> None:
    """Show what first visits weigh in a browser, if there is one."""
    try:
        for name, transfers, shift in weights(env, log):
            show_most(f"{name}: first visit", transfers.total / 1000, 100, "KB")
            show_most(f"{name}: requests", transfers.requests, 10, "")
            show_most(f"{name}: style", transfers.bytes_of("text/css") / 1000, 20, "KB", digits=1)
            show_most(f"{name}: script", transfers.bytes_of("text/javascript") / 1000, 30, "KB", digits=1)
            show_most(f"{name}: page alone", transfers.bytes_of("text/html") / 1000, None, "KB", digits=1)
            show_most(f"{name}: layout shift", shift, 0.02, "", digits=3)
    except NoBrowser as missing:
        show("Page weights", "not measured", "", f"({missing})")


def weights(env: Mapping[str, str], log: Path) -> Iterator[tuple[str, Transfers, float]]:
    """Visit pages in a browser, each with nothing kept from before."""
    port = free_port()
    with running(serve(port), port=port, log=log, env=env), open_browser() as browser:
        cookie = signed_in(port)
        for name, path, given in (
            ("Public home", "/", ""),
            ("Tool page", TOOL, ""),
            ("Signed-in regional home", "/regions/northern/", cookie),
        ):
            context = browser.new_context(viewport={"width": 360, "height": 740})
            if given:
                key, _, value = given.partition("=")
                context.add_cookies([{"name": key, "value": value, "url": f"http://{HOST}:{port}"}])
            page = context.new_page()
            transfers = Transfers(page)
            page.goto(f"http://{HOST}:{port}{path}", wait_until="networkidle")
            yield name, transfers, page.evaluate(SHIFT)
            context.close()


def measure_plugins(folder: Path) -> None:
    """Show what plugins cost, and whether a switch under load loses a request."""
    calls = call_costs()
    show("Guarded call of a plugin", f"{calls.measured:.0f} µs", "", f"(plain pluggy {calls.against:.1f} µs)")
    homes, (answered, lost) = home_costs(folder)
    show_most("Home with 58 plugins beside 5", homes.ratio, 1.1, "times", digits=2)
    show("", f"{homes.measured:.0f} against {homes.against:.0f} µs of processor", "", "")
    show_most(f"Lost of {answered} requests while switching", lost, 0, "")


def measure_list(folder: Path) -> None:
    """Show how long one client waits for the list of 20,000 people."""
    for asked in list_costs(folder):
        show_most(asked.name, asked.measured, 100, "ms")
        show("", f"{asked.measured / asked.against:.0f} times a bare page of its size ({asked.against:.1f} ms)", "", "")


def measure_import(folder: Path) -> None:
    """Show what bringing in 20,000 people costs, and that a kill half-way loses and doubles nobody."""
    found = import_costs(folder)
    show_most("Looking at a file of 20,000 people", found.looked, None, "s", digits=1)
    show_most("Import of 20,000 people, killed once", found.brought_in, 60, "s", digits=1)
    show_most("", abs(found.people - PEOPLE) + abs(found.messages - PEOPLE), 0, "lost or doubled")
    show("", f"killed when {found.at_the_kill:,} people were in", "", "")


def measure_pages(folder: Path) -> None:
    """Show what kinds of pages cost at full volume, in bare pages of their size, and what letters to thousands cost."""
    with portal_at(folder / "volumes", os.environ.get("PORTAL_BENCHMARK_DB", "")) as app:
        for cost in page_costs(app):
            show(f"{cost.name} ({cost.size / 1000:.0f} KB)", f"{cost.ratio:.1f} bare pages", "", "")
            asked = f"{1 + cost.questions} questions"
            show("", f"{cost.warm:.1f} ms of processor; {cost.cold:.0f} ms after a change; {asked}", "", "")
        found = letter_costs(app, folder / "letters")
    show_most(f"Recall told to {found.written:,} keepers", found.minutes, 5, "min", digits=1)
    show("", f"{found.writing:.1f} s to confirm; {found.sent_in_a_turn} sent in a turn", "", "")
    show(f"Freshness letters to {found.reminded}", f"{found.reminding:.1f} s of processor", "", "")


def show_ratio(subject: Subject) -> None:
    """Print a page's throughput beside the bare view's, and what a request costs the server."""
    ratio = median(p / b for p, b in zip(subject.rates["portal"], subject.rates["bare"], strict=True))
    rates = f"{median(subject.rates['portal']):.0f} against {median(subject.rates['bare']):.0f} a second"
    costs = f"{median(subject.costs['portal']):.0f} against {median(subject.costs['bare']):.0f} µs of processor"
    mark = "" if subject.budget is None else ("ok" if ratio >= subject.budget else "MISSED")
    least = "" if subject.budget is None else f"at least {subject.budget}"
    show(f"{subject.name} ({subject.size / 1000:.0f} KB)", f"{ratio:.2f} of bare Flask", least, mark)
    show("", f"{rates}; {costs}", "", "")


def show_most(name: str, measured: float, budget: float | None, unit: str, *, digits: int = 0) -> None:
    """Print something that must not be above its budget."""
    mark = "" if budget is None else ("ok" if measured <= budget else "MISSED")
    most = "" if budget is None else f"at most {budget:g} {unit}".strip()
    show(name, f"{measured:.{digits}f} {unit}".strip(), most, mark)


def show(name: str, measured: str, budget: str, mark: str) -> None:
    """Print a line of the table."""
    if mark == "MISSED":
        missed.append(name)
    print(f"{name:<42}  {measured:<24}  {budget:<16}  {mark}".rstrip(), flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
