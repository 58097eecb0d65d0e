"""Read the examples of a Markdown page, and do what they say in the order in which they stand.

A block's first line says what it is: `file=` writes a file, `append=` adds to one, `after=` puts lines in place of the
first line of theirs that is there already, `show=` must be in a file as it stands; `console` holds commands behind `$`
and what they print, where … stands for anything.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = re.compile(r"^```(\w+)(?: (\w+)=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OFFLINE = ("-m", "pip", "install", "--no-deps", "--no-index", "--no-build-isolation", "--quiet", "--upgrade")


@dataclass(frozen=True)
class Example:
    """A block of a page: its language, what to do with it and where, its text, and its line."""

    language: str
    deed: str
    target: str
    text: str
    line: int


def examples_of(page: Path) -> Iterator[Example]:
    """Give every block of a page."""
    source = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(source):
        yield Example(found[1], found[2] or "", found[3] or "", found[4], source[: found.start()].count("\n") + 1)


@dataclass
class Reader:
    """Somebody who does what a page says, in a folder of the reader's own."""

    home: Path
    folder: Path = field(init=False)

    def __post_init__(self) -> None:
        self.folder = self.home

    def do(self, example: Example) -> None:
        """Do what one example says."""
        if example.language == "console":
            for command, expected in commands_in(example.text):
                self.run(command, expected)
            return
        file = self.folder / example.target
        if example.deed == "file":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(example.text, encoding="utf-8")
        elif example.deed == "append":
            file.write_text(f"{file.read_text(encoding='utf-8')}\n\n{example.text}", encoding="utf-8")
        elif example.deed == "after":
            file.write_text(put_in(file.read_text(encoding="utf-8"), example.text), encoding="utf-8")
        elif example.deed == "show":
            assert example.text in file.read_text(encoding="utf-8"), f"line {example.line}: {file} does not say so"
        else:
            raise AssertionError(f"line {example.line}: nobody says what to do with this block")

    def run(self, command: str, expected: str) -> None:
        """Run a command and compare what it prints."""
        words = shlex.split(command)
        if words[0] == "cd":
            self.folder = (self.folder / words[1]).resolve()
            assert self.folder.is_dir(), command
            return
        site = self.home / "site"
        program = {
            "portal": ["-m", "portal", *words[1:]],
            "python": words[1:],
            "pip": [*OFFLINE, "--target", str(site), *words[2:]],
        }[words[0]]
        path = os.pathsep.join([str(site), *(entry for entry in sys.path if entry)])
        own = {name: value for name, value in os.environ.items() if not name.startswith(("PORTAL_", "PYTEST_"))}
        own |= {"PYTHONPATH": path, "PORTAL_INSTANCE": str(self.home / "instance")}
        own |= {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the reader has pytest and the portal, nothing more
        ran = subprocess.run(  # noqa: S603 - commands of our own pages
            [sys.executable, *program], cwd=self.folder, env=own, capture_output=True, text=True, check=False
        )
        printed = ran.stdout + ran.stderr
        assert ran.returncode == 0, f"$ {command}\n{printed}"
        assert re.fullmatch(pattern_of(expected), printed.strip(), re.DOTALL), f"$ {command}\n{printed}\n!=\n{expected}"


def put_in(source: str, text: str) -> str:
    """Return a file with lines in place of those of theirs that it has already, from the first to the last of them."""
    lines, new = source.split("\n"), text.rstrip("\n").split("\n")
    names = {line.split(" import ")[0] for line in new if line.strip()}
    there = [number for number, line in enumerate(lines) if line.split(" import ")[0] in names and line.strip()]
    assert there, f"none of these lines is there: {text}"
    return "\n".join([*lines[: there[0]], *new, *lines[there[-1] + 1 :]])


def commands_in(text: str) -> Iterator[tuple[str, str]]:
    """Give each command of a console with what it prints."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        yield command, printed.strip()


def pattern_of(expected: str) -> str:
    """Return the pattern of what is printed; … stands for anything, also for nothing."""
    return ".*".join(re.escape(part.strip("\n")) for part in expected.split("…")) if expected else ".*"
