"""A region's look, as a small stylesheet."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request, url_for

from portal.features.regions.session import region_here
from portal.infrastructure.epoch import kept_per_epoch
from portal.web.assets import YEAR
from portal.web.guards import public

if TYPE_CHECKING:
    from portal.features.regions.queries import RegionView

blueprint = Blueprint("regions", __name__)


@blueprint.get("/regions/<region_id>/theme.css")
@public
def theme(region_id: str) -> Response:
    """Send the region's accents; they were checked for contrast when the region was accepted."""
    style = style_of(region_here())
    response = Response(style, mimetype="text/css")
    response.set_etag(mark_of(style))
    if request.args.get("v") == mark_of(style):
        response.cache_control.public, response.cache_control.immutable = True, True
        response.cache_control.max_age = YEAR
    response.make_conditional(request)
    return response


@kept_per_epoch
def theme_url(region: RegionView) -> str:
    """Return the address of a region's look, with its content's mark (for templates)."""
    return url_for("regions.theme", region_id=region.id, v=mark_of(style_of(region)))


def style_of(region: RegionView) -> str:
    """Return the stylesheet's text."""
    return f":root{{--region-accent:{region.accent};--region-accent-dark:{region.accent_dark}}}\n"


def mark_of(style: str) -> str:
    """Return a short mark of the content."""
    return hashlib.sha256(style.encode()).hexdigest()[:12]
