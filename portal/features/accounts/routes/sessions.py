"""Where a person is signed in, and the ways to end it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.session import forget_signed_in, viewer_here
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint


@blueprint.post("/profile/sessions/<int:session_id>/end")
@signed_in
def end_one_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions; ending this one is signing out."""
    viewer = viewer_here()
    if session_id > queries.LARGEST_ID:
        raise NotFound
    with transaction():
        services.end_own_session(viewer, session_id)
    if session_id == viewer.session_id:
        forget_signed_in()
        return redirect("/", code=303)
    flash("That session has ended.", "success")
    return redirect(url_for(".profile", _anchor="your-sessions"), code=303)


@blueprint.post("/profile/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End all sessions of one's own but the one of this browser."""
    viewer = viewer_here()
    with transaction():
        account = queries.get_account(viewer.account_id)
        services.sign_out_everywhere(account, actor_id=viewer.account_id, but=viewer.session_id)
    flash("You are signed in here only.", "success")
    return redirect(url_for(".profile", _anchor="your-sessions"), code=303)
