"""The second step of signing in."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app, flash, redirect, render_template, session, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import CodeForm
from portal.features.accounts.rules import Strength
from portal.features.accounts.session import current_viewer
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.opening import let_in
from portal.features.accounts.routes.passkeys import STEP, site_here
from portal.features.accounts.routes.slowing import slow_down

log = logging.getLogger(__name__)


@blueprint.get("/sign-in/second-step")
@public
def second_step() -> ResponseReturnValue:
    """Ask for a passkey or a code."""
    step = services.find_second_step(session.get(STEP, ""))
    return show_second_step(step, CodeForm()) if step else begin_again()


@blueprint.post("/sign-in/second-step")
@public
def check_second_step() -> ResponseReturnValue:
    """Sign in with a code, or say the same thing for every way it can be wrong."""
    token, form = session.get(STEP, ""), CodeForm()
    step = services.find_second_step(token)
    if step is None:
        return begin_again()
    if not form.validate_on_submit():
        return show_second_step(step, form), 422
    account, secret = step.account, str(current_app.config["SECRET_KEY"])
    counted = slow_down(str(account.id), what="second step")
    try:
        with transaction():
            strength = services.check_code(account, text_of(form.code), secret=secret)
            services.forget_tries(counted)
            services.drop_challenge(token)
            if strength is Strength.PRINTED_CODE:
                left = queries.count_codes(account.id)
                posting.tell_of_change(account, f"A printed code was used to sign in to your account; {left} are left.")
    except Invalid as refusal:
        log.warning("A second step failed, counted under %s.", counted.account_here[:12])
        form.code.errors = [refusal.sentence]
        return show_second_step(step, form), 422
    return let_in(account, strength=strength, target=step.target, is_shared=step.is_shared)


def show_second_step(step: services.SecondStep, form: CodeForm) -> str:
    """Return the page that asks for it."""
    factors = queries.factors_of(step.account.id)
    return render_template("accounts/second_step.html", form=form, factors=factors, site=site_here())


def begin_again() -> ResponseReturnValue:
    """Send whoever took too long back to the beginning; who is signed in has no step to take."""
    session.pop(STEP, None)
    if current_viewer():
        return redirect("/", code=303)
    flash("Signing in took too long. Please begin again.", "warning")
    return redirect(url_for("accounts.sign_in"), code=303)
