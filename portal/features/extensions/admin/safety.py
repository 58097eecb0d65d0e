"""Look at the portal without plugins, for one's own session only: to find out whether one of them is at fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, session, url_for

from portal.features.accounts import permissions
from portal.features.extensions.admin import blueprint
from portal.features.extensions.session import SAFE_SESSION
from portal.web.guards import requires, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post("/without-plugins")
@requires(permissions.PLUGINS_ALLOW)
def enter_safe() -> ResponseReturnValue:
    """Show the portal without plugins from now on, to this person in this browser."""
    session[SAFE_SESSION] = True
    return redirect(url_for(".list_plugins"), code=303)


@blueprint.post("/with-plugins")
@signed_in
def leave_safe() -> ResponseReturnValue:
    """Show the portal with its plugins again. Nothing is asked of them."""
    if session.pop(SAFE_SESSION, None):
        flash("You see the plugins again.", "success")
    return redirect(url_for("home.front"), code=303)
