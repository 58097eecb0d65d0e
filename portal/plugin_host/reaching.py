"""Read a plugin's source for what it takes from inside the portal: only the public module is promised to stay.

Nothing is run. Code that wants to hide what it imports can; this finds mistakes, and tells what to use instead.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PORTAL, PUBLIC, KIT = "portal", "portal.plugin_api", "portal.testing"
INSTEAD = {
    "portal.foundation.database": "ctx.db for the plugin's own tables",
    "portal.foundation.transaction": "ctx.db, whose changes are committed when the call ends well",
    "portal.foundation.clock": "ctx.clock()",
    "portal.features.accounts": "ctx.user for who reads, and Permission records for who may",
    "portal.features.regions": "ctx.region",
    "portal.features.extensions": "what the context gives",
    "portal.features": "a hook that contributes records",
    "portal.config": "portal_settings for values to choose, and ctx.settings to read them",
    "portal.infrastructure.epoch": "ctx.cache",
    "portal.infrastructure.fetch": "ctx.http in a job",
    "portal.infrastructure.audit": "ctx.log",
    "portal.infrastructure.logs": "ctx.log",
    "portal.infrastructure.markup": "the Markdown of content files, or ctx.render",
    "portal.web": "ctx.page and ctx.render for pages, ctx.urls for addresses",
    "portal.plugin_host.data.store": "ctx.store and ctx.settings",
    "portal.plugin_host.data": "ctx.db, ctx.store and ctx.settings",
    "portal.cli": "a job, or the hooks of switching on and off",
    "portal.testing": "tests, which lie beside the plugin's package and are not installed with it",
}


@dataclass(frozen=True, slots=True)
class Reach:
    """A place where a plugin's source takes something from inside the portal, and what to use instead."""

    file: str
    line: int
    module: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line} imports {self.module}, which may change any day; use {self.instead}"


def reaches_of(folder: Path) -> list[Reach]:
    """Return every place in a plugin's package that imports from inside the portal; its tests may use the test kit."""
    found = []
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder)
        allowed = (PUBLIC, KIT) if "tests" in name.parts or name.name == "conftest.py" else (PUBLIC,)
        found += [
            Reach(name.as_posix(), line, imported, instead_of(module, taken))
            for line, module, taken in imports_of(file)
            for imported in [f"{module}.{taken}" if taken and module == PORTAL else module]
            if is_inside(imported) and not any(is_within(imported, one) for one in allowed)
        ]
    return found


def imports_of(file: Path) -> Iterator[tuple[int, str, str]]:
    """Give each import of a file: its line, the module, and the name that is taken from it, if one is."""
    try:
        tree = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError):
        return  # importing it says more than we could
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield from ((node.lineno, node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Call) and name_called(node) in {"import_module", "__import__"}:
            yield from (
                (node.lineno, given.value, "")
                for given in node.args[:1]
                if isinstance(given, ast.Constant) and isinstance(given.value, str)
            )


def name_called(call: ast.Call) -> str:
    """Return the last name of what is called."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_within(module: str, outer: str) -> bool:
    """Say whether a module is another one or lies in it."""
    return module == outer or module.startswith(f"{outer}.")


def is_inside(module: str) -> bool:
    """Say whether a module is the portal's."""
    return is_within(module, PORTAL)


def instead_of(module: str, taken: str) -> str:
    """Return what a plugin uses in place of something from inside the portal."""
    if taken in public_names():
        return f"“from {PUBLIC} import {taken}”"
    places = [place for place in INSTEAD if is_within(module, place) or is_within(f"{module}.{taken}", place)]
    return INSTEAD[max(places, key=len)] if places else f"{PUBLIC} and what the context gives"


@cache
def public_names() -> frozenset[str]:
    """Return the names of the public module, by reading it: it stands above this one and is not imported here."""
    tree = ast.parse((Path(__file__).parents[1] / "plugin_api.py").read_bytes())
    return frozenset(
        alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names
    ) - {"annotations"}
