"""Sizes: what outgrows its budget becomes two."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import pytest

from tests.architecture.reading import PORTAL, files, lines_of, name_of, tree_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_FUNCTION = 40
BUDGETS = {
    "modules": (files(PORTAL, "py") + files(ROOT / "migrations", "py")[:1] + [ROOT / "run.py"], 400),
    "plugins": (files(ROOT / "plugins", "py"), 400),
    "tests": (files(ROOT / "tests", "py"), 400),
    "templates": (files(PORTAL, "html", "xml"), 150),
    "scripts": (files(PORTAL, "js"), 150),
    "styles": (files(PORTAL, "css"), 400),
}


@pytest.mark.parametrize("kind", BUDGETS)
def test_no_file_is_longer_than_its_budget(kind: str) -> None:
    found, longest = BUDGETS[kind]

    too_long = {name_of(file): lines_of(file) for file in found if lines_of(file) > longest}

    assert len(found) > 0
    assert too_long == {}


def long_functions(file: Path) -> list[str]:
    """Return the functions of a module that do not fit on a screen."""
    return [
        f"{name_of(file)}: {node.name} has {length} lines"
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    ]


def test_no_function_is_longer_than_a_screen() -> None:
    assert [line for file in files(PORTAL, "py") for line in long_functions(file)] == []
