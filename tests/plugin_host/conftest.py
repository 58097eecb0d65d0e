"""Throw-away plugins and content folders."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from portal.plugin_host import discovery

if TYPE_CHECKING:
    from collections.abc import Iterator

MANIFEST = {
    "id": "trial",
    "name": "Trial",
    "version": "1.0.0",
    "description": "A plugin for tests.",
    "kind": "code",
    "scope": "region",
    "api": "1",
    "contact": "web@trial.example",
    "personal_data": "none",
    "regions": ["trial"],
}
Write = Callable[[dict[str, str]], Path]


def as_toml(facts: dict[str, object]) -> str:
    """Return facts of texts and lists of texts as TOML."""
    return "".join(f"{key} = {value!r}\n" for key, value in facts.items())


def write_manifest(file: Path, **changes: object) -> Path:
    """Write a manifest in order, with changes; a key given as None is left out."""
    facts = {key: value for key, value in (MANIFEST | changes).items() if value is not None}
    file.write_text(as_toml(facts), encoding="utf-8")
    return file


@pytest.fixture
def content_folder(tmp_path: Path) -> Write:
    """Give a function that writes content files and returns their folder."""

    def write(files: dict[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / "content" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return tmp_path / "content"

    return write


class Installer:
    """Puts throw-away packages where the portal finds plugins. No others are installed while it is used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.points: list[EntryPoint] = []

    def install(self, plugin_id: str, code: str, *, point: str = "", **manifest: object) -> Path:
        """Install a package with a plugin module and an entry point; return the package's folder."""
        package = self.folder / f"portal_{plugin_id}"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "plugin.py").write_text(HEAD + dedent(code))
        write_manifest(package / "portal-plugin.toml", **({"id": plugin_id, "regions": [plugin_id]} | manifest))
        self.points.append(EntryPoint(point or plugin_id, f"portal_{plugin_id}.plugin", "portal.plugins"))
        return package


HEAD = """\
from datetime import date
from portal.plugin_api import *

def region(id, **given):
    facts = dict(name=id.title(), label=id.title(), academy="Academy", host="Host", website="https://host.example",
                 welcome="Welcome.", motif="valley", accent="#2f6b4f", accent_dark="#8fd1ad")
    return RegionProposal(id=id, **(facts | given))

def tool(id="one", **given):
    facts = dict(title="A tool", summary="It helps.", kind="page", body="Words.", owner="Academy",
                 last_checked=date(2026, 1, 1), next_check=date(2027, 1, 1), audience=("all",))
    return Tool(id=id, **(facts | given))

"""


@pytest.fixture
def installer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Installer]:
    """Give an installer of throw-away plugins."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    made = Installer(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.setattr(discovery, "entry_points", lambda **_: made.points)
    before = set(sys.modules)
    yield made
    for name in set(sys.modules) - before:
        if name.startswith("portal_"):
            del sys.modules[name]
