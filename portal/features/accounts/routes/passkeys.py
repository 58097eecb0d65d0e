"""What browsers ask and answer about passkeys, when signing in, proving and adding one."""

from __future__ import annotations

import logging
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, session, url_for

from portal.features.accounts import queries, services
from portal.features.accounts.forms import PasskeyForm, SignInForm
from portal.features.accounts.rules import Site, Strength
from portal.features.accounts.session import local_address
from portal.foundation.errors import Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public
from portal.web.settings import settings_here
from portal.web.templating import PORTAL_NAME

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
    from portal.features.accounts.services.ceremonies import Shown
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.opening import is_unwelcome, let_in
from portal.features.accounts.routes.slowing import slow_down_passkeys, subject_of_passkeys

log = logging.getLogger(__name__)
PASSKEY, STEP = "passkey", "second_step"
NOT_KNOWN = "That passkey does not open an account here. Try another one, or sign in with your password."
NO_PASSKEYS = "Passkeys need the portal's name in the address, not a number."


def site_here() -> Site | None:
    """Return for whom passkeys are made at this address; none where it is a number, which browsers refuse."""
    settings = settings_here()
    own = f"{urlsplit(settings.public_url).scheme}://{request.host}" if settings.is_local else settings.public_url
    parts = urlsplit(own.lower())
    host, port = parts.hostname or "", parts.port
    try:
        ip_address(host)
    except ValueError:
        is_usual = port in {None, {"https": 443, "http": 80}[parts.scheme]}
        return Site(host, f"{parts.scheme}://{host}" + ("" if is_usual else f":{port}"), PORTAL_NAME)
    return None


def site_for_passkeys() -> Site:
    """Return for whom passkeys are made here, or refuse."""
    site = site_here()
    if site is None:
        raise Invalid(NO_PASSKEYS)
    return site


@blueprint.post("/sign-in/passkey/options")
@public
def ask_for_passkey() -> ResponseReturnValue:
    """Tell the browser what to find a passkey by; between password and session, one of the account's own."""
    step = services.find_second_step(session.get(STEP, ""))
    account_id = step.account.id if step else None
    return ask_browser(lambda site: services.begin_showing(site, account_id=account_id), is_counted=True)


def ask_browser(
    begin: Callable[[Site], tuple[dict[str, Any], str]], *, is_counted: bool = False
) -> ResponseReturnValue:
    """Return what `begin` asks of the browser, and remember that it was asked; the answer says why where it cannot."""
    try:
        site = site_for_passkeys()
        if is_counted:
            slow_down_passkeys()
        with transaction():
            options, token = begin(site)
    except Refusal as refusal:
        return refused(refusal)
    session[PASSKEY] = token
    return options


def read_made(answer: str, *, account_id: int) -> Shown:
    """Return the passkey that a browser made for an account, as it was asked to; refuse another one."""
    site = site_for_passkeys()
    with transaction():
        begun = services.take_challenge(session.pop(PASSKEY, ""), services.PASSKEY_ADDED)
    return services.read_new_passkey(begun, answer, site, account_id=account_id)


def refused(refusal: Refusal) -> ResponseReturnValue:
    """Return a refusal as the script of the page shows it."""
    return {"sentence": refusal.sentence}, 409


@blueprint.post("/sign-in/passkey")
@public
def sign_in_with_passkey() -> ResponseReturnValue:
    """Sign in with the passkey a browser showed."""
    form, is_second = PasskeyForm(), STEP in session
    step = services.find_second_step(session.get(STEP, ""))
    try:
        account = recognised(text_of(form.answer))
    except Refusal as refusal:
        if is_second and step:
            flash(refusal.sentence, "error")
            return redirect(url_for("accounts.second_step"), code=303)
        again = SignInForm(formdata=None, next=local_address(text_of(form.next)) or "")
        again.form_errors = [refusal.sentence]
        return render_template("accounts/sign_in.html", form=again, site=site_here()), 422
    target = step.target if step else local_address(text_of(form.next)) or "/"
    is_shared = step.is_shared if step else bool(form.is_shared.data)
    return let_in(account, strength=Strength.TWO_FACTORS, target=target, is_shared=is_shared)


def recognised(answer: str) -> Account:
    """Return whose passkey the browser showed, having noted that it was used; say one thing for whatever is wrong."""
    site = site_for_passkeys()
    with transaction():
        begun = services.take_challenge(session.pop(PASSKEY, ""), services.PASSKEY_SHOWN)
    try:
        passkey, shown = services.recognise(begun, answer, site)
        account = queries.get_account(passkey.account_id)
        if account.closed_at is not None or is_unwelcome(account):
            raise Invalid(NOT_KNOWN)
    except Refusal as refusal:
        log.warning("A sign-in with a passkey failed.")
        raise Invalid(NOT_KNOWN) from refusal
    with transaction():
        services.note_passkey_used(account, passkey.id, counter=shown.counter)
        services.forget_try(subject_of_passkeys())
    return account
