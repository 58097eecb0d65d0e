"""The portal in which a plugin misbehaves: two regions, and an innocent plugin that must not notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from portal.foundation.database import db
from portal.plugin_host.host import registry_here
from portal.plugin_host.models import Breaker, Incident
from portal.plugin_host.standing import list_standing
from tests.clients import PortalClient, text_of
from tests.plugins import bring_in

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from flask import Flask

    from portal.plugin_host.registry import Registry
    from portal.plugin_host.standing import Standing
    from tests.plugins import Installer

REGION = """
@hookimpl
def portal_regions(ctx):
    return [region(ctx.plugin_id)]
"""
INNOCENT = """
@hookimpl
def portal_tools(ctx):
    return [tool("calm", title="Innocent tool")]

@hookimpl
def portal_routes(ctx):
    return [Route(id="start", rule="/", view=lambda ctx: "The innocent page.")]

@hookimpl
def portal_nav(ctx):
    return [NavItem(id="start", label="Innocent line", route="start")]

@hookimpl
def portal_blocks(ctx):
    return [Block(id="calm", slot="region.home.main", title="Innocent block", render=lambda ctx: "All is calm.", ttl=0)]
"""
BOTH = ("north", "south")
HOME, OTHER_HOME = "/regions/north/", "/regions/south/"
UNSHOWN = "“Trial block” cannot be shown right now."


def block(body: str, *, head: str = "", ttl: int = 0, name: str = "bad") -> str:
    """Return a plugin with one block whose function has this body."""
    return f"""
import time
from markupsafe import Markup
{head}

def render_{name}(ctx):
    {body}

@hookimpl
def portal_blocks(ctx):
    return [Block(id="{name}", slot="region.home.main", title="Trial block", render=render_{name}, ttl={ttl})]
"""


class Site:
    """The portal with the regions north and south, and the plugin innocent on in both."""

    def __init__(self, app: Flask, installer: Installer) -> None:
        self.app, self.installer = app, installer
        self.on: dict[str, tuple[str, ...]] = {"innocent": BOTH}
        for region_id in BOTH:
            installer.install(region_id, REGION)
        installer.install("innocent", INNOCENT, name="Innocent", regions=[])

    def install(
        self, code: str, *, plugin_id: str = "trial", on: tuple[str, ...] = ("north",), **manifest: object
    ) -> Path:
        """Install the plugin under test; it will be on in these regions."""
        if on:
            self.on[plugin_id] = on
        return self.installer.install(plugin_id, code, **({"name": "Trial", "regions": []} | manifest))

    def start(self, *, tried: Collection[str] = ()) -> None:
        """Bring in what is installed; a child process tries those in `tried` before, as it does those that are new."""
        with self.app.app_context():
            bring_in(self.on, tried=tried, makes_tables=True)

    def start_with(self, code: str, **given: object) -> None:
        """Install the plugin under test, and start."""
        self.install(code, **given)  # type: ignore[arg-type]  # what install takes
        self.start()

    def worker(self, county: str = "") -> PortalClient:
        """Return a person who may read every region's pages and looks after no plugin."""
        return PortalClient(self.app).sign_in_as("statewide-editor")

    def administrator(self) -> PortalClient:
        """Return a person who may read every region's pages and looks after plugins."""
        return PortalClient(self.app).sign_in_as("statewide-administrator")

    def check_up(self) -> None:
        """Assert that the site is up, with everything the innocent plugin adds to it."""
        administrator = self.administrator()
        front = PortalClient(self.app).get("/")
        assert front.status_code == 200
        assert all(name in text_of(front) for name in ("North", "South"))
        for region_id in BOTH:
            home = administrator.get(f"/regions/{region_id}/")
            page = administrator.get(f"/regions/{region_id}/x/innocent/")
            assert (home.status_code, page.status_code) == (200, 200)
            assert all(words in text_of(home) for words in ("All is calm.", "Innocent tool", "Innocent line"))
            assert "The innocent page." in text_of(page)
        plugins = administrator.get("/admin/plugins")
        assert plugins.status_code == 200
        assert "Innocent" in text_of(plugins)

    def standing(self, plugin_id: str = "trial") -> Standing:
        """Return how a plugin stands."""
        with self.app.app_context():
            return next(one for one in list_standing() if one.id == plugin_id)

    def registry(self) -> Registry:
        """Return what plugins add now."""
        with self.app.app_context():
            return registry_here()

    def incidents(self, plugin_id: str = "trial") -> list[Incident]:
        """Return what went wrong with a plugin, first things first."""
        with self.app.app_context():
            return list(
                db.session.scalars(select(Incident).where(Incident.plugin_id == plugin_id).order_by(Incident.id))
            )

    def open_points(self, plugin_id: str = "trial") -> list[tuple[str, str]]:
        """Return the region and name of every point of a plugin that is left alone."""
        with self.app.app_context():
            asked = select(Breaker.region_id, Breaker.point).where(
                Breaker.plugin_id == plugin_id, Breaker.opened_at.is_not(None)
            )
            return [(region_id, point) for region_id, point in db.session.execute(asked.order_by(Breaker.point))]
