"""Sign in, sign out, join by a one-time link, profile."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.forms import JoinForm, PasswordForm, SignInForm
from portal.features.accounts.passwords import hash_subject
from portal.features.accounts.queries import normal_email
from portal.features.accounts.rules import ROLE_LABELS, network_of
from portal.features.accounts.session import (
    current_viewer,
    forget_signed_in,
    keep_signed_in,
    local_address,
    viewer_here,
)
from portal.foundation.errors import Invalid, TooMany
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.config import Settings
    from portal.features.accounts.models import Account

log = logging.getLogger(__name__)

blueprint = Blueprint("accounts", __name__, template_folder="templates")
NOT_RIGHT = "The mail address or the password is not right."


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Show the form; who is signed in already goes on."""
    target = local_address(request.args.get("next"))
    if current_viewer():
        return redirect(target or "/", code=303)
    return render_template("accounts/sign_in.html", form=SignInForm(next=target or ""))


@blueprint.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Sign in, or say the same thing for every way it can fail."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_in.html", form=form), 422
    email, password = normal_email(text_of(form.email)), text_of(form.password)
    counted = slow_down(email)
    account = services.check_sign_in(email, password)
    if account is None or is_unwelcome(account):
        log.warning("A sign-in failed, counted under %s.", counted.account_here[:12])
        form.password.errors = [NOT_RIGHT]
        return render_template("accounts/sign_in.html", form=form), 422
    stronger, before = services.stronger_hash(account, password), current_viewer()
    with transaction():
        services.forget_tries(counted)
        account.password_hash = stronger or account.password_hash
        if before:
            services.end_session(before)
        token = services.begin_session(account, device=request.user_agent.string)
    keep_signed_in(token)
    return redirect(local_address(text_of(form.next)) or "/", code=303)


def is_unwelcome(account: Account) -> bool:
    """Say whether an account has no business here: demo people in production, by whatever server it is served."""
    settings: Settings = current_app.extensions["portal.settings"]
    return account.is_demo and settings.environment == "production"


def subject_of(name: str) -> str:
    """Return the keyed hash under which tries are counted."""
    return hash_subject(name, str(current_app.config["SECRET_KEY"]))


def slow_down(email: str) -> services.Tries:
    """Count a try with a password, or refuse it because there were too many; return what a success clears."""
    place = network_of(request.remote_addr or "")
    counted = services.Tries(
        account_here=subject_of(f"account {email} from {place}"),
        account=subject_of(f"account {email}"),
        network=subject_of(f"address {place}"),
    )
    with transaction():
        wait = services.begin_try(counted)
    if wait:
        log.warning("A sign-in has to wait, counted under %s.", counted.account_here[:12])
        seconds = max(1, round(wait.total_seconds()))
        words = f"{-(-seconds // 60)} minutes" if seconds > 90 else f"{seconds} seconds"  # noqa: PLR2004 - a minute and a half
        raise TooMany(
            f"There were too many tries to sign in. Please wait {words}, then try again.", retry_after=seconds
        )
    return counted


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


@blueprint.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    """Show who the person is to the portal."""
    return show_profile(PasswordForm())


@blueprint.post("/profile/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return show_profile(form), 422
    viewer = viewer_here()
    counted = slow_down(viewer.email)
    try:
        known_hash = services.get_current_hash(viewer, text_of(form.current_password))
    except Invalid as refusal:
        form.current_password.errors = [refusal.sentence]
        return show_profile(form), 422
    try:
        password_hash = services.new_hash(queries.get_account(viewer.account_id), text_of(form.new_password))
        with transaction():
            services.forget_tries(counted)
            services.change_password(viewer, known_hash=known_hash, password_hash=password_hash)
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return show_profile(form), 422
    flash("Your password is changed. Other browsers were signed out.", "success")
    return redirect(url_for(".profile"), code=303)


def show_profile(form: PasswordForm) -> str:
    """Return the profile page."""
    account = queries.get_account(viewer_here().account_id)
    grants = [queries.grant_of(row) for row in account.grants]
    return render_template(
        "accounts/profile.html",
        account=viewer_here(),
        grants=[
            (ROLE_LABELS[grant.role], queries.scope_label(grant), row.granted_at)
            for grant, row in zip(grants, account.grants, strict=True)
        ],
        form_password=form,
    )
