"""Throw-away plugins: written for one test, found as installed ones are, brought in and switched on."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from importlib.metadata import EntryPoint
from textwrap import dedent
from typing import TYPE_CHECKING

from portal.features.extensions.services import upgrading
from portal.features.regions.queries import county_fips_by_name
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.plugin_host import activation, checking, discovery, synchronising
from portal.plugin_host.data.steps import apply_steps
from portal.plugin_host.host import get_host

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    import pytest

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


def as_toml(facts: dict[str, object]) -> str:
    """Return facts of texts and lists of texts as TOML."""
    return "".join(f"{key} = {value!r}\n" for key, value in facts.items())


def write_manifest(file: Path, **changes: object) -> Path:
    """Write a manifest in order, with changes; a key given as None is left out."""
    facts = {key: value for key, value in (MANIFEST | changes).items() if value is not None}
    file.write_text(as_toml(facts), encoding="utf-8")
    return file


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

    def replace(self, plugin_id: str, code: str, **manifest: object) -> Path:
        """Install another version in place of a package, as pip does."""
        self.remove(plugin_id)
        return self.install(plugin_id, code, **manifest)

    def edit(self, plugin_id: str, old: str, new: str) -> None:
        """Change words of a plugin's module. What Python compiled of it goes: within a second it would pass as new."""
        package = self.folder / f"portal_{plugin_id}"
        source = (package / "plugin.py").read_text()
        shutil.rmtree(package / "__pycache__", ignore_errors=True)
        (package / "plugin.py").write_text(source.replace(old, new))

    def remove(self, plugin_id: str) -> None:
        """Take a package away, as pip does."""
        shutil.rmtree(self.folder / f"portal_{plugin_id}")
        self.points = [point for point in self.points if point.value != f"portal_{plugin_id}.plugin"]


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


@contextmanager
def installing(folder: Path, patch: pytest.MonkeyPatch) -> Iterator[Installer]:
    """Give an installer of throw-away plugins; their modules are forgotten at the end.

    They come in without a child process that tries them: a test of that names them to `bring_in`.
    """
    folder.mkdir()
    made = Installer(folder)
    patch.syspath_prepend(folder)
    patch.setattr(discovery, "entry_points", lambda **_: list(made.points))
    with forgetting_plugins(), untried():
        yield made


@contextmanager
def forgetting_plugins() -> Iterator[None]:
    """Forget the modules of plugins that come in meanwhile."""
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if name.startswith("portal_"):
                del sys.modules[name]


def bring_in(
    on: Mapping[str, tuple[str, ...]] | None = None, *, tried: Collection[str] = (), makes_tables: bool = False
) -> None:
    """Bring in what is installed: on in the regions it brings, and where `on` says.

    A child process tries those in `tried` first; `makes_tables` makes tables ready, as “portal plugins migrate”.
    """
    with untried(but=tried):
        inspection = synchronising.inspect_all(get_host(), county_fips_by_name())
    for plugin in list(inspection.waiting.values()) if makes_tables else ():
        apply_steps(db.engine, plugin.id, plugin.migrations)
        inspection.release(plugin)
    with transaction():
        activation.put_new_ones_on(inspection.loaded.values())
        synchronising.synchronise(get_host(), inspection)
        for plugin_id, region_ids in (on or {}).items():
            for region_id in region_ids:
                activation.put_on(plugin_id, region_id)
        if on:
            synchronising.synchronise(get_host(), inspection)


def sync() -> None:
    """Bring in what is installed as “portal plugins sync” does, without a child process."""
    upgrading.bring_in()


@contextmanager
def untried(but: Collection[str] = ()) -> Iterator[None]:
    """Let plugins come in without a child process that tries them first, but for those named."""
    before = synchronising.check
    synchronising.check = lambda found, counties: checking.check(found, counties) if found.id in but else found
    try:
        yield
    finally:
        synchronising.check = before


def switch_on(plugin_id: str, *region_ids: str) -> None:
    """Switch a plugin on in regions, and bring in what it ships for them."""
    with transaction():
        for region_id in region_ids:
            activation.put_on(plugin_id, region_id)
    bring_in()
