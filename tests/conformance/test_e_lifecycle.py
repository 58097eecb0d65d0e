"""Conformance, part E: what happens to a plugin over time. One test or more for each case, named by its number."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url

from portal.features.extensions.services import migrating, switching, uninstalling
from portal.features.regions.queries import list_regions
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.foundation.schema import move
from portal.plugin_host import activation
from portal.plugin_host.data.steps import Migration, apply_steps
from portal.plugin_host.models import PluginRecord
from tests.clients import PortalClient
from tests.features.extensions.lifecycle import (
    BOTH,
    GROUND,
    HERE,
    PAGE,
    STORES,
    TABLE,
    THERE,
    TOOLS,
    deeds,
    incidents,
    migrate,
    standing,
    stored,
    tables,
    titles,
    visits,
)
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy import Engine

    from portal.plugin_host.data.steps import Steps
    from tests.plugins import Installer

Q = (
    GROUND
    + """
@hookimpl
def portal_tools(ctx):
    return [tool("one", title="A tool of Q")]
"""
)
PAGES = ("/", "/admin/plugins", f"/regions/{HERE}/", f"/regions/{THERE}/")


def refuse_down(client: PortalClient) -> None:
    """Fail unless the pages of the contract answer, and Q's contributions are there."""
    with client.app.app_context():  # what an earlier request knew of its reader belongs to that one
        admin = PortalClient(client.app).sign_in_as("statewide-administrator")
        assert {page: admin.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)
    for region in BOTH:
        assert "A tool of Q" in [tool.title for tool in list_tools(region)]


@pytest.fixture
def innocent(context: Flask, installer: Installer) -> Installer:
    """Give an installer with the innocent plugin Q, which brings both regions."""
    installer.install("innocent", Q, regions=BOTH)
    bring_in()
    return installer


def test_c76_a_pending_migration_changes_no_schema_and_the_site_is_up(
    innocent: Installer, client: PortalClient
) -> None:
    innocent.install("trial", PAGE + TABLE, regions=BOTH)

    sync()

    assert (standing().state, "plg_trial__visit" in tables()) == ("needs_migration", False)
    assert standing().reason == "1 change of its tables waits: 0001-visits."
    refuse_down(client)


def test_c76_a_version_with_a_pending_migration_takes_the_pages_out_and_keeps_the_content(
    innocent: Installer, client: PortalClient
) -> None:
    innocent.install("trial", TOOLS % "A scale" + PAGE, regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.replace("trial", TOOLS % "A longer scale" + PAGE + TABLE, regions=BOTH, version="1.1.0")

    sync()

    assert (standing().state, "plg_trial__visit" in tables(), titles(HERE)) == ("needs_migration", False, ["A scale"])
    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 303
    refuse_down(client)


@pytest.fixture
def own_engine(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Iterator[Engine]:
    """Give an engine whose connections are its own, on a migrated database: two workers are two connections."""
    if database_url.startswith("sqlite"):
        engine = create_engine(make_url(f"sqlite:///{tmp_path / 'own.sqlite'}"))
        move(engine, "head")
    else:
        request.getfixturevalue("filled_app")
        engine = create_engine(database_url)
    yield engine
    engine.dispose()


def make_nothing(steps: Steps) -> None:
    """Change nothing, slowly enough for another one to come by."""
    from time import sleep  # noqa: PLC0415 - its source is what is marked

    sleep(0.3)


def test_c77_of_two_workers_that_migrate_at_once_one_applies_and_the_other_finds_nothing(own_engine: Engine) -> None:
    steps = [Migration("0001", make_nothing, make_nothing), Migration("0002", make_nothing, make_nothing)]
    taken: list[list[str]] = []
    workers = [Thread(target=lambda: taken.append(apply_steps(own_engine, "two_at_once", steps))) for _ in range(2)]

    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(taken) == [[], ["0001", "0002"]]


def test_c79_an_applied_step_that_was_edited_is_refused_by_name(innocent: Installer) -> None:
    innocent.install("trial", TABLE, regions=BOTH)
    sync()
    migrate("trial")
    innocent.replace("trial", TABLE.replace("String(80)", "String(90)"), regions=BOTH)

    sync()
    [waiting] = migrating.list_waiting("trial")

    sentence = "Step “0001-visits” was applied and has been edited since; write a new step instead."
    assert (standing().state, standing().reason, waiting.fault) == ("failed", sentence, sentence)
    with pytest.raises(Conflict, match="0001-visits"):
        migrating.migrate(waiting.plugin, actor_id=None, tell=lambda _: None)


def test_c80_a_model_whose_table_is_not_the_plugins_own_fails_the_plugin(
    innocent: Installer, client: PortalClient
) -> None:
    innocent.install("trial", TABLE.replace('plugin="trial"', 'plugin="innocent"'), regions=BOTH)

    sync()

    assert standing().state == "failed"
    assert "plg_trial__" in standing().reason
    refuse_down(client)


def test_c82_a_hook_that_fails_when_switched_off_changes_nothing_of_it(innocent: Installer) -> None:
    code = "@hookimpl\ndef portal_on_disable(ctx):\n    ctx.store.put('a', 1)\n    raise RuntimeError('not yet')\n"
    innocent.install("trial", code, regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)

    changed = switching.switch_off("trial", HERE, actor_id=None)

    assert (changed, activation.is_on("trial", HERE), stored(HERE, "a")) == (True, False, None)
    assert incidents() == [("trial", "portal_on_disable", "RuntimeError: not yet")]
    assert deeds()[-1] == ("plugin switched off", "plugin trial", HERE)


def test_c83_a_plugin_that_was_erased_installs_as_at_first(innocent: Installer, client: PortalClient) -> None:
    code = TOOLS % "A scale" + PAGE + TABLE + STORES
    innocent.install("trial", code, regions=BOTH)
    for _ in range(2):
        sync()
        assert migrate("trial") == ["0001-visits"]
        switching.switch_on("trial", HERE, actor_id=None)
        assert (titles(HERE), stored(HERE, "enabled"), visits(), activation.version_of("trial", HERE)) == (
            ["A scale"], [""], [], "1.0.0",
        )  # fmt: skip
        assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 200
        uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)
        assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 303
        innocent.replace("trial", code, regions=BOTH)


def test_c85_a_package_that_was_removed_while_on_is_missing_and_nothing_is_deleted(
    innocent: Installer, client: PortalClient
) -> None:
    innocent.install("trial", TOOLS % "A scale" + PAGE + TABLE, regions=BOTH)
    sync()
    migrate("trial")
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.remove("trial")

    sync()
    answer = client.get(f"/regions/{HERE}/x/trial/page")

    assert (standing().state, titles(HERE), "plg_trial__visit" in tables()) == ("missing", ["A scale"], True)
    assert [tool.title for tool in list_tools(HERE)] == ["A tool of Q"]
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next=/regions/{HERE}/x/trial/page")
    assert activation.is_on("trial", HERE)
    refuse_down(client)


def test_c85_what_a_missing_plugin_left_is_erased_without_its_code(innocent: Installer) -> None:
    innocent.install("trial", TOOLS % "A scale" + TABLE + STORES, regions=BOTH)
    sync()
    migrate("trial")
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.remove("trial")
    sync()

    uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)

    assert ("plg_trial__visit" in tables(), titles(HERE), stored(HERE, "enabled")) == (False, [], None)
    assert db.session.get(PluginRecord, "trial") is None
    assert [tool.title for tool in list_tools(HERE)] == ["A tool of Q"]


def test_c85_a_missing_plugin_that_returns_is_on_where_it_was(innocent: Installer, client: PortalClient) -> None:
    innocent.install("trial", TOOLS % "A scale" + PAGE, regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.remove("trial")
    sync()
    innocent.install("trial", TOOLS % "A scale" + PAGE, regions=BOTH)

    sync()

    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 200
    assert [tool.title for tool in list_tools(HERE)] == ["A scale", "A tool of Q"]


def test_c86_what_stands_against_it_refuses_and_can_be_overridden(innocent: Installer) -> None:
    code = "@hookimpl\ndef portal_uninstall_blockers(ctx):\n    return [f'A request in {ctx.region.name} waits.']\n"
    innocent.install("trial", code + TOOLS % "A scale", regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)

    with pytest.raises(Conflict, match="A request in Vale waits"):
        uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)
    refused = (activation.is_on("trial", HERE), titles(HERE))
    uninstalling.uninstall("trial", mode="erase", confirmation="trial", is_overriding=True, actor_id=None)

    assert refused == (True, ["A scale"])
    assert (activation.is_on("trial", HERE), titles(HERE)) == (False, [])


def test_c91_an_older_version_is_refused_and_the_newer_content_stays(innocent: Installer, client: PortalClient) -> None:
    innocent.install("trial", TOOLS % "New" + PAGE, regions=BOTH, version="1.10.0")
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.replace("trial", TOOLS % "Old" + PAGE, regions=BOTH, version="1.9.0")

    sync()

    assert (standing().state, titles(HERE)) == ("not_upgraded", ["New"])
    assert standing().reason.startswith("It is version 1.9.0, and version 1.10.0 was on here already.")
    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 303
    refuse_down(client)
    assert {HERE, THERE} <= {region.id for region in list_regions()}


def test_c91_an_older_version_that_can_read_the_newer_ones_data_comes_in(innocent: Installer) -> None:
    innocent.install("trial", TOOLS % "New", regions=BOTH, version="1.10.0")
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    innocent.replace("trial", TOOLS % "Old", regions=BOTH, version="1.9.0")
    manifest = innocent.folder / "portal_trial" / "portal-plugin.toml"
    manifest.write_text(manifest.read_text() + "downgrade = true\n")

    sync()

    assert (standing().state, titles(HERE), activation.version_of("trial", HERE)) == ("on", ["Old"], "1.9.0")
