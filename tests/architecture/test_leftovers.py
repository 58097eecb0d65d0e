"""Nothing lies about that nobody uses: no function only tests call, no template, style or setting without a use."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

from portal.config import Settings
from tests.architecture.reading import PORTAL, files, name_of, tree_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
ASKED_BY_PYTEST = {"pytest_addoption", "pytest_generate_tests"}
WORD = re.compile(r"\w+")
CLASS = re.compile(r"\.(-?[a-zA-Z_][\w-]*)")
CLASS_WORD = re.compile(r"-?[a-zA-Z_][\w-]*")
OPEN_CLASS = re.compile(
    r"class=\\?[\"'][^\"'>]*?([a-zA-Z][\w-]*)-\{"
)  # ends with a value: class="badge badge-{{ tone }}"
NO_SELECTOR = re.compile(r"/\*.*?\*/|url\([^)]*\)|\"[^\"]*\"", re.DOTALL)


@cache
def sources() -> tuple[Path, ...]:
    """Return the modules that run: the portal's and its plugins', no tests."""
    return tuple(
        file
        for file in files(PORTAL, "py") + files(ROOT / "plugins", "py")
        if not {"tests", "conftest.py"} & set(file.parts)
    )


@cache
def trees() -> dict[str, ast.Module]:
    """Return those modules as trees, by name."""
    return {name_of(file): tree_of(file) for file in sources()}


@cache
def pages() -> str:
    """Return every template and script as one text."""
    folders = [PORTAL, ROOT / "plugins"]
    found = [file for folder in folders for file in files(folder, "html", "xml", "txt", "js", "jinja", "toml")]
    return "\n".join(file.read_text(encoding="utf-8") for file in found)


@cache
def code() -> str:
    """Return every module that runs as one text."""
    return "\n".join(file.read_text(encoding="utf-8") for file in sources())


def handed_on(tree: ast.Module) -> list[str]:
    """Return the names that a module says it hands on."""
    lists = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]
    ]
    return [name for one in lists for name in ast.literal_eval(one)]


def not_said(tree: ast.Module) -> set[int]:
    """Return the strings of a module that name nothing: what it says of itself, and the list of what it hands on."""
    silent = {id(node) for top in tree.body if is_handing_on(top) for node in ast.walk(top)}
    for node in ast.walk(tree):
        if isinstance(node, DEFINITIONS | ast.Module) and ast.get_docstring(node, clean=False) is not None:
            first = node.body[0]
            silent |= {id(inner) for inner in ast.walk(first)}
    return silent


def is_handing_on(node: ast.stmt) -> bool:
    """Say whether a statement is the list of what a module hands on."""
    return isinstance(node, ast.Assign) and [ast.unparse(one) for one in node.targets] == ["__all__"]


def names_in(tree: ast.Module) -> Iterator[str]:
    """Give every name that a module uses, in strings too; importing alone is no use."""
    silent = not_said(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield from WORD.findall(node.value)
        elif isinstance(node, ast.ImportFrom):
            yield from (one.name for one in node.names if one.asname)


def defined_in(tree: ast.Module) -> Iterator[str]:
    """Give what a module defines for whoever imports it; what is decorated is found by its decorator."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef) or (isinstance(node, DEFINITIONS) and not node.decorator_list):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def unused(modules: dict[str, ast.Module], words: str) -> list[str]:
    """Return what modules define and neither they nor these words name."""
    used = {name for tree in modules.values() for name in names_in(tree)} | set(WORD.findall(words))
    found = [(module, name) for module, tree in modules.items() for name in defined_in(tree)]
    return [f"{module}: {name}" for module, name in found if name not in used and not name.startswith("__")]


def test_nothing_is_defined_that_only_tests_or_nobody_uses() -> None:
    left = unused(trees(), pages())

    assert len(trees()) > 500
    assert [one for one in left if one.partition(": ")[2] not in ASKED_BY_PYTEST] == []


def test_what_is_unused_is_seen_also_where_a_package_hands_it_on() -> None:
    used, handed = "def used(): ...\nused()\n", "def left(): ...\nKEPT = 1\n"
    face = "from x import left\n__all__ = ['left']\n"

    left = unused({"a": ast.parse(used), "b": ast.parse(handed), "c": ast.parse(face)}, "KEPT")

    assert left == ["b: left"]


def test_a_package_hands_on_only_what_is_there() -> None:
    missing = []
    for module, tree in trees().items():
        there = {name for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom) for name in imported(node)}
        there |= {node.name for node in tree.body if isinstance(node, DEFINITIONS)} | set(defined_in(tree))
        missing += [f"{module}: {name}" for name in handed_on(tree) if name not in there]

    assert missing == []


def imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Return the names that an import brings in."""
    return [one.asname or one.name for one in node.names]


def test_every_template_is_asked_for() -> None:
    found = [file for file in files(PORTAL, "html", "xml") if "templates" in file.parts]
    names = {name_of(file): file.as_posix().rpartition("/templates/")[2] for file in found}
    texts = pages() + code()

    left = [file for file, name in names.items() if name not in texts and f'"{letter_of(name)}"' not in texts]

    assert len(names) > 150
    assert left == []


def letter_of(template: str) -> str:
    """Return the word by which a template of a letter is asked for."""
    return template.removeprefix("email/").removesuffix(".html")


def test_every_class_of_a_style_is_worn() -> None:
    """It is written out in a template, script or module, or begins like a class that ends with a value there."""
    texts = pages() + code()
    words, stems = set(CLASS_WORD.findall(texts)), set(OPEN_CLASS.findall(texts))

    left = [
        f"{name_of(file)}: {name}"
        for file in files(PORTAL, "css")
        for name in sorted(set(CLASS.findall(NO_SELECTOR.sub("", file.read_text(encoding="utf-8")))))
        if name not in words and name.rpartition("-")[0] not in stems
    ]

    assert left == []


def test_every_setting_is_read() -> None:
    own = (PORTAL / "config.py").read_text(encoding="utf-8")
    elsewhere = "\n".join(file.read_text(encoding="utf-8") for file in sources() if file.name != "config.py")

    left = [
        name
        for name in Settings.model_fields
        if not re.search(rf"\.{name}\b", elsewhere) and not re.search(rf"self\.{name}\b", own)
    ]

    assert left == []
