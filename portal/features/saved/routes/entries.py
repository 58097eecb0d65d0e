"""The pages in a person's reading list: putting one in, from its own page too, taking it out, moving it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.session import viewer_here
from portal.features.saved import queries, rules, services
from portal.features.saved.routes import blueprint
from portal.features.saved.routes.lists import LIST
from portal.features.saved.session import region_in, thing_here
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

CHOOSE = "/<where>/<key>/lists"
ENTRY = f"{LIST}/<where>/<key>"


@blueprint.get(CHOOSE)
@signed_in
def choose(where: str, key: str) -> ResponseReturnValue:
    """Show a person's lists, to put a page in one of them."""
    thing, viewer = thing_here(where, key), viewer_here()
    return render_template(
        "saved/list_choose.html",
        thing=thing,
        where=where,
        lists=[one for one in queries.list_lists(viewer) if one.is_own],
        holding=queries.lists_holding(viewer.account_id, thing.region_id, key),
        most=rules.MOST_LISTS,
    )


@blueprint.post(CHOOSE)
@signed_in
def put_in(where: str, key: str) -> ResponseReturnValue:
    """Put a page in the list that was chosen."""
    thing, viewer = thing_here(where, key), viewer_here()
    with transaction():
        found = services.own_list(viewer, request.form.get("list", ""))
        services.put_in(found, thing)
        title, list_key = found.title, found.key
    flash(f"It is in “{title}”.", "success")
    return redirect(url_for(".show_list", list_key=list_key, _anchor=anchor_of(where, key)), code=303)


@blueprint.post(f"{ENTRY}/remove")
@signed_in
def take_out(list_key: str, where: str, key: str) -> ResponseReturnValue:
    """Take a page out of a list; one that is gone can be taken out too."""
    with transaction():
        services.take_out(services.own_list(viewer_here(), list_key), region_in(where), key)
    flash("Removed from the list.", "success")
    return redirect(url_for(".show_list", list_key=list_key), code=303)


@blueprint.post(f"{ENTRY}/move")
@signed_in
def move(list_key: str, where: str, key: str) -> ResponseReturnValue:
    """Move a page up or down by one place."""
    step = request.form.get("step", "")
    if step not in {rules.UP, rules.DOWN}:
        raise NotFound
    with transaction():
        services.move(services.own_list(viewer_here(), list_key), region_in(where), key, step)
    return redirect(url_for(".show_list", list_key=list_key, _anchor=anchor_of(where, key)), code=303)


def anchor_of(where: str, key: str) -> str:
    """Return the name of a page's place in a list."""
    return f"{where}-{key}"
