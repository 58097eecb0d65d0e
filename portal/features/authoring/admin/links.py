"""Links to nowhere, pages nobody leads to, and addresses outside the portal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template

from portal.features.authoring.queries.links import dead_links, list_outside, orphans
from portal.web.pagination import page_of
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.authoring.admin import WRITERS, blueprint

ADDRESSES_PER_PAGE = 50


@blueprint.get("/links")
@WRITERS
def list_links() -> ResponseReturnValue:
    """Show what is wrong with the links of published pages."""
    outside, pagination = page_of(list_outside(), per_page=ADDRESSES_PER_PAGE, noun="addresses")
    return render_template(
        "authoring/links.html",
        dead=dead_links(),
        orphans=orphans(),
        outside=outside,
        pagination=pagination,
        is_asked=settings_here().check_outside_links,
    )
