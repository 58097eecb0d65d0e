"""Named places in pages, filled by blocks that other features and plugins contribute."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template
from markupsafe import Markup

from portal.infrastructure.epoch import kept_per_epoch
from portal.plugin_host.host import get_host


def slot(name: str) -> Markup:
    """Return everything contributed to a slot, in display order (for templates)."""
    return Markup("\n").join(block.render() for block in get_host().blocks(name))


def render_shared(template: str, **values: Any) -> Markup:
    """Return a piece that is the same for several people. It is given nothing of the person it is first made for."""
    html = current_app.jinja_env.get_template(template).render(**values)
    return Markup(html)  # noqa: S704 - a template of ours


@kept_per_epoch
def site_footer(menu: tuple[Any, ...]) -> Markup:
    """Return the foot of every page, the same for everybody (for templates)."""
    return render_shared("layouts/_footer.html", menu=menu)


def render_own(template: str, **values: Any) -> Markup:
    """Return a piece made for this request's reader alone, who may be named in it."""
    return Markup(render_template(template, **values))  # noqa: S704 - a template of ours
