"""The source as these tests read it."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from tests.conftest import ROOT

PORTAL = ROOT / "portal"


def files(folder: Path, *endings: str) -> list[Path]:
    """Return the files of a folder and its folders with one of the endings, in order."""
    return sorted(file for ending in endings for file in folder.rglob(f"*.{ending}"))


def name_of(file: Path) -> str:
    """Return a file's path inside the checkout."""
    return file.relative_to(ROOT).as_posix()


def lines_of(file: Path) -> int:
    """Return how many lines a file has."""
    return len(file.read_text(encoding="utf-8").splitlines())


def tree_of(file: Path) -> ast.Module:
    """Return a module as a tree."""
    return ast.parse(file.read_text(encoding="utf-8"))


def committed_files() -> list[Path]:
    """Return every file that is in git, or would be."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")  # noqa: S603 - a command of ours
    return sorted(ROOT / name for name in set(listed) if name and (ROOT / name).is_file())
