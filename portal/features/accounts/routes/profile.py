"""Who a person is to the portal, and the password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import JoinForm, PasswordForm, long_enough
from portal.features.accounts.passwords import is_somebodys
from portal.features.accounts.rules import ROLE_LABELS, SHORTEST_PASSWORD, credit_line
from portal.features.accounts.session import limits, viewer_here
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.proving import ask_for_proof
from portal.features.accounts.routes.slowing import slow_down


@blueprint.get("/profile")
@signed_in
def profile() -> ResponseReturnValue:
    """Show who the person is to the portal."""
    return show_profile(PasswordForm() if has_password(viewer_here()) else JoinForm())


@blueprint.post("/profile/password")
@signed_in
def change_password() -> ResponseReturnValue:
    """Change the password; other browsers are signed out."""
    form, viewer = PasswordForm(), viewer_here()
    if not has_password(viewer):
        return set_password()
    if not form.validate_on_submit():
        return show_profile(form), 422
    counted = slow_down(viewer.email)
    try:
        known_hash = services.get_current_hash(viewer, text_of(form.current_password))
    except Invalid as refusal:
        form.current_password.errors = [refusal.sentence]
        return show_profile(form), 422
    try:
        password_hash = services.new_hash(queries.get_account(viewer.account_id), text_of(form.new_password))
        is_short = len(text_of(form.new_password)) < SHORTEST_PASSWORD
        with transaction():
            services.forget_tries(counted)
            posting.tell_of_change(queries.get_account(viewer.account_id), "The password of your account was changed.")
            services.change_password(viewer, known_hash=known_hash, password_hash=password_hash, is_short=is_short)
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return show_profile(form), 422
    flash("Your password is changed. Other browsers were signed out.", "success")
    return redirect(url_for(".profile"), code=303)


def has_password(viewer: queries.Viewer) -> bool:
    """Say whether the person has a password, and not passkeys alone."""
    return is_somebodys(queries.get_account(viewer.account_id).password_hash)


def set_password() -> ResponseReturnValue:
    """Set the password of somebody who had passkeys alone; a fresh proof stands for the current one."""
    form, viewer = JoinForm(), viewer_here()
    if not form.validate_on_submit():
        return show_profile(form), 422
    proof = ask_for_proof()
    if proof:
        return proof
    account, password = queries.get_account(viewer.account_id), text_of(form.new_password)
    try:
        password_hash = services.new_hash(account, password)
        with transaction():
            known_hash, is_short = account.password_hash or "", len(password) < SHORTEST_PASSWORD
            posting.tell_of_change(account, "A password was set for your account.")
            services.change_password(viewer, known_hash=known_hash, password_hash=password_hash, is_short=is_short)
    except Invalid as refusal:
        form.new_password.errors = [refusal.sentence]
        return show_profile(form), 422
    flash("Your password is set. Other browsers were signed out.", "success")
    return redirect(url_for(".profile"), code=303)


def show_profile(form: JoinForm) -> str:
    """Return the profile page."""
    account = queries.get_account(viewer_here().account_id)
    form.new_password.description = long_enough(services.shortest_for(account))
    grants = [queries.grant_of(row) for row in account.grants]
    idle, idle_shared, longest = limits()
    return render_template(
        "accounts/profile.html",
        account=viewer_here(),
        grants=[
            (ROLE_LABELS[grant.role], queries.scope_label(grant), row.granted_at)
            for grant, row in zip(grants, account.grants, strict=True)
        ],
        credit=credit_line(
            name=account.name, county=account.county.name if account.county else "", credit=account.credit
        ),
        sessions=queries.list_sessions(viewer_here(), idle=idle, idle_shared=idle_shared, longest=longest),
        form_password=form,
    )
