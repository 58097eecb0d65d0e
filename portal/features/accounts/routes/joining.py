"""Join by a one-time link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.forms import JoinForm, PasskeyForm
from portal.features.accounts.passwords import hash_without_password
from portal.features.accounts.rules import Strength
from portal.features.regions.queries import find_county
from portal.foundation.errors import Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.opening import let_in
from portal.features.accounts.routes.passkeys import ask_browser, read_made, refused, site_here


@blueprint.get("/join/<token>")
@public
def join(token: str) -> ResponseReturnValue:
    """Show the form for the first password."""
    return join_page(token, JoinForm())


@blueprint.post("/join/<token>")
@public
def set_first_password(token: str) -> ResponseReturnValue:
    """Set the first password; then sign in with it."""
    link, form = services.get_join_link(token), JoinForm()
    if not form.validate_on_submit():
        return join_page(token, form, 422)
    try:
        password_hash = services.new_hash(link.account, text_of(form.new_password))
        with transaction():
            services.join(token, password_hash=password_hash)
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return join_page(token, form, 422)
    flash("Your password is set. Sign in with it now.", "success")
    return redirect(url_for(".sign_in", next=url_for(".show_factors")), code=303)


@blueprint.post("/join/<token>/passkey/options")
@public
def ask_for_first_passkey(token: str) -> ResponseReturnValue:
    """Tell the browser what to make a person's first passkey from."""
    try:
        account = services.get_join_link(token).account
    except Refusal as refusal:
        return refused(refusal)
    return ask_browser(lambda site: services.begin_passkey(account, site))


@blueprint.post("/join/<token>/passkey")
@public
def join_with_passkey(token: str) -> ResponseReturnValue:
    """Open the account with a passkey and no password, and sign in."""
    link, form = services.get_join_link(token), PasskeyForm()
    try:
        shown = read_made(text_of(form.answer), account_id=link.account_id)
        password_hash = hash_without_password()
        with transaction():
            account = services.join(token, password_hash=password_hash)
            services.add_passkey(account, shown, name="My first passkey")
    except Invalid as refusal:
        again = JoinForm(formdata=None)
        again.form_errors = [refusal.sentence]
        return join_page(token, again, 422)
    # nobody has said whose computer this is
    opened = let_in(
        account, strength=Strength.TWO_FACTORS, target=url_for(".show_factors"), is_shared=True, is_noted=False
    )
    flash("Your account is open. Add a second passkey or an app too, for the day this one is lost.", "success")
    return opened


def join_page(token: str, form: JoinForm, code: int = 200) -> ResponseReturnValue:
    """Return the page on which an account is opened."""
    link = services.get_join_link(token)
    account, inviter = link.account, queries.names_of([link.made_by_id]).get(link.made_by_id)
    county = find_county(account.county_fips) if account.county_fips else None
    html = render_template(
        "accounts/join.html",
        form=form,
        name=account.name,
        county=county,
        inviter=inviter,
        token=token,
        site=site_here(),
    )
    return private_page(html, code)


def private_page(html: str, code: int = 200) -> ResponseReturnValue:
    """Return a page whose address is a secret: it is kept nowhere and told to nobody."""
    return html, code, {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}
