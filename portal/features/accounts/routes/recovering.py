"""“I cannot sign in”: ask, stop, and set a new password by a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import JoinForm, RecoveryForm
from portal.features.accounts.queries import normal_email
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.joining import private_page
from portal.features.accounts.routes.opening import is_unwelcome
from portal.features.accounts.routes.slowing import slow_down


@blueprint.get("/recover")
@public
def cannot_sign_in() -> ResponseReturnValue:
    """Show the ways back in, and the form to ask for help."""
    return render_template("accounts/recover.html", form=RecoveryForm())


@blueprint.post("/recover")
@public
def ask_recovery() -> ResponseReturnValue:
    """Take what was asked; the answer is the same whether there is such an account."""
    form = RecoveryForm()
    if not form.validate_on_submit():
        return render_template("accounts/recover.html", form=form), 422
    email = normal_email(text_of(form.email))
    slow_down(f"recovery of {email}")
    account = queries.find_account_by_email(email)
    is_known = account is not None and account.closed_at is None and not is_unwelcome(account)
    with transaction():
        services.ask_recovery(account if is_known else None)
    return redirect(url_for(".recovery_asked"), code=303)


@blueprint.get("/recover/asked")
@public
def recovery_asked() -> ResponseReturnValue:
    """Say what happens next."""
    return render_template("accounts/recovery_asked.html")


@blueprint.get("/recover/stop/<token>")
@public
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Ask whether to stop a request: a mail program that follows links stops nothing."""
    services.check_stopping(token)
    return private_page(render_template("accounts/recovery_stop.html"))


@blueprint.post("/recover/stop/<token>")
@public
def stop_recovery(token: str) -> ResponseReturnValue:
    """Stop a request by the link that was mailed to its owner."""
    with transaction():
        services.stop_recovery(token)
    return private_page(render_template("accounts/recovery_stopped.html"))


@blueprint.get("/recover/open/<token>")
@public
def open_recovery(token: str) -> ResponseReturnValue:
    """Show the form for a new password."""
    account = services.get_opening(token)
    return opening_page(JoinForm(), account.name)


@blueprint.post("/recover/open/<token>")
@public
def recover(token: str) -> ResponseReturnValue:
    """Set a new password; then sign in with it."""
    account, form = services.get_opening(token), JoinForm()
    if not form.validate_on_submit():
        return opening_page(form, account.name, 422)
    try:
        password_hash = services.new_hash(account, text_of(form.new_password), is_alone=True)
        with transaction():
            posting.tell_ended(services.recover(token, password_hash=password_hash), "recovery_done")
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return opening_page(form, account.name, 422)
    flash("Your new password is set. Sign in with it now.", "success")
    return redirect(url_for(".sign_in"), code=303)


def opening_page(form: JoinForm, name: str, code: int = 200) -> ResponseReturnValue:
    """Return the page on which a new password is set."""
    return private_page(render_template("accounts/recovery_open.html", form=form, name=name), code)
