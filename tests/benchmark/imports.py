"""What bringing in 20,000 people from a file costs, also when the process is killed half-way."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from time import perf_counter, sleep
from typing import TYPE_CHECKING

from tests.browser.running import ROOT, own_environment
from tests.people_files import good, written

if TYPE_CHECKING:
    from pathlib import Path

PEOPLE, KILLED_AFTER, STEP_SECONDS = 20_000, 8_000, 0.05


@dataclass(frozen=True)
class Imported:
    """How long looking at a file and bringing it in took, the kill and the going on included, and what was found."""

    looked: float
    brought_in: float
    at_the_kill: int
    people: int
    messages: int


def import_costs(folder: Path) -> Imported:
    """Bring in a file, kill the process once thousands of people are in, and go on."""
    instance, file = folder / "imports", folder / "people.csv"
    env = own_environment(PORTAL_INSTANCE=str(instance))
    file.write_bytes(written([good(number) for number in range(PEOPLE)]))
    run(env, "init")
    begun = perf_counter()
    run(env, "account", "import", str(file))
    looked = perf_counter() - begun
    begun = perf_counter()
    killed = count_at_kill(env, instance, file)
    run(env, "account", "import", "--continue")
    brought_in = perf_counter() - begun
    people, messages = count(instance, "account"), count(instance, "mail_message")
    return Imported(looked, brought_in, killed, people, messages)


def count_at_kill(env: dict[str, str], instance: Path, file: Path) -> int:
    """Begin to bring the file in, kill the process in the middle, and return how many people were in by then."""
    with subprocess.Popen(  # noqa: S603 - a command of ours
        command("account", "import", str(file), "--yes"), env=env, cwd=ROOT, stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None and count(instance, "account") < KILLED_AFTER:
            sleep(STEP_SECONDS)
        process.kill()
    return count(instance, "account")


def run(env: dict[str, str], *arguments: str) -> None:
    """Run a command of the portal to its end."""
    subprocess.run(command(*arguments), env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def command(*arguments: str) -> list[str]:
    """Return a command of the portal."""
    return [sys.executable, "-m", "portal", *arguments]


def count(instance: Path, table: str) -> int:
    """Return how many rows a table has."""
    connection = sqlite3.connect(instance / "portal.sqlite")
    try:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a name of ours
    finally:
        connection.close()
