"""A person's saved pages: the list, saving, letting go, and taking what is new as seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.saved import queries, services
from portal.features.saved.routes import blueprint
from portal.features.saved.session import region_in, thing_here
from portal.foundation.transaction import transaction
from portal.web.guards import signed_in
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

PER_PAGE = 40


@blueprint.get("/")
@signed_in
def list_saved() -> ResponseReturnValue:
    """Show what the person keeps, what is new first."""
    kept = queries.list_bookmarks(viewer_here())
    rows, pagination = page_of(kept, per_page=PER_PAGE, noun="pages")
    return render_template("saved/list.html", rows=rows, news=[one for one in kept if one.news], pagination=pagination)


@blueprint.post("/<where>/<key>/keep")
@signed_in
def keep(where: str, key: str) -> ResponseReturnValue:
    """Keep a page, and show it again."""
    thing = thing_here(where, key)
    with transaction():
        services.keep(viewer_here(), thing)
    flash("Saved. Your home tells you when it changes.", "success")
    return redirect(thing.url, code=303)


@blueprint.post("/<where>/<key>/drop")
@signed_in
def drop(where: str, key: str) -> ResponseReturnValue:
    """Keep a page no longer; one that is gone can be let go too."""
    viewer, region_id = viewer_here(), region_in(where)
    with transaction():
        services.drop(viewer, region_id, key)
    thing = queries.find_thing(viewer, region_id, key)
    flash("Removed from your saved pages.", "success")
    is_from_page = thing is not None and request.form.get("from") == "page"
    return redirect(thing.url if thing and is_from_page else url_for(".list_saved"), code=303)


@blueprint.post("/seen")
@signed_in
def see_all() -> ResponseReturnValue:
    """Take what is new as seen."""
    with transaction():
        services.see_all(viewer_here())
    return redirect(url_for(".list_saved"), code=303)
