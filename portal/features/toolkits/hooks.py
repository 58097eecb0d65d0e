"""What the toolkit contributes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from portal.features.toolkits import drawing, routes
from portal.features.toolkits.queries import list_sections, ways_from
from portal.features.toolkits.services import add_uses
from portal.plugin_host.markers import hookimpl
from portal.web.visits import count_pages

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Serve the toolkit, lead old addresses on, and give every page the menu."""
    app.register_blueprint(routes.blueprint)
    count_pages(app, "/toolkit/", add_uses)
    app.before_request(routes.lead_on)
    app.jinja_env.globals.update(pieces_of=drawing.pieces_of, mark_of=drawing.mark_of, also_in=drawing.also_in)
    app.jinja_env.globals.update(ways_from=ways_from)
    app.jinja_env.globals.update(tool_pieces_of=drawing.tool_pieces_of, tool_mark_of=drawing.tool_mark_of)
    app.context_processor(lambda: {"menu": () if g.get("portal_bare") else list_sections()})
