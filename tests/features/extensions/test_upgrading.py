"""Another version of a plugin that is on: what it is told, what is merged, and what stays when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.features.extensions.services import switching, upgrading
from portal.features.regions.queries import list_regions
from portal.features.tools import services
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.plugin_host import activation
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import PluginRecord
from tests.features.extensions.lifecycle import (
    BOTH,
    GROUND,
    HERE,
    PAGE,
    TABLE,
    THERE,
    TOOLS,
    UPGRADES,
    incidents,
    migrate,
    standing,
    stored,
    tables,
    titles,
)
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from flask import Flask

    from portal.plugin_host.declarations import Declared, Remark
    from tests.clients import PortalClient
    from tests.plugins import Installer

FIRST, SECOND = GROUND + TOOLS % "First" + PAGE, GROUND + TOOLS % "Second" + PAGE
FAILS_THERE = """
@hookimpl
def portal_on_upgrade(ctx, from_version, to_version):
    ctx.store.put("upgraded", ctx.region.id)
    if ctx.region.id == "{}":
        raise RuntimeError("there is a row too many")
"""

PREPARES = """
@hookimpl
def portal_on_enable(ctx, previous_version):
    ctx.store.put("prepared", ctx.region.id)
    if ctx.region.id == "{}":
        raise RuntimeError("there is no room")
"""


@pytest.fixture
def trial(context: Flask, installer: Installer) -> Installer:
    """Give the trial plugin at its first version, on in both its regions."""
    installer.install("trial", FIRST, regions=BOTH)
    bring_in()
    return installer


def test_each_region_is_told_of_the_new_version_before_its_content_comes_in(trial: Installer) -> None:
    trial.replace("trial", SECOND + UPGRADES, regions=BOTH, version="1.1.0")

    sync()
    sync()

    assert [stored(region, "upgraded") for region in BOTH] == [["1.0.0 to 1.1.0"]] * 2
    assert [titles(region) for region in BOTH] == [["Second"]] * 2
    assert [activation.version_of("trial", region) for region in BOTH] == ["1.1.0"] * 2
    assert (standing().state, standing().version) == ("on", "1.1.0")


def test_a_region_where_it_is_off_is_not_told(trial: Installer) -> None:
    switching.switch_off("trial", THERE, actor_id=None)
    trial.replace("trial", SECOND + UPGRADES, regions=BOTH, version="1.1.0")

    sync()

    assert (stored(HERE, "upgraded"), stored(THERE, "upgraded")) == (["1.0.0 to 1.1.0"], None)
    assert activation.version_of("trial", THERE) == "1.0.0"


def test_other_files_under_the_same_version_come_in_and_nobody_is_told(trial: Installer) -> None:
    trial.replace("trial", SECOND + UPGRADES, regions=BOTH)

    sync()

    assert (titles(HERE), stored(HERE, "upgraded")) == (["Second"], None)


def test_an_upgrade_that_fails_leaves_the_old_content_and_keeps_the_new_code_out(
    trial: Installer, client: PortalClient
) -> None:
    trial.replace("trial", SECOND + FAILS_THERE.format(THERE), regions=BOTH, version="1.1.0")

    sync()

    assert [tool.title for tool in list_tools(HERE)] == ["First"]
    assert {HERE, THERE} <= {region.id for region in list_regions()}
    assert (standing().state, standing().regions) == ("not_upgraded", (THERE, HERE))
    assert standing().reason == (
        "It could not take over what version 1.0.0 left in Ridge: it raised RuntimeError: there is a row too many. "
        "What it brought in before is still shown, and nothing of it was changed."
    )
    assert ("trial", "portal_on_upgrade", "RuntimeError: there is a row too many") in incidents()
    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 303
    assert client.get(f"/regions/{HERE}/").status_code == 200
    assert stored(THERE, "upgraded") is None


def test_an_upgrade_that_ended_half_way_goes_on_where_it_stopped(
    trial: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.replace("trial", SECOND + UPGRADES, regions=BOTH, version="1.1.0")
    take_over = upgrading.take_over

    def be_killed(plugin: object, region_id: str, **given: str) -> object:
        if region_id == HERE:
            raise KeyboardInterrupt
        return take_over(plugin, region_id, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(upgrading, "take_over", be_killed)
    with pytest.raises(KeyboardInterrupt):
        sync()
    half_way = (titles(HERE), stored(THERE, "upgraded"), stored(HERE, "upgraded"))
    monkeypatch.setattr(upgrading, "take_over", take_over)
    sync()

    assert half_way == (["First"], ["1.0.0 to 1.1.0"], None)
    assert [stored(region, "upgraded") for region in BOTH] == [["1.0.0 to 1.1.0"]] * 2
    assert titles(HERE) == ["Second"]


def test_an_upgrade_that_failed_is_tried_again_and_not_where_it_went_well(trial: Installer) -> None:
    trial.replace("trial", SECOND + FAILS_THERE.format(HERE), regions=BOTH, version="1.1.0")
    sync()
    trial.replace("trial", SECOND + UPGRADES, regions=BOTH, version="1.1.0")

    sync()

    assert (stored(THERE, "upgraded"), stored(HERE, "upgraded")) == (THERE, ["1.0.0 to 1.1.0"])
    assert (standing().state, titles(HERE), titles(THERE)) == ("on", ["Second"], ["Second"])


def test_content_that_cannot_be_taken_in_leaves_the_old(trial: Installer, monkeypatch: pytest.MonkeyPatch) -> None:
    trial.replace("trial", SECOND, regions=BOTH, version="1.1.0")
    take_in = services.synchronise

    def refuse(declared: tuple[Declared, ...]) -> list[Remark]:
        if "trial" in {one.source.plugin for one in declared}:
            raise RuntimeError("a title too many")
        return take_in(declared)

    monkeypatch.setattr(services, "synchronise", refuse)
    sync()

    assert standing().state == "not_upgraded"
    assert standing().reason.startswith("It raised RuntimeError: a title too many")
    assert [tool.title for tool in list_tools(HERE)] == ["First"]


def test_steps_that_came_with_a_new_version_are_waited_for(trial: Installer, client: PortalClient) -> None:
    trial.replace("trial", SECOND + TABLE + UPGRADES, regions=BOTH, version="1.1.0")

    sync()
    waiting = (standing().state, standing().remedy, tables() & {"plg_trial__visit"}, titles(HERE))
    statuses = [client.get(f"/regions/{HERE}/{rest}").status_code for rest in ("", "x/trial/page")]
    taken = migrate("trial")

    assert waiting == ("needs_migration", "Run “portal plugins migrate trial”.", set(), ["First"])
    assert statuses == [200, 303]
    assert (taken, standing().state, titles(HERE)) == (["0001-visits"], "on", ["Second"])
    assert stored(HERE, "upgraded") == ["1.0.0 to 1.1.0"]
    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 200


def test_what_needs_a_plugin_that_is_held_rests_with_it(trial: Installer, client: PortalClient) -> None:
    trial.install("other", PAGE, regions=BOTH, depends=["trial"])
    sync()
    switching.switch_on("other", HERE, actor_id=None)
    trial.replace("trial", SECOND + TABLE, regions=BOTH, version="1.1.0")

    sync()

    assert client.get(f"/regions/{HERE}/x/other/page").status_code == 303
    assert ("other", HERE) in registry_here().shown


def test_a_plugin_is_not_taken_for_upgraded_when_it_was_only_read_again(trial: Installer) -> None:
    before = db.session.get_one(PluginRecord, "trial").digest

    sync()

    assert (db.session.get_one(PluginRecord, "trial").digest, standing().state) == (before, "on")


def test_at_the_first_set_up_each_region_is_prepared_and_one_that_fails_stays_off_with_the_reason(
    context: Flask, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "is_untouched", lambda: True)
    installer.install("trial", GROUND + TOOLS % "First" + PREPARES.format(THERE), regions=BOTH)

    sync()

    assert [registry_here().is_on("trial", region_id) for region_id in BOTH] == [True, False]
    assert [stored(region_id, "prepared") for region_id in BOTH] == [HERE, None]
    assert (titles(HERE), titles(THERE)) == (["First"], [])
    assert standing().reason == "Trial could not be switched on: RuntimeError: there is no room."
