"""Conformance cases of group G that are for authors: documents, the dump of the API, new projects, reaching inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.plugin_host.checking import check
from portal.plugin_host.discovery import Found
from portal.plugin_host.reaching import reaches_of

if TYPE_CHECKING:
    from pathlib import Path


def reach(folder: Path, source: str, name: str = "plugin.py") -> list[str]:
    """Return what is found in a plugin's package with this source."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return [str(one) for one in reaches_of(folder)]


@pytest.mark.parametrize(
    ("source", "module", "instead"),
    [
        ("from portal.foundation.database import db", "portal.foundation.database", "ctx.db for the plugin"),
        ("import portal.foundation.clock", "portal.foundation.clock", "ctx.clock()"),
        ("from portal.foundation.clock import now", "portal.foundation.clock", "ctx.clock()"),
        ("from portal.features.accounts.session import current_viewer", "portal.features.accounts.session", "ctx.user"),
        ("from portal.features.tools import queries", "portal.features.tools", "a hook that contributes records"),
        ("from portal.config import load_settings", "portal.config", "portal_settings for values to choose"),
        ("from portal.web.slots import slot", "portal.web.slots", "ctx.page and ctx.render"),
        ("from portal.plugin_host.parts import Block", "portal.plugin_host.parts",
         "“from portal.plugin_api import Block”"),
        ("from portal import config", "portal.config", "portal_settings for values to choose"),
        ("def late():\n    import portal.app", "portal.app", "portal.plugin_api and what the context gives"),
        ("from importlib import import_module\nimport_module('portal.app')", "portal.app", "portal.plugin_api"),
        ("__import__('portal.web.errors')", "portal.web.errors", "ctx.page"),
        ("from portal.testing import certify", "portal.testing", "tests, which lie beside the plugin's package"),
    ],
)  # fmt: skip
def test_c112_what_is_taken_from_inside_is_found_with_its_replacement(
    tmp_path: Path, source: str, module: str, instead: str
) -> None:
    [found] = reach(tmp_path, source)

    line = source.count("\n") + 1
    assert found.startswith(f"plugin.py, line {line} imports {module}, which may change any day; use {instead}")


@pytest.mark.parametrize(
    "source",
    [
        "from portal.plugin_api import Block, hookimpl",
        "import portal.plugin_api",
        "from portal import plugin_api",
        "import portal_northern.rules\nfrom . import rules\nfrom .portal import x",
        "import sqlalchemy\nfrom flask import Response",
        "this is no Python",
    ],
)
def test_c112_what_is_public_is_left_alone(tmp_path: Path, source: str) -> None:
    assert reach(tmp_path, source) == []


def test_c112_tests_may_use_the_test_kit(tmp_path: Path) -> None:
    assert reach(tmp_path, "from portal.testing import certify", "tests/test_it.py") == []


def test_c112_the_check_fails_such_a_plugin_and_nothing_of_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "portal_nosy"
    package.mkdir()
    (package / "__init__.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    (package / "plugin.py").write_text("from portal.foundation.database import db\nimport portal.app\n")
    monkeypatch.syspath_prepend(tmp_path)

    tried = check(Found(id="nosy", folder=package, module="portal_nosy.plugin"), {})

    assert (tried.state, (tmp_path / "ran").exists()) == ("failed", False)
    assert tried.reason == (
        "plugin.py, line 1 imports portal.foundation.database, which may change any day; use ctx.db for the plugin's "
        "own tables. Such places in all: 2."
    )
    assert tried.remedy == "A plugin may import portal.plugin_api and nothing else of the portal."
