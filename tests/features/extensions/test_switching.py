"""Switching plugins on and off for a region: what must be there, what is undone, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from portal.features.extensions.services import switching
from portal.features.extensions.services.events import deliver_next
from portal.features.extensions.services.jobs import run_next_job
from portal.features.regions.models import Region
from portal.features.tools.models import RegionTool
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.epoch import current_plugins
from portal.plugin_host import activation
from portal.plugin_host.events import announce
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import OutboxEvent, PluginActivation
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
    titles,
    visits,
)
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from flask import Flask

    from tests.clients import PortalClient
    from tests.plugins import Installer

VISITS = """
@hookimpl
def portal_on_enable(ctx, previous_version):
    ctx.db.add(Visit(place=ctx.region.name))
"""
LISTENS = """
@hookimpl
def portal_events(ctx):
    return [Subscription(id="others", event="portal.switched-on")]

@hookimpl
def portal_on_event(ctx, event):
    pass
"""
PLACES = """
def note(ctx, point):
    ctx.store.put(point, [list(ctx.region.counties), ctx.urls.to("page"), ctx.urls.static("a.css")])

@hookimpl
def portal_counties(ctx):
    return [CountyClaim(id=fips, fips=fips, is_main=False, is_confirmed=True, regions=frozenset({"vale"}))
            for fips in ("06007", "06003")]

@hookimpl
def portal_on_enable(ctx, previous_version):
    note(ctx, "hook")

@hookimpl
def portal_jobs(ctx):
    return [Job(id="work", label="Work", run=lambda ctx: note(ctx, "job"))]

@hookimpl
def portal_events(ctx):
    return [Subscription(id="items", event="portal.item-changed")]

@hookimpl
def portal_on_event(ctx, event):
    note(ctx, "event")
"""
FAILS = """
@hookimpl
def portal_on_enable(ctx, previous_version):
    ctx.store.put("begun", True)
    raise RuntimeError("the list of coaches is not there")
"""


def test_a_plugin_that_is_switched_on_shows_itself_in_that_region_only(
    context: Flask, client: PortalClient, installer: Installer
) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    bring_in()
    installer.install("trial", TOOLS % "A scale" + PAGE, regions=BOTH)
    sync()

    changed = switching.switch_on("trial", HERE, actor_id=None)

    assert changed
    assert ([tool.title for tool in list_tools(HERE)], list_tools(THERE)) == (["A scale"], ())
    statuses = [client.get(f"/regions/{region}/x/trial/page").status_code for region in BOTH]
    assert statuses == [200, 303]
    assert deeds()[-1] == ("plugin switched on", "plugin trial", HERE)


def test_a_second_switch_the_same_way_changes_nothing_and_leaves_no_line(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND + STORES, regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    before = deeds()

    changed = switching.switch_on("trial", HERE, actor_id=None)

    assert not changed
    assert (stored(HERE, "enabled"), deeds()) == ([""], before)


def test_off_hides_and_deletes_nothing_and_on_again_shows_the_same_rows(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    bring_in()
    installer.install("trial", TOOLS % "A scale", regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    ids = list(db.session.scalars(select(RegionTool.id).where(RegionTool.plugin_id == "trial")))

    switching.switch_off("trial", HERE, actor_id=None)
    hidden = (list_tools(HERE), list(db.session.scalars(select(RegionTool.id).where(RegionTool.plugin_id == "trial"))))
    sync()
    switching.switch_on("trial", HERE, actor_id=None)

    assert hidden == ((), ids)
    assert [tool.title for tool in list_tools(HERE)] == ["A scale"]
    assert list(db.session.scalars(select(RegionTool.id).where(RegionTool.plugin_id == "trial"))) == ids


def test_a_hook_that_fails_keeps_the_plugin_off_and_undoes_what_it_wrote(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND + TOOLS % "A scale" + FAILS, regions=BOTH)
    sync()

    with pytest.raises(Conflict, match="could not be switched on: RuntimeError: the list of coaches is not there"):
        switching.switch_on("trial", HERE, actor_id=None)

    assert not activation.is_on("trial", HERE)
    assert (stored(HERE, "begun"), titles(HERE), db.session.get(Region, HERE)) == (None, [], None)
    assert incidents() == [("trial", "portal_on_enable", "RuntimeError: the list of coaches is not there")]
    assert [deed for deed, _, _ in deeds()] == []


def test_a_hook_writes_rows_of_the_region_that_came_with_the_plugin(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND + TABLE + VISITS, regions=BOTH)
    sync()
    migrate("trial")

    switching.switch_on("trial", HERE, actor_id=None)

    assert visits() == [(HERE, "Vale")]


def test_a_hook_is_told_the_version_that_was_on_before(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND + STORES, regions=BOTH)
    sync()
    switching.switch_on("trial", HERE, actor_id=None)
    switching.switch_off("trial", HERE, actor_id=None)
    installer.replace("trial", GROUND + STORES, regions=BOTH, version="1.1.0")
    sync()

    switching.switch_on("trial", HERE, actor_id=None)

    assert stored(HERE, "enabled") == ["", "1.0.0"]
    assert activation.version_of("trial", HERE) == "1.1.0"


def test_of_two_administrators_at_once_one_switches_and_the_hook_writes_once(
    context: Flask, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer.install("trial", GROUND + STORES, regions=BOTH)
    sync()
    call = switching.call_hook
    others = []

    def be_overtaken(*given: object, **named: object) -> object:
        monkeypatch.setattr(switching, "call_hook", call)
        others.append(switching.switch_on("trial", HERE, actor_id=None))
        return call(*given, **named)

    monkeypatch.setattr(switching, "call_hook", be_overtaken)
    changed = switching.switch_on("trial", HERE, actor_id=None)

    assert (others, changed) == ([True], False)
    assert stored(HERE, "enabled") == [""]
    assert [deed for deed, _, _ in deeds()] == ["plugin switched on"]


def test_who_is_killed_right_after_the_hook_leaves_the_plugin_on_and_seen(
    context: Flask, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    installer.install("trial", GROUND + STORES + LISTENS, regions=BOTH)
    sync()
    call, numbers = switching.call_hook, []

    def be_killed(*given: object, **named: object) -> None:
        numbers.append(current_plugins())
        call(*given, **named)  # type: ignore[arg-type]  # what call_hook takes
        raise KeyboardInterrupt

    monkeypatch.setattr(switching, "call_hook", be_killed)
    with pytest.raises(KeyboardInterrupt):
        switching.switch_on("trial", HERE, actor_id=None)

    assert current_plugins() == numbers[0] + 1
    assert registry_here().is_on("trial", HERE)
    assert deeds() == [("plugin switched on", "plugin trial", HERE)]


def test_another_plugin_of_the_region_is_told_that_one_was_switched_on(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND + LISTENS, regions=BOTH)
    bring_in()
    installer.install("trial", STORES, regions=BOTH)
    sync()

    switching.switch_on("trial", HERE, actor_id=None)

    told = select(OutboxEvent.plugin_id, OutboxEvent.region_id, OutboxEvent.name, OutboxEvent.payload)
    assert [tuple(row) for row in db.session.execute(told)] == [
        ("ground", HERE, "portal.switched-on", {"plugin": "trial"})
    ]


def test_a_hook_a_job_and_an_event_know_the_regions_counties_and_the_plugins_addresses(
    context: Flask, installer: Installer
) -> None:
    installer.install("trial", GROUND + PAGE + PLACES, regions=BOTH, name="Trial")
    sync()

    switching.switch_on("trial", HERE, actor_id=None)
    with transaction():
        announce(HERE, "portal.item-changed", {})
    while run_next_job():
        pass
    while deliver_next():
        pass

    mark = registry_here().plugins["trial"].digest[:12]
    place = [["06003", "06007"], f"/regions/{HERE}/x/trial/page", f"/x/trial/static/{mark}/a.css"]
    assert [stored(HERE, point) for point in ("hook", "job", "event")] == [place] * 3


def test_a_plugin_needs_what_it_depends_on_to_be_on_in_the_same_region(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    installer.install("trial", PAGE, regions=BOTH, depends=["ground"])
    sync()
    switching.switch_on("ground", THERE, actor_id=None)

    with pytest.raises(NotFound, match="There is no region “vale”"):
        switching.switch_on("trial", HERE, actor_id=None)
    switching.switch_on("ground", HERE, actor_id=None)
    switching.switch_off("ground", HERE, actor_id=None)
    with pytest.raises(Conflict, match="Trial needs “Trial”, which is off in Vale: switch that on first"):
        switching.switch_on("trial", HERE, actor_id=None)

    assert switching.switch_on("trial", THERE, actor_id=None)


def test_a_plugin_rests_where_what_it_needs_was_switched_off(
    context: Flask, client: PortalClient, installer: Installer
) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    installer.install("other", PAGE, regions=BOTH)
    installer.install("trial", PAGE, regions=BOTH, depends=["other"])
    bring_in()
    for plugin_id in ("other", "trial"):
        switching.switch_on(plugin_id, HERE, actor_id=None)

    switching.switch_off("other", HERE, actor_id=None)
    resting = client.get(f"/regions/{HERE}/x/trial/page").status_code
    switching.switch_on("other", HERE, actor_id=None)

    assert resting == 303
    assert client.get(f"/regions/{HERE}/x/trial/page").status_code == 200


def test_a_plugin_whose_tables_wait_is_refused_with_what_to_do(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND + TABLE, regions=BOTH)
    sync()

    with pytest.raises(
        Conflict, match=r"1 change of its tables waits: 0001-visits\. Run “portal plugins migrate trial”"
    ):
        switching.switch_on("trial", HERE, actor_id=None)

    assert standing().state == "needs_migration"


def test_a_plugin_that_is_ill_or_gone_can_be_switched_off_and_not_on(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND, regions=BOTH)
    bring_in()
    installer.replace("trial", "raise RuntimeError('no luck')", regions=BOTH)
    sync()

    with pytest.raises(Conflict, match=r"It cannot be switched on now\. It raised RuntimeError: no luck"):
        switching.switch_on("trial", HERE, actor_id=None)
    assert switching.switch_off("trial", HERE, actor_id=None)
    installer.remove("trial")
    sync()
    with pytest.raises(Conflict, match="Its package or folder is no longer here"):
        switching.switch_on("trial", HERE, actor_id=None)
    assert switching.switch_off("trial", THERE, actor_id=None)

    assert activation.regions_of("trial") == []


def test_what_is_unknown_can_be_switched_neither_way(context: Flask, installer: Installer) -> None:
    installer.install("trial", GROUND, regions=BOTH)
    sync()

    for switch in (switching.switch_on, switching.switch_off):
        with pytest.raises(NotFound, match="There is no plugin “nobody”"):
            switch("nobody", HERE, actor_id=None)
    with pytest.raises(NotFound, match="There is no region “nowhere”"):
        switching.switch_on("trial", "nowhere", actor_id=None)

    assert db.session.get(PluginActivation, ("nobody", HERE)) is None


def test_a_region_that_the_manifest_does_not_name_is_refused(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    bring_in()
    installer.install("trial", PAGE, regions=[THERE])
    sync()

    with pytest.raises(Conflict, match="“Trial” may be on only in ridge"):
        switching.switch_on("trial", HERE, actor_id=None)

    assert not registry_here().is_on("trial", HERE)
