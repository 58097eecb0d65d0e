"""Two regions with a plugin each, and a third plugin that may be on in both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from portal.foundation.database import db
from tests.plugins import bring_in

if TYPE_CHECKING:
    from flask import Flask

    from tests.plugins import Installer

REGION = """
    @hookimpl
    def portal_regions(ctx):
        return [region("{id}", name="The {id}")]
"""
COACHING = """
    @hookimpl
    def portal_tools(ctx):
        return [tool("log", title="A coaching log")]

    @hookimpl
    def portal_blocks(ctx):
        return [Block(id="next", slot="region.home.main", title="Next dates", render=next_dates),
                Block(id="bad", slot="region.home.side", title="Coach of the week", render=fail)]

    def next_dates(ctx):
        return f"At most {ctx.settings['limit']} dates"

    def fail(ctx):
        raise RuntimeError(f"the calendar of {ctx.region.id} did not answer")

    @hookimpl
    def portal_routes(ctx):
        return [Route(id="dates", rule="/dates", view=lambda ctx: "Dates", is_public=True),
                Route(id="one", rule="/one/<int:number>", view=lambda ctx, number: "One", permission="coach"),
                Route(id="mine", rule="/mine", view=lambda ctx: "Mine")]

    @hookimpl
    def portal_nav(ctx):
        return [NavItem(id="dates", label="Coaching dates", route="dates")]

    @hookimpl
    def portal_permissions(ctx):
        return [Permission(id="coach", label="Answer requests", roles=("supervisor",))]

    @hookimpl
    def portal_settings(ctx):
        return [SettingField(id="limit", label="How many dates", kind="number", default=3, minimum=1, maximum=20),
                SettingField(id="office", label="Who answers", default="The desk", maximum=40),
                SettingField(id="open", label="Requests are open", kind="yes-no", default=True),
                SettingField(id="tone", label="Tone", kind="choice", choices=("warm", "plain"), default="warm"),
                SettingField(id="site", label="Booking page", kind="address"),
                SettingField(id="key", label="Calendar key", is_secret=True)]

    @hookimpl
    def portal_jobs(ctx):
        return [Job(id="fetch", label="Fetch the calendar", run=lambda ctx: None)]

    @hookimpl
    def portal_health(ctx):
        return Health(is_well=ctx.region.id == "north", sentence=f"Said in {ctx.region.id}.")
"""


@pytest.fixture
def two_regions(app: Flask, installer: Installer) -> Flask:
    """Give the portal with the regions north and south; the plugin coaching is off in both."""
    for region_id in ("north", "south"):
        installer.install(region_id, REGION.format(id=region_id))
    installer.install("coaching", COACHING, name="Coaching", regions=[])
    with app.app_context():
        bring_in()
        db.session.remove()
    return app
