"""Taking a plugin out: what stands against it, what is kept, and what is erased."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import inspect

from portal.features.extensions.services import switching, uninstalling
from portal.features.regions.models import Region
from portal.features.tools.queries import list_tools
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound
from portal.plugin_host import activation
from portal.plugin_host.models import PluginRecord
from tests.factories import make_person
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
    rows_of,
    standing,
    stored,
    tables,
    titles,
)
from tests.plugins import bring_in, sync

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

FULL = GROUND + TOOLS % "A scale" + PAGE + TABLE + STORES
BLOCKS = """
@hookimpl
def portal_uninstall_blockers(ctx):
    return [f"Two requests in {ctx.region.name} wait for an answer."] if ctx.region.id == "vale" else None
"""
TOLD = """
@hookimpl
def portal_on_uninstall(ctx, mode):
    ctx.store.put("told", mode)
"""


def put_on(installer: Installer, code: str) -> None:
    """Install the trial plugin, make its tables, and switch it on in both its regions."""
    installer.install("trial", code, regions=BOTH)
    sync()
    if "portal_migrations" in code:
        migrate("trial")
    for region in BOTH:
        switching.switch_on("trial", region, actor_id=None)


def own_tables() -> list[str]:
    """Return the names of the portal's tables that have a column for a plugin, as the database has them."""
    looking = inspect(db.session.connection())
    return [
        name
        for name in looking.get_table_names()
        if "plugin_id" in {column["name"] for column in looking.get_columns(name)}
    ]


def test_keeping_switches_off_everywhere_and_deletes_nothing(context: Flask, installer: Installer) -> None:
    put_on(installer, FULL + TOLD)
    before = rows_of(["region_tool", "plugin_item", "plugin_step"])

    uninstalling.uninstall("trial", mode="keep", actor_id=None)

    assert activation.regions_of("trial") == []
    assert rows_of(["region_tool", "plugin_step"]) == {name: before[name] for name in ("region_tool", "plugin_step")}
    assert (stored(HERE, "enabled"), stored(HERE, "told"), list_tools(HERE)) == ([""], "keep", ())
    assert "plg_trial__visit" in tables()
    assert [deed for deed, _, _ in deeds()][-3:] == ["plugin switched off", "plugin switched off", "plugin uninstalled"]


def test_erasing_leaves_no_row_and_no_table_behind(context: Flask, installer: Installer) -> None:
    put_on(installer, FULL)

    there = uninstalling.uninstall("trial", mode="erase", confirmation="trial", is_overriding=True, actor_id=None)

    assert (there.tables, there.regions, there.owned) == (("plg_trial__visit",), (THERE, HERE), (THERE, HERE))
    assert set(rows_of(own_tables()).values()) == {0}
    assert len(own_tables()) > 10
    assert "plg_trial__visit" not in tables()
    assert (db.session.get(Region, HERE), db.session.get(PluginRecord, "trial")) == (None, None)


def test_erasing_one_plugin_leaves_another_with_a_name_that_begins_alike(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    bring_in()
    installer.install("trial_more", TOOLS % "Another" + STORES, regions=BOTH)
    installer.install("trial", TOOLS % "A scale" + STORES, regions=BOTH)
    sync()
    for plugin_id in ("trial", "trial_more"):
        switching.switch_on(plugin_id, HERE, actor_id=None)

    uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)

    assert [tool.title for tool in list_tools(HERE)] == ["Another"]
    assert stored(HERE, "enabled", "trial_more") == [""]


def test_erasing_asks_for_the_id_to_be_typed(context: Flask, installer: Installer) -> None:
    put_on(installer, GROUND)

    for typed in ("", "Trial", "trial2"):
        with pytest.raises(Invalid, match="Type the plugin's id, trial, to confirm"):
            uninstalling.uninstall("trial", mode="erase", confirmation=typed, actor_id=None)
    with pytest.raises(Invalid, match="one of keep, erase"):
        uninstalling.uninstall("trial", mode="burn", confirmation="trial", actor_id=None)
    with pytest.raises(NotFound, match="There is no plugin “nobody”"):
        uninstalling.uninstall("nobody", mode="keep", actor_id=None)

    assert activation.regions_of("trial") == [THERE, HERE]


def test_the_portal_names_what_would_go_with_a_plugins_region(context: Flask, installer: Installer) -> None:
    put_on(installer, GROUND)
    installer.install("other", PAGE, regions=BOTH)
    sync()
    switching.switch_on("other", HERE, actor_id=None)
    make_person("regional-editor", region=THERE, password=None)

    blockers = uninstalling.list_blockers("trial")

    assert [one.sentence for one in blockers] == [
        "The region Ridge comes from it, and roles are held there: 1.",
        "The region Vale comes from it, and other is on there.",
    ]


def test_a_blocker_that_fails_or_gives_nonsense_is_a_reason_too(context: Flask, installer: Installer) -> None:
    fails = "@hookimpl\ndef portal_uninstall_blockers(ctx):\n    raise RuntimeError('no luck')\n"
    put_on(installer, GROUND + fails)
    failing = {one.sentence for one in uninstalling.list_blockers("trial")}
    installer.replace("trial", GROUND + fails.replace("raise RuntimeError('no luck')", "return 'words'"), regions=BOTH)
    sync()

    nonsense = {one.sentence for one in uninstalling.list_blockers("trial")}

    assert failing == {"Trial was asked whether anything stands against it, and could not answer."}
    assert nonsense == {"portal_uninstall_blockers must give sentences, but gave str 'words'."}


def test_a_plugin_whose_code_is_here_and_not_loaded_could_not_be_asked(context: Flask, installer: Installer) -> None:
    installer.install("ground", GROUND, regions=BOTH)
    bring_in()
    installer.install("trial", "raise RuntimeError('no luck')", regions=BOTH)
    sync()

    with pytest.raises(Conflict, match="so it could not be asked whether anything stands against it"):
        uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)
    uninstalling.uninstall("trial", mode="erase", confirmation="trial", is_overriding=True, actor_id=None)

    assert db.session.get(PluginRecord, "trial") is None


def test_a_hook_that_fails_at_the_end_changes_nothing(context: Flask, installer: Installer) -> None:
    put_on(installer, GROUND + "@hookimpl\ndef portal_on_uninstall(ctx, mode):\n    raise RuntimeError(mode)\n")

    uninstalling.uninstall("trial", mode="keep", actor_id=None)

    assert activation.regions_of("trial") == []
    assert incidents() == [("trial", "portal_on_uninstall", "RuntimeError: keep")] * 2


def test_nothing_is_deleted_when_erasing_fails_half_way(
    context: Flask, installer: Installer, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_on(installer, FULL)

    def fail() -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(uninstalling, "advance_people", fail)
    with pytest.raises(RuntimeError, match="the disk is full"):
        uninstalling.uninstall("trial", mode="erase", confirmation="trial", is_overriding=True, actor_id=None)

    assert (titles(HERE), stored(HERE, "enabled"), "plg_trial__visit" in tables()) == (["A scale"], [""], True)


def test_a_plugin_that_was_kept_comes_back_as_it_was(context: Flask, installer: Installer) -> None:
    put_on(installer, FULL)
    uninstalling.uninstall("trial", mode="keep", actor_id=None)
    installer.remove("trial")
    sync()
    installer.install("trial", FULL, regions=BOTH)
    sync()

    switching.switch_on("trial", HERE, actor_id=None)

    assert (titles(HERE), stored(HERE, "enabled"), standing().state) == (["A scale"], ["", "1.0.0"], "on")


def test_the_last_plugin_that_is_erased_does_not_come_back_by_itself(context: Flask, installer: Installer) -> None:
    for one in list(db.session.scalars(db.select(PluginRecord.id))):
        uninstalling.uninstall(one, mode="erase", confirmation=one, is_overriding=True, actor_id=None)
    put_on(installer, GROUND)
    uninstalling.uninstall("trial", mode="erase", confirmation="trial", is_overriding=True, actor_id=None)

    sync()

    assert (standing().state, standing().regions) == ("on", ())


def test_blockers_are_asked_for_only_when_they_matter(context: Flask, installer: Installer) -> None:
    put_on(installer, GROUND + BLOCKS)

    with pytest.raises(Conflict, match=r"Trial was not uninstalled\. Vale: Two requests in Vale wait"):
        uninstalling.uninstall("trial", mode="erase", confirmation="trial", actor_id=None)
    uninstalling.uninstall("trial", mode="keep", actor_id=None)

    assert activation.regions_of("trial") == []
