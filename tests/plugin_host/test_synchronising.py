"""Bringing what plugins declare into the database: new, changed and gone rows, and plugins that are missing or ill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from portal.app import FEATURES
from portal.features.regions.queries import county_fips_by_name
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_shared_tools, list_tools
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import current_epoch
from portal.plugin_host.activation import put_new_ones_on
from portal.plugin_host.host import PluginHost, live_pairs, registry_here
from portal.plugin_host.models import PluginRecord
from portal.plugin_host.synchronising import inspect_all, synchronise
from tests.clients import PortalClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.plugins import Installer

TRIAL = """
@hookimpl
def portal_regions(ctx):
    return [region("trial")]

@hookimpl
def portal_tools(ctx):
    return {tools}
"""


def code(tools: str) -> str:
    """Return a plugin for a region with these tools."""
    return TRIAL.replace("{tools}", tools)


@pytest.fixture
def restart(context: Flask, installer: Installer, monkeypatch: pytest.MonkeyPatch) -> Callable[[], PluginHost]:
    """Give a function that loads the installed plugins afresh, as a new start does, and synchronises them."""

    def start() -> PluginHost:
        host = PluginHost(counties=county_fips_by_name)
        for feature in FEATURES:
            host.manager.register(feature)
        monkeypatch.setitem(context.extensions, "portal.plugins", host)
        inspection = inspect_all(host, county_fips_by_name())
        with transaction():
            put_new_ones_on(inspection.loaded.values())
            synchronise(host, inspection)
        return host

    return start


def tools_of(region_id: str) -> list[tuple[str, str]]:
    return [(tool.id, tool.title) for tool in list_tools(region_id)]


def rewrite(installer: Installer, tools: str) -> None:
    """Let the trial plugin give other tools from the next start on."""
    file = installer.folder / "portal_trial" / "plugin.py"
    head, _, _ = file.read_text().partition("@hookimpl")
    file.write_text(head + code(tools))
    for kept in (installer.folder / "portal_trial").glob("__pycache__/plugin*"):
        kept.unlink()


def test_a_new_plugins_records_become_rows(restart: Callable[[], PluginHost], installer: Installer) -> None:
    installer.install("trial", code("[tool('b', title='Second'), tool('a', title='First', order=1)]"))
    before = current_epoch()

    restart()

    record = db.session.get_one(PluginRecord, "trial")
    assert tools_of("trial") == [("a", "First"), ("b", "Second")]
    assert (record.state, record.version, record.regions, record.reason) == ("on", "1.0.0", ["trial"], "")
    assert {hook: n for hook, n in record.counts.items() if n} == {"portal_regions": 1, "portal_tools": 2}
    assert current_epoch() == before + 2  # it was switched on and brought in


def test_a_second_synchronisation_changes_no_row(restart: Callable[[], PluginHost], installer: Installer) -> None:
    installer.install("trial", code("[tool('a'), tool('b')]"))
    restart()
    before = list(db.session.execute(select(RegionTool.id, RegionTool.key).order_by(RegionTool.id)))

    restart()

    assert list(db.session.execute(select(RegionTool.id, RegionTool.key).order_by(RegionTool.id))) == before


def test_a_changed_record_changes_its_row_and_one_that_is_gone_takes_its_row_away(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("trial", code("[tool('a', title='Old'), tool('b')]"))
    restart()
    row_id = db.session.scalar(select(RegionTool.id).where(RegionTool.plugin_id == "trial", RegionTool.key == "a"))

    rewrite(installer, "[tool('a', title='New'), tool('c', title='Added')]")
    restart()

    assert tools_of("trial") == [("c", "Added"), ("a", "New")]
    assert row_id == db.session.scalar(
        select(RegionTool.id).where(RegionTool.plugin_id == "trial", RegionTool.key == "a")
    )


def test_a_record_for_a_region_the_plugin_does_not_have_is_not_stored(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("trial", code("[tool('a'), tool('b', regions=frozenset({'far'}))]"), regions=["trial", "far"])

    restart()

    assert list(db.session.scalars(select(RegionTool.key).where(RegionTool.plugin_id == "trial"))) == ["a"]


def test_a_missing_plugins_rows_stay_and_are_not_shown(restart: Callable[[], PluginHost], installer: Installer) -> None:
    kept_rows = db.session.scalar(select(func.count()).select_from(RegionTool))
    shown_before = len(list_tools("northern"))

    restart()

    record = db.session.get_one(PluginRecord, "northern")
    assert db.session.scalar(select(func.count()).select_from(RegionTool)) == kept_rows
    assert shown_before > 0
    assert (list_tools("northern"), list_shared_tools(), live_pairs()) == ((), (), frozenset())
    assert (record.state, record.reason) == ("missing", "Its package or folder is no longer here.")


def test_the_pages_of_a_missing_plugin_are_not_found_and_the_rest_is_there(
    restart: Callable[[], PluginHost], context: Flask
) -> None:
    client = PortalClient(context)
    before = client.get("/regions/northern/").status_code

    restart()

    after = {url: client.get(url).status_code for url in ("/regions/northern/", "/", "/regions/", "/sitemap")}
    assert (before, after) == (200, {"/regions/northern/": 404, "/": 200, "/regions/": 200, "/sitemap": 200})


def test_a_plugin_that_comes_back_is_shown_again(restart: Callable[[], PluginHost], installer: Installer) -> None:
    installer.install("trial", code("[tool('a')]"))
    restart()
    point = installer.points.pop()
    restart()
    while_gone = tools_of("trial")

    installer.points.append(point)
    restart()

    assert (while_gone, tools_of("trial")) == ([], [("a", "A tool")])


def test_a_plugin_that_fails_keeps_its_rows_and_its_reason_is_written_down(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("trial", code("[tool('a')]"))
    restart()

    rewrite(installer, "[tool('a'), 7]")
    restart()

    record = db.session.get_one(PluginRecord, "trial")
    rows = list(db.session.scalars(select(RegionTool.key).where(RegionTool.plugin_id == "trial")))
    assert (rows, tools_of("trial"), record.state) == (["a"], [], "failed")
    assert record.reason == "portal_tools must give Tool records, but one of them is int 7."
    assert record.remedy == "Install a corrected version of the plugin."


def test_plugins_that_cannot_be_used_are_written_down_with_their_reasons(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("good", "")
    installer.install("crash", "raise RuntimeError('no luck')")
    installer.install("future", "", api="2")
    installer.install("wrong", "", version="one")

    restart()

    states = dict(db.session.execute(select(PluginRecord.id, PluginRecord.state)).all())
    assert {name: states[name] for name in ("good", "crash", "future", "wrong")} == {
        "good": "on",
        "crash": "failed",
        "future": "incompatible",
        "wrong": "rejected",
    }


def test_what_cannot_be_done_as_a_plugin_wished_is_said_and_the_plugin_works(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("trial", code("[tool('a', title='A', body='[x](page:nowhere)')]"))

    restart()

    record = db.session.get_one(PluginRecord, "trial")
    assert (record.state, record.reason) == ("on", "Its tool “a” has a link to nowhere: page:nowhere.")
    assert tools_of("trial") == [("a", "A")]


def test_a_tool_for_one_region_and_one_for_everyone_are_told_apart(
    restart: Callable[[], PluginHost], installer: Installer
) -> None:
    installer.install("trial", code("[tool('own'), tool('shared', for_everyone=True)]"))

    restart()

    assert [tool.id for tool in list_shared_tools()] == ["shared"]
    assert [tool.id for tool in list_tools("trial")] == ["own", "shared"]


def test_the_application_knows_its_plugins(context: Flask) -> None:
    assert set(registry_here().plugins) == {"northern", "bay_area", "central", "southern", "los_angeles"}
