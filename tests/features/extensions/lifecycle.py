"""Throw-away plugins for tests of what happens to a plugin over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import inspect, select, text

from portal.features.extensions.services import migrating
from portal.features.tools.models import RegionTool
from portal.foundation.database import db
from portal.infrastructure.audit.models import AuditEntry
from portal.plugin_host.models import Incident, PluginItem
from portal.plugin_host.standing import Standing, list_standing
from tests.plugins import sync

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE, THERE = "vale", "ridge"
BOTH = [HERE, THERE]
GROUND = """
@hookimpl
def portal_regions(ctx):
    return [region("vale"), region("ridge")]
"""
TOOLS = """
@hookimpl
def portal_tools(ctx):
    return [tool("one", title="%s")]
"""
PAGE = """
def show(ctx):
    return "a page of the plugin"

@hookimpl
def portal_routes(ctx):
    return [Route(id="page", rule="/page", view=show, is_public=True)]
"""
TABLE = """
class Visit(PluginModel, plugin="trial", table="visit"):
    from sqlalchemy.orm import Mapped
    place: Mapped[str]

def make_visits(steps):
    from sqlalchemy import Column, String
    steps.create_table("plg_trial__visit", Column("place", String(80), nullable=False))

def drop_visits(steps):
    steps.drop_table("plg_trial__visit")

@hookimpl
def portal_models(ctx):
    return [Visit]

@hookimpl
def portal_migrations(ctx):
    return [Migration("0001-visits", make_visits, drop_visits)]
"""
STORES = """
@hookimpl
def portal_on_enable(ctx, previous_version):
    ctx.store.put("enabled", [*ctx.store.get("enabled", []), previous_version])
"""
UPGRADES = """
@hookimpl
def portal_on_upgrade(ctx, from_version, to_version):
    ctx.store.put("upgraded", [*ctx.store.get("upgraded", []), f"{from_version} to {to_version}"])
"""


def titles(region_id: str) -> list[str]:
    """Return the titles of the trial plugin's tools of a region, as the database has them."""
    return list(
        db.session.scalars(
            select(RegionTool.title)
            .where(RegionTool.plugin_id == "trial", RegionTool.region_id == region_id)
            .order_by(RegionTool.key)
            .execution_options(populate_existing=True)
        )
    )


def standing(plugin_id: str = "trial") -> Standing:
    """Return how a plugin stands."""
    return next(one for one in list_standing() if one.id == plugin_id)


def stored(region_id: str, key: str, plugin_id: str = "trial") -> object:
    """Return what a plugin keeps under a key; None when there is nothing."""
    held = db.session.scalar(
        select(PluginItem.held).where(
            PluginItem.plugin_id == plugin_id, PluginItem.region_id == region_id, PluginItem.key == key
        )
    )
    return held["value"] if held else None


def migrate(plugin_id: str) -> list[str]:
    """Take the steps of a plugin that wait and bring it in, as the command does; return them."""
    [one] = migrating.list_waiting(plugin_id)
    taken = migrating.migrate(one.plugin, actor_id=None, tell=lambda _: None)
    sync()
    return taken


def visits() -> list[tuple[str, str]]:
    """Return what the trial plugin's own table holds: the region and the place of each row."""
    rows = db.session.execute(text("SELECT region_id, place FROM plg_trial__visit ORDER BY id"))
    return [(region_id, place) for region_id, place in rows]


def deeds() -> list[tuple[str, str, str]]:
    """Return what the audit tells of plugins, and of which region, oldest first."""
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.deed.startswith("plugin ")).order_by(AuditEntry.id))
    return [(row.deed, row.subject, row.region_id) for row in rows]


def incidents() -> list[tuple[str, str, str]]:
    """Return which plugin failed where, and what it said."""
    rows = db.session.scalars(select(Incident).order_by(Incident.id))
    return [(row.plugin_id, row.point, row.sentence) for row in rows]


def tables() -> set[str]:
    """Return the names of every plugin's own tables."""
    return {name for name in inspect(db.session.connection()).get_table_names() if name.startswith("plg_")}


def rows_of(tables_: Iterable[str], plugin_id: str = "trial") -> dict[str, int]:
    """Return how many rows of a plugin each table has."""
    return {
        name: db.session.execute(
            text(f"SELECT count(*) FROM {name} WHERE plugin_id = :plugin"),  # noqa: S608 - names of ours
            {"plugin": plugin_id},
        ).scalar_one()
        for name in tables_
    }
