"""A plugin that implements every hook, through a life that makes the portal call each of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services import uninstalling
from portal.foundation.errors import Conflict
from portal.plugin_api import Context
from portal.plugin_host.loading import HOOKS
from portal.testing import HookLog, Portal, certify

if TYPE_CHECKING:
    from collections.abc import Callable

PACKAGE = Path(__file__).parent / "portal_everything"
PAGE = "/regions/everywhere/x/everything/visits"

test_it_keeps_the_contract = certify(PACKAGE)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Give a copy of the plugin that a test may change."""
    return shutil.copytree(PACKAGE, tmp_path / "copy" / "portal_everything")


def live_through_everything(portal: Portal, package: Path) -> None:
    """Switch it on, use it, upgrade it, switch it off, uninstall it."""
    portal.as_user("worker").post(f"{PAGE}/new", {"words": "Hello there"}, on=PAGE)
    portal.work()
    manifest = package / "portal-plugin.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace('"1.0.0"', '"1.1.0"'), encoding="utf-8")
    portal.bring_in()
    with portal.app.app_context(), pytest.raises(Conflict, match=r"There are visits in the book\."):
        uninstalling.uninstall("everything", mode="erase", confirmation="everything", actor_id=None)
    portal.switch_off("everything", "everywhere")
    with portal.app.app_context():
        uninstalling.uninstall("everything", mode="keep", actor_id=None)


def test_the_plugin_implements_every_hook_there_is(package: Path, portal_app: Callable[..., Portal]) -> None:
    portal = portal_app(plugins=[package])

    plugin = portal.app.extensions["portal.plugins"].registry.plugins["everything"]
    given = {hook for hook, records in plugin.declared.records.items() if records} | set(plugin.hooks)
    assert sorted(set(HOOKS) - given - {"portal_models", "portal_migrations"}) == []
    assert (len(plugin.models), len(plugin.migrations)) == (1, 1)


def test_the_portal_calls_every_hook_there_is(
    hook_log: HookLog, package: Path, portal_app: Callable[..., Portal]
) -> None:
    portal = portal_app(plugins=[package])

    live_through_everything(portal, package)

    assert sorted(set(HOOKS) - hook_log.hooks_of("everything")) == []
    assert portal.incidents() == []


def what_is_kept(ctx: Context) -> dict[str, object]:
    """Return everything in the plugin's store."""
    keys = ctx.store.keys()
    return {key: ctx.store.get(key) for key in keys}


def test_everything_it_adds_is_there(package: Path, portal_app: Callable[..., Portal]) -> None:
    portal = portal_app(plugins=[package])
    worker = portal.as_user("worker")
    worker.post(f"{PAGE}/new", {"words": "Hello there"}, on=PAGE)
    portal.work()

    home = worker.text("/regions/everywhere/")

    assert {word for word in ("1 came by.", "Good day.", "Visits", "We are open") if word not in home} == set()
    assert "Hello there" in worker.text(PAGE)
    assert "Tide table" in worker.text("/regions/everywhere/tools/")
    assert portal.client.get("/regions/everywhere/x/everything/about").status_code == 200
    assert worker.get("/regions/everywhere/x/everything/books").status_code == 403
    assert portal.as_user("regional-administrator").get("/regions/everywhere/x/everything/books").status_code == 200
    kept = portal.within("everything", "everywhere", what_is_kept)
    assert (kept["enabled"], kept["last"], sorted(kept)) == ("", "Hello there", ["enabled", "last", "ticked"])
