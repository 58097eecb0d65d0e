"""Prove once more who it is, before what one signs in with is changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.forms import PasskeyForm, ProofForm
from portal.features.accounts.passwords import is_somebodys
from portal.features.accounts.rules import Strength, is_fresh
from portal.features.accounts.session import keep_signed_in, local_address, viewer_here
from portal.foundation.clock import now
from portal.foundation.errors import Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.passkeys import (
    NOT_KNOWN,
    ask_browser,
    recognised,
    site_here,
)
from portal.features.accounts.routes.slowing import slow_down


def ask_for_proof() -> ResponseReturnValue | None:
    """Return the way to the page that asks for a proof, unless there is one from a short while ago."""
    if is_fresh(viewer_here().proved_at, at=now()):
        return None
    return redirect(way_to_prove(), code=303)


def way_to_prove() -> str:
    """Return the address that asks for a proof and then leads back."""
    return url_for("accounts.prove", next=url_for("accounts.show_factors"))


@blueprint.get("/profile/prove")
@signed_in
def prove() -> ResponseReturnValue:
    """Ask for the password or a passkey."""
    return show_proof(ProofForm(next=local_address(request.args.get("next")) or ""))


@blueprint.post("/profile/prove")
@signed_in
def check_proof() -> ResponseReturnValue:
    """Take the password as a proof."""
    form, viewer = ProofForm(), viewer_here()
    if not form.validate_on_submit():
        return show_proof(form), 422
    counted = slow_down(viewer.email)
    try:
        services.get_current_hash(viewer, text_of(form.current_password))
    except Invalid as refusal:
        form.current_password.errors = [refusal.sentence]
        return show_proof(form), 422
    with transaction():
        services.forget_tries(counted)
        token = services.prove_session(viewer)
    return go_on(token, text_of(form.next))


@blueprint.post("/profile/prove/options")
@signed_in
def ask_to_prove() -> ResponseReturnValue:
    """Tell the browser what to find one of the person's own passkeys by."""
    account_id = viewer_here().account_id
    return ask_browser(lambda site: services.begin_showing(site, account_id=account_id), is_counted=True)


@blueprint.post("/profile/prove/passkey")
@signed_in
def prove_with_passkey() -> ResponseReturnValue:
    """Take a passkey as a proof; with it the session is as strong as one opened with it."""
    form, viewer = PasskeyForm(), viewer_here()
    try:
        account = recognised(text_of(form.answer))
        if account.id != viewer.account_id:
            raise Invalid(NOT_KNOWN)
    except Refusal as refusal:
        again = ProofForm(formdata=None, next=local_address(text_of(form.next)) or "")
        again.form_errors = [refusal.sentence]
        return show_proof(again), 422
    with transaction():
        token = services.prove_session(viewer, strength=Strength.TWO_FACTORS)
    return go_on(token, text_of(form.next))


def go_on(token: str, target: str) -> ResponseReturnValue:
    """Keep the session's new token, and go where the proof was asked for."""
    keep_signed_in(token)
    return redirect(local_address(target) or url_for("accounts.show_factors"), code=303)


def show_proof(form: ProofForm) -> str:
    """Return the page that asks for a proof."""
    viewer = viewer_here()
    return render_template(
        "accounts/prove.html",
        form=form,
        factors=queries.factors_of(viewer.account_id),
        email=viewer.email,
        site=site_here(),
        has_password=is_somebodys(queries.get_account(viewer.account_id).password_hash),
    )
