"""Promises of every module: a docstring for whoever reads it, and a reason for every way around a check."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.architecture.reading import PORTAL, files, lines_of, name_of, tree_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCES = [*files(PORTAL, "py"), *files(ROOT / "migrations", "py"), ROOT / "run.py"]
SOURCES += [file for file in files(ROOT / "plugins", "py") if "tests" not in file.parts]
DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ESCAPE = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:\s*no cover)\b")
WITH_REASON = re.compile(
    r"# noqa: [A-Z]+\d+(, [A-Z]+\d+)* - \S.+|# type: ignore\[[a-z-]+\]  # \S.+|# pragma: no cover - \S.+"
)
HOOKS_HAVE_NO_BODY = "# type: ignore[empty-body]"
LINES_FOR_ONE = 200  # so many lines of source stand behind each way around a check; this number may only rise


def silent(node: ast.Module | ast.ClassDef, name: str) -> Iterator[str]:
    """Give the public names of a module or class that say nothing of themselves."""
    if not ast.get_docstring(node):
        yield name
    for inner in node.body:
        if isinstance(inner, ast.ClassDef) and not inner.name.startswith("_"):
            yield from silent(inner, f"{name}.{inner.name}")
        elif (
            isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            and not inner.name.startswith("_")
            and not ast.get_docstring(inner)
        ):
            yield f"{name}.{inner.name}"


def test_every_public_module_class_and_function_says_what_it_is() -> None:
    checked = [file for file in SOURCES if "versions" not in file.parts]

    assert [name for file in checked for name in silent(tree_of(file), name_of(file))] == []


def escapes(file: Path) -> list[str]:
    """Return the lines of a file that go around a check."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [f"{name_of(file)}:{n}: {line.strip()}" for n, line in enumerate(lines, 1) if ESCAPE.search(line)]


def test_every_way_around_a_check_has_a_reason() -> None:
    found = [line for file in SOURCES for line in escapes(file)]

    assert [one for one in found if not WITH_REASON.search(one) and HOOKS_HAVE_NO_BODY not in one] == []


def test_ways_around_a_check_stay_rare() -> None:
    found = [one for file in SOURCES for one in escapes(file) if HOOKS_HAVE_NO_BODY not in one]

    assert len(found) * LINES_FOR_ONE <= sum(map(lines_of, SOURCES))


def test_nothing_prints_or_stops_at_a_breakpoint() -> None:
    calls = [
        f"{name_of(file)}:{node.lineno}"
        for file in files(PORTAL, "py")
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"print", "breakpoint"}
    ]

    assert calls == []
