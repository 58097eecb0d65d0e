"""Conformance, part G: safe mode. The portal without any plugin, for everybody or for one administrator's session."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.services import switching, upgrading
from portal.foundation.database import db
from portal.foundation.errors import Conflict
from portal.infrastructure.epoch import Kept
from portal.plugin_host.host import get_host
from portal.plugin_host.models import PluginActivation
from portal.plugin_host.standing import list_standing
from tests.clients import PortalClient, text_of
from tests.features.extensions.lifecycle import BOTH, GROUND, HERE, PAGE, TOOLS
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask

    from tests.plugins import Installer

MARKS = """
from pathlib import Path
Path(__file__).parents[1].joinpath("was_run").write_text("yes")
"""
COUNTS = """
def draw(ctx):
    from pathlib import Path
    Path(__file__).parents[1].joinpath("was_drawn").write_text("yes")
    return "a block of the plugin"

@hookimpl
def portal_blocks(ctx):
    return [Block(id="one", slot="region.home.main", title="Block", render=draw)]
"""


@pytest.fixture
def marks(app: Flask, installer: Installer) -> Path:
    """Give the folder in which a plugin that is on in both its regions leaves marks when it runs."""
    installer.install("trial", MARKS + GROUND + TOOLS % "A scale" + PAGE + COUNTS, regions=BOTH)
    with app.app_context():
        bring_in()
        sync()
    return installer.folder


@pytest.fixture
def safe(app: Flask, marks: Path) -> Iterator[Flask]:
    """Give the portal as it starts with --safe: nothing was loaded in its process, and nothing will be."""
    host = app.extensions["portal.plugins"]
    before = host.registry, dict(host._loaded)
    for name in [name for name in sys.modules if name.startswith("portal_trial")]:
        del sys.modules[name]
    assert [mark.name for mark in marks.glob("was_*")] == ["was_run"]
    for mark in marks.glob("was_*"):
        mark.unlink()
    host._loaded.clear()
    host.is_safe, host.registry = True, type(host.registry)(number=-2)
    for store in [store for store in app.extensions.values() if isinstance(store, Kept)]:
        store._values.clear()
    yield app
    host.is_safe, host.registry = False, before[0]
    host._loaded.update(before[1])


def activations() -> list[tuple[str, str, bool, str]]:
    rows = db.session.scalars(select(PluginActivation).order_by(PluginActivation.plugin_id, PluginActivation.region_id))
    return [(row.plugin_id, row.region_id, row.is_on, row.version) for row in rows]


def test_c104_in_safe_mode_no_code_of_others_runs_and_what_is_on_stays_written_down(safe: Flask, marks: Path) -> None:
    client = PortalClient(safe).sign_in_as("statewide-administrator")
    with safe.app_context():
        before = activations()

    statuses = [client.get(page).status_code for page in ("/", f"/regions/{HERE}/", f"/regions/{HERE}/x/trial/page")]
    listed = client.get("/admin/plugins")
    with safe.app_context():
        upgrading.bring_in()
        after, states = activations(), {one.id: one.state for one in list_standing()}

    assert statuses == [200, 404, 404]
    assert (listed.status_code, states["trial"]) == (200, "safe")
    assert (after, sorted(marks.glob("was_*")), "portal_trial.plugin" in sys.modules) == (before, [], False)
    assert ("trial", HERE, True, "1.0.0") in after


def test_c104_leaving_safe_mode_needs_nothing_and_brings_everything_back(
    safe: Flask, marks: Path, installer: Installer
) -> None:
    host = safe.extensions["portal.plugins"]
    client = PortalClient(safe).sign_in_as("statewide-administrator")
    hidden = client.get(f"/regions/{HERE}/").status_code

    host.is_safe, host.registry = False, type(host.registry)(number=-2)
    for store in [store for store in safe.extensions.values() if isinstance(store, Kept)]:
        store._values.clear()
    answer = client.get(f"/regions/{HERE}/")

    assert hidden == 404
    assert (answer.status_code, "A scale" in text_of(answer)) == (200, True)


def test_c104_administrators_are_told_and_nobody_else(safe: Flask) -> None:
    told = {
        name: "Safe mode." in text_of(client.get("/about" if name == "stranger" else "/profile"))
        for name, client in {
            "stranger": PortalClient(safe),
            "worker": PortalClient(safe).sign_in_as("worker", county="Butte"),
            "statewide": PortalClient(safe).sign_in_as("statewide-administrator"),
            "operator": PortalClient(safe).sign_in_as("operator"),
        }.items()
    }

    assert told == {"stranger": False, "worker": False, "statewide": True, "operator": True}


def test_c104_in_safe_mode_a_plugin_can_be_switched_off_and_none_on(safe: Flask) -> None:
    with safe.app_context():
        with pytest.raises(Conflict, match="The portal runs in safe mode"):
            switching.switch_on("trial", HERE, actor_id=None)

        assert switching.switch_off("trial", HERE, actor_id=None)
        assert ("trial", HERE, False, "1.0.0") in activations()


def test_c104_an_administrator_looks_without_plugins_and_nobody_else_notices(app: Flask, marks: Path) -> None:
    admin = PortalClient(app).sign_in_as("statewide-administrator")
    other = PortalClient(app).sign_in_as("statewide-administrator")
    home = f"/regions/{HERE}/"
    before = text_of(admin.get(home))
    (marks / "was_drawn").unlink()

    entered = admin.post("/admin/plugins/without-plugins", on="/admin/plugins")
    without = [admin.get(page).status_code for page in (home, "/", "/admin/plugins", f"{home}x/trial/page")]
    told = text_of(admin.get("/profile"))
    drawn = (marks / "was_drawn").exists()
    theirs = text_of(other.get(home))
    left = admin.post("/admin/plugins/with-plugins", on="/profile")

    assert ("A scale" in before, entered.status_code, without) == (True, 303, [404, 200, 200, 404])
    assert "You look at the portal without plugins." in told
    assert ("A scale" in theirs, "You look at the portal" in theirs, drawn) == (True, False, False)
    assert (left.status_code, "A scale" in text_of(admin.get(home))) == (303, True)
    with app.app_context():
        assert ("trial", HERE, True, "1.0.0") in activations()


def test_c104_who_may_not_decide_on_plugins_cannot_look_without_them(app: Flask, marks: Path) -> None:
    client = PortalClient(app).sign_in_as("worker", county="Butte")
    with client.http.session_transaction() as session:
        session["portal_without_plugins"] = True

    refused = client.post("/admin/plugins/without-plugins", on="/profile").status_code
    answer = client.get("/profile")

    assert (refused, answer.status_code) == (403, 200)
    assert "without plugins" not in text_of(answer)
    with app.app_context():
        assert not get_host().is_safe
