"""Sign in and out."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, session, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.forms import SignInForm
from portal.features.accounts.queries import normal_email
from portal.features.accounts.rules import Strength
from portal.features.accounts.session import (
    current_viewer,
    forget_signed_in,
    local_address,
    viewer_here,
)
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.opening import is_unwelcome, let_in
from portal.features.accounts.routes.passkeys import STEP, site_here
from portal.features.accounts.routes.slowing import slow_down

log = logging.getLogger(__name__)


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on."""
    target = local_address(request.args.get("next"))
    if current_viewer():
        return redirect(target or "/", code=303)
    return render_template("accounts/sign_in.html", form=SignInForm(next=target or ""), site=site_here())


@blueprint.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Sign in, or say the same thing for every way it can fail."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form, site=site_here()), 422
    email, password = normal_email(text_of(form.email)), text_of(form.password)
    counted = slow_down(email)
    account = services.check_sign_in(email, password)
    if account is None or is_unwelcome(account):
        log.warning("A sign-in failed, counted under %s.", counted.account_here[:12])
        form.password.errors = [services.NOT_RIGHT]
        return render_template("accounts/sign_in.html", form=form, site=site_here()), 422
    known_hash = account.password_hash  # as it was compared; reading it later might give another one
    stronger, target = services.stronger_hash(account, password), local_address(text_of(form.next)) or "/"
    is_shared = bool(form.is_shared.data)
    has_second = queries.factors_of(account.id).has_second
    with transaction():
        services.refuse_changed(account.id, known_hash=known_hash)
        services.forget_tries(counted)
        account.password_hash = known_hash = stronger or known_hash
        step = services.begin_second_step(account, target=target, is_shared=is_shared) if has_second else None
    if step:
        session[STEP] = step
        return redirect(url_for(".second_step"), code=303)
    return let_in(account, strength=Strength.PASSWORD, target=target, is_shared=is_shared, known_hash=known_hash)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the session on the server and in the browser."""
    with transaction():
        services.end_session(viewer_here())
    forget_signed_in()
    response = redirect("/", code=303)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
