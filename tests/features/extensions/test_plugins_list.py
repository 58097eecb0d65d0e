"""The list of plugins: how each is, where it is on, and what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.models import AuditEntry
from portal.infrastructure.epoch import advance_plugins
from portal.plugin_host import activation
from portal.plugin_host.host import PluginHost, get_host
from portal.plugin_host.models import Incident, PluginRecord
from tests.clients import PortalClient, text_of
from tests.plugins import switch_on, untried

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

ROW = re.compile(r'<tr role="row">\s*<th scope="row".*?<code>(\w+)</code>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'data-label="([^"]+)" class="switch-cell[^"]*">(.*?)</td>', re.DOTALL)
WORD = re.compile(r'switch-word">(\w+)<')


def cells_of(html: str, plugin_id: str) -> dict[str, str]:
    """Return what stands in each region's cell of a plugin: the word of its switch, or nothing without one."""
    row = dict(ROW.findall(html))[plugin_id]
    return {label: "".join(WORD.findall(cell)) for label, cell in CELL.findall(row)}


def note_incident(plugin_id: str, region_id: str, sentence: str = "It fell.", *, hours: float = 0.0) -> None:
    """Write down an incident that was last met some hours ago."""
    moment = now() - timedelta(hours=hours)
    with transaction():
        db.session.add(
            Incident(
                plugin_id=plugin_id, region_id=region_id, point="block:next", fingerprint=sentence, kind="error",
                sentence=sentence, trace="File one, line 2", page=f"/regions/{region_id}/", version="1.0.0", count=2,
                clients=[], first_at=moment, last_at=moment,
            )
        )  # fmt: skip


def test_every_plugin_has_a_row_with_a_cell_for_each_region(client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")

    answer = client.get("/admin/plugins")

    html = answer.get_data(as_text=True)
    assert [name for name, _ in ROW.findall(html)] == ["bay_area", "central", "los_angeles", "northern", "southern"]
    assert cells_of(html, "northern") == {
        "Bay Area": "", "Central": "", "Los Angeles": "", "Northern": "On", "Southern": "",
    }  # fmt: skip
    for words in ("Plugin with code", "Pack without code", "web@northern.example", "In order"):
        assert words in text_of(answer)


def test_who_may_only_look_sees_words_and_no_switch(client: PortalClient) -> None:
    client.sign_in_as("operator")

    html = client.get("/admin/plugins").get_data(as_text=True)

    assert 'class="switch ' not in html
    assert "<span>On</span>" in html
    assert "Look for plugins" not in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("failed", "Failed, left out"), ("rejected", "Not in order"), ("incompatible", "For another portal")],
)
def test_a_plugin_that_is_not_well_says_what_happened_and_what_to_do(
    client: PortalClient, state: str, words: str
) -> None:
    client.sign_in_as("operator")
    ill = {"name": "A <lost> plugin", "state": state, "reason": "It fell <over>.", "remedy": "Pick it up."}
    with client.app.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(**ill))
        advance_plugins()

    answer = client.get("/admin/plugins")

    html, said = answer.get_data(as_text=True), text_of(answer)
    assert words in said
    assert "To look after" in said
    assert "What happened It fell <over>. What to do Pick it up." in said
    assert "plugin-bad" in html
    assert "<lost>" not in html
    assert "<over>" not in html


def test_a_plugin_that_was_taken_away_is_no_longer_installed(client: PortalClient) -> None:
    client.sign_in_as("operator")
    with client.app.app_context(), transaction():
        db.session.execute(update(PluginRecord).where(PluginRecord.id == "northern").values(id="gone", name="Gone"))
        advance_plugins()

    said = text_of(client.get("/admin/plugins"))

    assert "Gone No longer installed" in said
    assert "nothing of it was deleted" in said


def test_a_remark_on_a_plugin_that_is_on_is_worth_knowing(client: PortalClient) -> None:
    client.sign_in_as("operator")
    with client.app.app_context(), transaction():
        db.session.execute(
            update(PluginRecord).where(PluginRecord.id == "northern").values(reason="Its claim on Butte is held.")
        )

    said = text_of(client.get("/admin/plugins"))

    assert "Worth knowing Northern region In order What happened Its claim on Butte is held." in said
    assert "To look after" not in said


def test_incidents_of_a_day_are_counted_and_older_ones_are_not(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("operator")
    with two_regions.app_context():
        note_incident("coaching", "north", "One.")
        note_incident("coaching", "south", "Another.", hours=23)
        note_incident("coaching", "south", "Long ago.", hours=25)

    html = client.get("/admin/plugins").get_data(as_text=True)

    assert re.search(r'/admin/plugins/coaching#incidents">(\d+)', html).group(1) == "2"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "code",
    ["raise RuntimeError('no')", "import sys\nsys.exit(3)", "import nowhere", "def broken(:", "import os\nos._exit(0)",
     "@hookimpl\ndef portal_nav_items(ctx): ...", "@hookimpl\ndef portal_tools(ctx): return 'tools'"],
)  # fmt: skip
def test_c47_the_page_works_and_names_a_plugin_that_is_broken_in_any_way(
    two_regions: Flask, installer: Installer, client: PortalClient, code: str
) -> None:
    installer.install("broken", code, name="Broken")
    client.sign_in_as("statewide-administrator")

    with untried(but={"broken"}):
        sent = client.post("/admin/plugins/look-for-plugins")
    answer = client.get("/admin/plugins")

    assert (sent.status_code, answer.status_code) == (303, 200)
    assert "To be looked after: Broken." in text_of(answer)
    assert "Broken Failed, left out What happened" in text_of(answer)
    assert client.get("/admin/plugins/broken").status_code == 200
    assert cells_of(answer.get_data(as_text=True), "north")["North"] == "On"


def test_c47_the_page_works_when_a_manifest_is_not_in_order(
    two_regions: Flask, installer: Installer, client: PortalClient
) -> None:
    folder = installer.install("crooked", "", name="Crooked")
    (folder / "portal-plugin.toml").write_text('id = "crooked"\nnaem = "Crooked"')
    client.sign_in_as("statewide-administrator")

    client.post("/admin/plugins/look-for-plugins")

    assert "“naem” is not a key of a manifest" in text_of(client.get("/admin/plugins"))
    assert client.get("/admin/plugins/crooked").status_code == 200


def test_a_registry_that_cannot_be_built_is_told_and_the_switch_is_not_in_effect(
    two_regions: Flask, client: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in_as("statewide-administrator")
    client.get("/admin/plugins")
    monkeypatch.setattr(PluginHost, "_build", broken_build)
    with two_regions.app_context(), transaction():
        activation.put_on("coaching", "north")

    answer = client.get("/admin/plugins")

    assert answer.status_code == 200
    assert "The last change of plugins is not yet in effect here" in text_of(answer)
    assert "in The north. Switch Coaching off not in effect" in text_of(answer)


def broken_build(host: object, number: int) -> None:
    """Fail, as a database that is half there would."""
    raise RuntimeError("half")


def test_safe_mode_is_told_and_nothing_can_be_switched_on(two_regions: Flask, client: PortalClient) -> None:
    client.sign_in_as("statewide-administrator")
    host = two_regions.extensions["portal.plugins"]
    host.is_safe, host.registry = True, replace(host.registry, number=-2)

    answer = client.get("/admin/plugins")
    host.is_safe, host.registry = False, replace(host.registry, number=-2)

    assert answer.status_code == 200
    assert "Safe mode. The portal runs without any plugin or pack" in text_of(answer)
    assert "Left out in safe mode" in text_of(answer)
    assert "switch_on" not in answer.get_data(as_text=True)


def test_looking_for_plugins_brings_new_ones_in_switched_off_and_is_written_down(
    two_regions: Flask, installer: Installer, client: PortalClient
) -> None:
    installer.install("fresh", "", name="Fresh", regions=[])
    client.sign_in_as("statewide-administrator")

    client.post("/admin/plugins/look-for-plugins")

    html = client.get("/admin/plugins").get_data(as_text=True)
    assert cells_of(html, "fresh")["North"] == "Off"
    with two_regions.app_context():
        assert "plugins looked for" in db.session.scalars(select(AuditEntry.deed)).all()
        assert get_host().registry.is_on("fresh", "north") is False


def test_a_plugin_that_is_on_says_so_in_its_region_only(two_regions: Flask, client: PortalClient) -> None:
    with two_regions.app_context():
        switch_on("coaching", "north")
    client.sign_in_as("statewide-administrator")

    cells = cells_of(client.get("/admin/plugins").get_data(as_text=True), "coaching")

    assert (cells["North"], cells["South"]) == ("On", "Off")
