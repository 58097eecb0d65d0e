"""Conformance cases of group G: a rebuild that fails, several workers, and several portals in one process."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, event, func, select

from portal.app import create_app
from portal.features.extensions.services.switching import switch_off, switch_on
from portal.features.regions.services import load_counties
from portal.foundation.database import db
from portal.foundation.schema import move
from portal.foundation.transaction import transaction
from portal.plugin_host import host as hosting
from portal.plugin_host.activation import put_off
from portal.plugin_host.discovery import inspect_package
from portal.plugin_host.host import get_host, registry_here
from portal.plugin_host.models import PluginActivation, PluginRecord
from tests.clients import PortalClient, text_of
from tests.conformance.site import INNOCENT, REGION
from tests.conftest import make_settings
from tests.plugins import bring_in, untried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.engine.interfaces import DBAPIConnection

    from tests.conformance.site import Site
    from tests.plugins import Installer

TRIAL = """
@hookimpl
def portal_blocks(ctx):
    return [Block(id="a", slot="region.home.main", render=lambda ctx: "Trial words.", ttl=0)]
"""


def test_c106_when_a_rebuild_fails_what_was_there_is_served_and_administrators_are_told(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.start_with(TRIAL)
    worker, administrator = site.worker(), site.administrator()
    before = text_of(worker.get("/regions/north/"))
    with monkeypatch.context() as patch:
        patch.setattr(hosting, "build_registry", lambda *_: 1 / 0)
        with site.app.app_context():
            switch_off("trial", "north", actor_id=None)

        during = text_of(worker.get("/regions/north/"))
        told = administrator.get("/admin/plugins")
        site.check_up()
    with site.app.app_context():
        get_host()._retry_at = 0.0

    after = text_of(worker.get("/regions/north/"))

    assert ["Trial words." in said for said in (before, during, after)] == [True, True, False]
    assert (told.status_code, hosting.TROUBLE in text_of(told)) == (200, True)
    assert hosting.TROUBLE not in text_of(administrator.get("/admin/plugins"))
    assert hosting.TROUBLE not in during


def test_c106_a_rebuild_that_fails_in_the_middle_of_a_deed_does_not_undo_the_deed(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.start_with(TRIAL)

    with site.app.app_context(), monkeypatch.context() as patch:
        patch.setattr(hosting, "build_registry", lambda *_: 1 / 0)
        with transaction():
            put_off("trial", "north")
            registry_here()

    with site.app.app_context():
        assert db.session.get_one(PluginActivation, ("trial", "north")).is_on is False


def test_c106_a_worker_whose_first_build_fails_serves_without_plugins_and_tries_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.start_with(TRIAL)
    host = hosting.PluginHost(counties=dict)

    with site.app.app_context(), monkeypatch.context() as patch:
        patch.setattr(hosting, "build_registry", lambda *_: 1 / 0)
        first = host.registry_at(5)
        patch.undo()
        host._retry_at = 0.0
        second = host.registry_at(5)

    assert (list(first.plugins), host.trouble) == ([], "")
    assert "trial" in second.plugins


def own_app(folder: Path, url: str) -> Flask:
    """Return a portal on a database of the test's own: one process of several."""
    folder.mkdir()
    return create_app(make_settings(folder, database_url=url, pack_folders=()))


def prepare(app: Flask) -> None:
    """Make the tables and counties of a new portal."""
    with app.app_context():
        move(db.engine, "head")
        with transaction():
            load_counties()


def close(apps: tuple[Flask, ...]) -> None:
    """Let go of the databases of a test's own."""
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let whoever waits for a turn to write wait for a minute: how quick this machine is now is not what is tested."""
    monkeypatch.setattr("portal.app.POSTGRES_OPTIONS", "-c statement_timeout=60000 -c lock_timeout=60000")

    def be_patient(connection: DBAPIConnection, _: object) -> None:
        if connection.__class__.__module__.startswith("sqlite3"):
            connection.cursor().execute("PRAGMA busy_timeout=60000")

    event.listen(Engine, "connect", be_patient)
    yield
    event.remove(Engine, "connect", be_patient)


@pytest.fixture
def workers(tmp_path: Path, empty_database: str, installer: Installer, patient: None) -> Iterator[tuple[Flask, Flask]]:
    """Give two processes of one portal; the plugins are installed, and nothing is in the database."""
    for region_id in ("north", "south"):
        installer.install(region_id, REGION)
    installer.install("innocent", INNOCENT, name="Innocent", regions=[])
    installer.install("trial", TRIAL, name="Trial", regions=[])
    apps = own_app(tmp_path / "one", empty_database), own_app(tmp_path / "two", empty_database)
    yield apps
    close(apps)


def test_two_workers_start_on_an_empty_database_and_say_that_there_is_none_yet(workers: tuple[Flask, Flask]) -> None:
    assert [app.test_client().get("/healthz").status_code for app in workers] == [200, 200]
    assert [app.test_client().get("/").status_code for app in workers] == [503, 503]


def test_two_processes_bring_in_at_once_and_the_rows_are_there_once(workers: tuple[Flask, Flask]) -> None:
    prepare(workers[0])
    at_once, failures = Barrier(2), []

    def bring(app: Flask) -> None:
        try:
            with app.app_context():
                at_once.wait(30)
                bring_in({"innocent": ("north", "south")})
                db.session.remove()
        except Exception as error:  # noqa: BLE001 - told below
            failures.append(error)

    threads = [Thread(target=bring, args=(app,)) for app in workers]
    with untried():  # once for both: each would put back what it found
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)

    assert failures == []
    for app in workers:
        with app.app_context():
            assert db.session.scalar(select(func.count()).select_from(PluginRecord)) == 4
            assert db.session.scalar(select(func.count()).select_from(PluginActivation)) == 4
            assert sorted(registry_here().pairs) == [
                ("innocent", "north"), ("innocent", "south"), ("north", "north"), ("south", "south"),
            ]  # fmt: skip


def test_a_switch_made_in_one_worker_holds_in_the_other_at_its_next_request(workers: tuple[Flask, Flask]) -> None:
    one, other = workers
    prepare(one)
    with one.app_context():
        bring_in({"innocent": ("north",)})
    reader = PortalClient(other).sign_in_as("statewide-administrator")

    said = [text_of(reader.get("/regions/north/"))]
    for deed in (switch_on, switch_off):
        with one.app_context():
            deed("trial", "north", actor_id=None)
        said.append(text_of(reader.get("/regions/north/")))

    assert ["Trial words." in words for words in said] == [False, True, False]
    assert all("All is calm." in words for words in said)


def test_c113_two_portals_in_one_process_know_nothing_of_one_another(tmp_path: Path, installer: Installer) -> None:
    points = {}
    for region_id in ("north", "south"):
        installer.install(region_id, REGION)
        points[region_id] = installer.points[-1]
    apps = tuple(own_app(tmp_path / name, f"sqlite:///{tmp_path / name}.sqlite") for name in points)
    for app, point in zip(apps, points.values(), strict=True):
        app.extensions["portal.plugins"].look = lambda _, __, point=point: [inspect_package(point)]
        prepare(app)
        with app.app_context():
            bring_in()

    answers = [[app.test_client().get(f"/regions/{name}/").status_code for name in points] for app in apps]

    assert answers == [[200, 404], [404, 200]]
    assert apps[0].extensions["portal.plugins"].manager is not apps[1].extensions["portal.plugins"].manager
    close(apps)
