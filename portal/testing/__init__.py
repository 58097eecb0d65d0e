"""The kit for plugin authors: a portal of a test's own, people, bad company, and checks that need no author's code.

Name it in the project's pyproject.toml, `addopts = ["-p", "portal.testing"]`, and ask for its fixtures:

    def test_the_page_greets(portal_app):
        portal = portal_app(plugins=["portal_visits"], regions=["coast"])
        portal.as_user("worker").assert_page_ok("/regions/coast/x/visits/")

It needs the portal and pytest, nothing more. A test that uses a portal cannot reach the network.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest

from portal.foundation import clock
from portal.foundation.database import db
from portal.plugin_host import http, loading
from portal.testing.certifying import certify
from portal.testing.fetching import FakeHttp
from portal.testing.finding import folder_of
from portal.testing.merging import Merged, edit_items, merged_items
from portal.testing.neighbours import write_neighbour
from portal.testing.packs import PackBuilder
from portal.testing.pages import faults_of_page
from portal.testing.portals import Portal, empty_database, make_portal
from portal.testing.recording import FrozenClock, HookLog

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["FakeHttp", "FrozenClock", "HookLog", "Merged", "PackBuilder", "Portal", "certify", "faults_of_page"]

Source = Path | str | ModuleType
PortalMaker = Callable[..., Portal]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the command line name plugins to certify."""
    parser.addoption("--certify", action="append", metavar="FOLDER", help="a plugin's folder, to try everything on")


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of the test reach the network; sockets inside this machine are left alone."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"A test may not reach the network, but this one tried {address[0]}.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(scope="session")
def portal_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of an empty portal's database, made once; every portal of a test has a copy of its own."""
    return empty_database(tmp_path_factory.mktemp("portal"))


@pytest.fixture
def portal_app(
    tmp_path: Path, portal_database: Path, sealed: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PortalMaker]:
    """Give a function that makes a portal, as in `portal_app(plugins=[…], regions=[…], neighbours=[…])`.

    Plugins are folders or modules, on in every region their manifests allow; regions that no plugin proposes are made.
    Neighbours are plugins that may be ill. Two portals of one test share nothing.
    """
    made: list[Portal] = []
    before = set(sys.modules)

    def make(
        *, plugins: Iterable[Source] = (), regions: Iterable[str] = (), neighbours: Iterable[Source] = ()
    ) -> Portal:
        plugins, neighbours = list(plugins), list(neighbours)
        for source in (*plugins, *neighbours):
            monkeypatch.syspath_prepend(str(folder_of(source).parent))
        portal = make_portal(tmp_path / f"portal-{len(made)}", portal_database, plugins, neighbours, regions)
        made.append(portal)
        return portal

    yield make
    for portal in made:
        with portal.app.app_context():
            db.session.remove()
            db.engine.dispose()
    for name in set(sys.modules) - before:
        if not name.startswith(("portal.", "pytest")) and name.split(".")[0] in packages_of(made):
            del sys.modules[name]


def packages_of(portals: Iterable[Portal]) -> set[str]:
    """Return the packages that were loaded as plugins."""
    registries = (portal.app.extensions["portal.plugins"].registry for portal in portals)
    return {one.module.partition(".")[0] for registry in registries for one in registry.found.values() if one.module}


@pytest.fixture
def two_regions(portal_app: PortalMaker, tmp_path: Path) -> Callable[..., Portal]:
    """Give a function that makes a portal with two regions, each full of a word that the other must never see.

    `portal.forbidden` gives the words by region; whoever belongs to a region and is shown the other's word fails the
    test at once. Use the words in what the test itself writes, too.
    """

    def make(*, plugins: Iterable[Source] = (), regions: tuple[str, str] = ("first", "second")) -> Portal:
        words = {region: f"mark-of-{region}-only" for region in regions}
        packs = [
            PackBuilder(region, pack_id=f"marked_{region.replace('-', '_')}")
            .tool("marked-tool", title=f"Tool {word}")
            .post("marked-post", title=f"Post {word}")
            .contact("marked-contact", name=f"Contact {word}")
            .county(*county)
            .write(tmp_path / "marked" / region)
            for (region, word), county in zip(words.items(), COUNTIES, strict=True)
        ]
        portal = portal_app(plugins=plugins, neighbours=packs, regions=regions)
        portal.forbidden = {
            region: tuple(word for other, word in words.items() if other != region) for region in regions
        }
        return portal

    return make


COUNTIES = (("06003", "Alpine"), ("06091", "Sierra"))  # small ones, which no plugin under test is likely to claim


@pytest.fixture
def pack() -> type[PackBuilder]:
    """Give the builder of packs, as in `pack("coast").tool("tide-table").zip()`."""
    return PackBuilder


@pytest.fixture
def faults(tmp_path: Path) -> Callable[..., Path]:
    """Give a function that writes a neighbour which misbehaves, as in `faults("raise", at="block")`.

    It can raise, exit, hang, give junk or a script; at import, declare, block, route, event or enable.
    """

    def write(deed: str, *, at: str = "block") -> Path:
        return write_neighbour(tmp_path / "neighbours", deed, at)

    return write


@pytest.fixture
def hook_log(monkeypatch: pytest.MonkeyPatch) -> HookLog:
    """Give the log of every hook that is called: of which plugin, for which region, with what, how long."""
    log = HookLog()
    monkeypatch.setattr(loading, "passing", log.passing)
    return log


@pytest.fixture
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """Give the clock, which stands still: frozen_clock.move(hours=2) moves it on."""
    held = FrozenClock()
    monkeypatch.setattr(clock, "moment", held.moment)
    return held


@pytest.fixture
def fake_http(monkeypatch: pytest.MonkeyPatch) -> FakeHttp:
    """Give the web that `ctx.http` reaches: fake_http.answer(url, body); what has no answer fails."""
    web = FakeHttp()
    monkeypatch.setattr(http, "fetch", web.fetch)
    return web


@pytest.fixture
def upgrade(portal_app: PortalMaker, tmp_path: Path) -> Callable[..., dict[str, Merged]]:
    """Give a function that tells the story of an upgrade.

    `upgrade(old_pack, {"tools/one": {"title": "Ours"}}, new_pack)` returns every item as it is afterwards, by name. An
    edit that is None takes the item away.
    """

    def tell(
        before: PackBuilder, edit: Mapping[str, Mapping[str, Any] | None], after: PackBuilder
    ) -> dict[str, Merged]:
        folder = before.write(tmp_path / "upgraded")
        portal = portal_app(plugins=[folder])
        edit_items(portal, edit)
        for file in [file for file in folder.rglob("*") if file.is_file()]:
            file.unlink()
        after.write(folder)
        portal.bring_in()
        return merged_items(portal)

    return tell
