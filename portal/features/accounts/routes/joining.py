"""Join by a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import services
from portal.features.accounts.forms import JoinForm
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint


@blueprint.get("/join/<token>")
@public
def join(token: str) -> ResponseReturnValue:
    """Show the form for the first password."""
    link = services.get_join_link(token)
    return private_page(render_template("accounts/join.html", form=JoinForm(), name=link.account.name))


@blueprint.post("/join/<token>")
@public
def set_first_password(token: str) -> ResponseReturnValue:
    """Set the first password; then sign in with it."""
    link, form = services.get_join_link(token), JoinForm()
    if not form.validate_on_submit():
        return private_page(render_template("accounts/join.html", form=form, name=link.account.name), 422)
    try:
        password_hash = services.new_hash(link.account, text_of(form.new_password))
        with transaction():
            services.join(token, password_hash=password_hash)
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return private_page(render_template("accounts/join.html", form=form, name=link.account.name), 422)
    flash("Your password is set. Sign in with it now.", "success")
    return redirect(url_for(".sign_in"), code=303)


def private_page(html: str, code: int = 200) -> ResponseReturnValue:
    """Return a page whose address is a secret: it is kept nowhere and told to nobody."""
    return html, code, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
