"""What a person signs in with: seen, added, taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import segno
from flask import current_app, flash, redirect, render_template, session, url_for
from pyotp import TOTP

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import AppForm, NewPasskeyForm
from portal.features.accounts.passwords import unseal
from portal.features.accounts.rules import Strength
from portal.features.accounts.session import keep_signed_in, viewer_here
from portal.foundation.errors import Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in
from portal.web.settings import settings_here
from portal.web.templating import PORTAL_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.joining import private_page
from portal.features.accounts.routes.passkeys import ask_browser, read_made, site_here
from portal.features.accounts.routes.proving import ask_for_proof, way_to_prove

APP = "app"
QR_BORDER = 4


@blueprint.get("/profile/sign-in")
@signed_in
def show_factors() -> ResponseReturnValue:
    """Show what the person signs in with."""
    return factors_page(NewPasskeyForm())


@blueprint.post("/profile/sign-in/passkeys/options")
@signed_in
def ask_for_new_passkey() -> ResponseReturnValue:
    """Tell the browser what to make a passkey from."""
    if ask_for_proof():
        return {"go": way_to_prove()}, 409
    account = queries.get_account(viewer_here().account_id)
    return ask_browser(lambda site: services.begin_passkey(account, site))


@blueprint.post("/profile/sign-in/passkeys")
@signed_in
def add_passkey() -> ResponseReturnValue:
    """Keep the passkey a browser made."""
    form, viewer = NewPasskeyForm(), viewer_here()
    if not form.validate_on_submit():
        return factors_page(form), 422
    try:
        shown = read_made(text_of(form.answer), account_id=viewer.account_id)
        return change(
            lambda account: services.add_passkey(account, shown, name=text_of(form.name)).name,
            mailed="A passkey was added to your account.",
            said="The passkey “{}” was added.",
            proves=True,
        )
    except Refusal as refusal:
        form.name.errors = [refusal.sentence]
        return factors_page(form), 422


@blueprint.post("/profile/sign-in/passkeys/<int:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Take a passkey away."""

    def remove(account: Account) -> str:
        """Take it away, and leave nothing too weak behind."""
        name = services.remove_passkey(account, passkey_id)
        services.refuse_too_little(account)
        services.end_codes_alone(account)
        return name

    return ask_for_proof() or change(
        remove, mailed="A passkey was removed from your account.", said="The passkey “{}” was removed."
    )


@blueprint.post("/profile/sign-in/app/new")
@signed_in
def begin_app() -> ResponseReturnValue:
    """Make a key for an authenticator app."""
    proof = ask_for_proof()
    if proof:
        return proof
    account = queries.get_account(viewer_here().account_id)
    with transaction():
        session[APP] = services.begin_app(account, secret=secret_here())
    return redirect(url_for(".show_app"), code=303)


@blueprint.get("/profile/sign-in/app")
@signed_in
def show_app() -> ResponseReturnValue:
    """Show the key, as a picture and as text."""
    return app_page(AppForm())


@blueprint.post("/profile/sign-in/app")
@signed_in
def add_app() -> ResponseReturnValue:
    """Keep the authenticator app once it shows a right code."""
    form, token = AppForm(), session.get(APP, "")
    begun = services.find_challenge(token, services.APP_SET_UP)
    if begun is None or begun.account_id != viewer_here().account_id or not form.validate_on_submit():
        return app_page(form, code=422)

    def add(account: Account) -> str:
        """Keep it, and forget that it was waiting."""
        services.add_app(account, begun.state["key"], text_of(form.code), secret=secret_here())
        services.drop_challenge(token)
        return ""

    try:
        return change(
            add,
            mailed="An authenticator app was set up for your account.",
            said="Your authenticator app is set up.",
            proves=True,
        )
    except Invalid as refusal:
        form.code.errors = [refusal.sentence]
        return app_page(form, code=422)


@blueprint.post("/profile/sign-in/app/remove")
@signed_in
def remove_app() -> ResponseReturnValue:
    """Take the authenticator app away."""

    def remove(account: Account) -> str:
        """Take it away, and leave nothing too weak behind."""
        services.remove_app(account)
        services.refuse_too_little(account)
        services.end_codes_alone(account)
        return ""

    return ask_for_proof() or change(
        remove,
        mailed="The authenticator app was removed from your account.",
        said="The authenticator app was removed.",
    )


@blueprint.post("/profile/sign-in/codes")
@signed_in
def make_codes() -> ResponseReturnValue:
    """Make codes to print, and show them this once."""
    proof = ask_for_proof()
    if proof:
        return proof
    with transaction():
        account = queries.get_account(viewer_here().account_id)
        codes = services.make_codes(account)
        posting.tell_of_change(account, "New printed codes were made for your account; older ones no longer work.")
    return private_page(render_template("accounts/codes.html", codes=codes, email=account.email))


def change(deed: Callable[[Account], str], *, mailed: str, said: str, proves: bool = False) -> ResponseReturnValue:
    """Change what the person signs in with: tell by mail, sign other browsers out, and lead back.

    A deed that proves who it is makes the session stronger, and after a printed code leads to the old methods.
    """
    viewer = viewer_here()
    with transaction():
        account = queries.get_account(viewer.account_id)
        name = deed(account)
        services.end_sessions(account.id, but=viewer.session_id)
        proved = services.prove_session(viewer, strength=Strength.TWO_FACTORS) if proves else None
        token = proved or services.renew_session(viewer)
        posting.tell_of_change(account, mailed)
    keep_signed_in(token)
    flash(f"{said.format(name)} Other browsers were signed out.", "success")
    was_lost = proves and viewer.strength is Strength.PRINTED_CODE
    return redirect(url_for(".show_old_factors" if was_lost else ".show_factors"), code=303)


def secret_here() -> str:
    """Return what keys are sealed with."""
    return str(current_app.config["SECRET_KEY"])


def factors_page(form: NewPasskeyForm) -> str:
    """Return the page on what the person signs in with."""
    viewer = viewer_here()
    return render_template(
        "accounts/factors.html",
        form=form,
        factors=queries.factors_of(viewer.account_id),
        identities=queries.list_identities(viewer.account_id),
        site=site_here(),
        is_lost=viewer.strength is Strength.PRINTED_CODE,
        is_required=settings_here().require_second_factor,
    )


def app_page(form: AppForm, code: int = 200) -> ResponseReturnValue:
    """Return the page with the app's key, or lead back when it waited for too long."""
    begun = services.find_challenge(session.get(APP, ""), services.APP_SET_UP)
    viewer = viewer_here()
    key = unseal(begun.state["key"], secret_here()) if begun and begun.account_id == viewer.account_id else None
    if key is None:
        flash(services.TOO_LATE, "warning")
        return redirect(url_for(".show_factors"), code=303)
    uri = TOTP(key).provisioning_uri(name=viewer.email, issuer_name=PORTAL_NAME)
    picture = segno.make(uri, error="m", micro=False)
    rows = [
        (column, row)
        for row, modules in enumerate(picture.matrix_iter(border=QR_BORDER))
        for column, dark in enumerate(modules)
        if dark
    ]
    path = "".join(f"M{column} {row}h1v1h-1z" for column, row in rows)
    side = picture.symbol_size(border=QR_BORDER)[0]
    groups = " ".join(key[start : start + 4] for start in range(0, len(key), 4))
    return private_page(render_template("accounts/app.html", form=form, path=path, side=side, key=groups), code)
