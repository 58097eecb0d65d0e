"""After a printed code: what of the old is lost, and is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.session import viewer_here
from portal.foundation.transaction import transaction
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.queries import Viewer
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.proving import ask_for_proof


@blueprint.get("/profile/sign-in/old")
@signed_in
def show_old_factors() -> ResponseReturnValue:
    """Ask which of the old methods are lost; all are, unless the person says otherwise."""
    old = old_factors(viewer_here())
    if not old:
        return redirect(url_for(".show_factors"), code=303)
    return render_template("accounts/old_factors.html", old=old)


@blueprint.post("/profile/sign-in/old")
@signed_in
def remove_old_factors() -> ResponseReturnValue:
    """Take the lost ones away."""
    proof = ask_for_proof()
    if proof:
        return proof
    viewer, lost = viewer_here(), set(request.form.getlist("lost"))
    with transaction():
        account = queries.get_account(viewer.account_id)
        removed = [(key, factor) for key, factor in old_factors(viewer) if key in lost]
        for key, factor in removed:
            if key == "app":
                services.remove_app(account)
            else:
                services.remove_passkey(account, factor.id)
        services.refuse_too_little(account)
        services.end_codes_alone(account)
        if removed:
            services.end_sessions(account.id, but=viewer.session_id)
            names = ", ".join(factor.name for _, factor in removed)
            posting.tell_of_change(account, f"What you had lost was removed from your account: {names}.")
    flash(f"Removed: {', '.join(factor.name for _, factor in removed) or 'nothing'}.", "success")
    return redirect(url_for(".show_factors"), code=303)


def old_factors(viewer: Viewer) -> list[tuple[str, queries.Factor]]:
    """Return what was there before this session began, each with the key its box is known by."""
    factors, since = queries.factors_of(viewer.account_id), queries.begun_at(viewer.session_id)
    found = [(f"passkey {one.id}", one) for one in factors.passkeys] + ([("app", factors.app)] if factors.app else [])
    return [(key, factor) for key, factor in found if factor.created_at <= since]
