"""Sign in with a county's own sign-in; join it to an account; ask for an account through it."""

from __future__ import annotations

import hmac
import logging
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, session, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import ConfirmForm, ProofForm
from portal.features.accounts.passwords import hash_without_password, unseal
from portal.features.accounts.queries import normal_email
from portal.features.accounts.rules import Assertion, Strength, Switch, is_fresh
from portal.features.accounts.session import current_viewer, local_address, viewer_here
from portal.features.regions.queries import find_county
from portal.foundation.clock import now
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public, signed_in
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account, CountySignIn
    from portal.features.accounts.services.challenges import Begun
from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.opening import is_unwelcome, let_in
from portal.features.accounts.routes.passkeys import STEP
from portal.features.accounts.routes.proving import ask_for_proof
from portal.features.accounts.routes.slowing import slow_down

log = logging.getLogger(__name__)
ASKING, IDENTITY = "county_sign_in", "county_identity"
ASKING_LASTS = 600
BEGUN_ELSEWHERE = (
    "This sign-in was begun in another browser, too long ago, or was finished already. Please begin again."
)


@blueprint.get("/county-sign-in")
@public
def list_county_sign_ins() -> ResponseReturnValue:
    """Show the counties that have a sign-in of their own; a computer is a shared one until somebody says no."""
    counties, target = queries.counties_with_sign_in(), local_address(request.args.get("next"))
    own = "yes" if request.args.get("own") else None
    return render_template("accounts/county_sign_ins.html", counties=counties, next=target, own=own)


@blueprint.get("/county-sign-in/<fips>")
@public
def go_to_county(fips: str) -> ResponseReturnValue:
    """Send somebody to their county's sign-in."""
    sign_in = sign_in_of(fips)
    try:
        asking = services.begin_asking(provider_of(sign_in))
    except services.ProviderFault as fault:
        return without_county(fips, fault)
    session[ASKING] = {
        "fips": fips, "state": asking.state, "nonce": asking.nonce, "verifier": asking.verifier,
        "at": int(now().timestamp()), "next": local_address(request.args.get("next")) or "/",
        "is_shared": not request.args.get("own"),
    }  # fmt: skip
    return redirect(asking.url, code=303)


@blueprint.get("/county-sign-in/<fips>/answer")
@public
def take_answer(fips: str) -> ResponseReturnValue:
    """Take up whoever comes back from their county's sign-in.

    Each county has an address of its own: one county's sign-in cannot pass on what another's has answered.
    """
    begun: dict[str, Any] = session.pop(ASKING, None) or {}
    age = int(now().timestamp()) - begun.get("at", 0)
    is_ours = hmac.compare_digest(begun.get("state", "").encode(), request.args.get("state", "").encode())
    if not begun or not is_ours or begun["fips"] != fips or not 0 <= age <= ASKING_LASTS:
        raise Conflict(BEGUN_ELSEWHERE)
    sign_in, code = sign_in_of(fips), request.args.get("code", "")
    if not code:
        flash("Your county's sign-in did not let you in. Sign in with your password, or try again.", "warning")
        return redirect(url_for(".sign_in"), code=303)
    try:
        claims = services.finish_asking(
            provider_of(sign_in),
            code=code,
            nonce=begun["nonce"],
            verifier=begun["verifier"],
            issuer=request.args.get("iss", ""),
        )
    except services.ProviderFault as fault:
        return without_county(sign_in.county_fips, fault)
    person = services.assert_person(claims, sign_in)
    return take_in(person, sign_in, target=begun["next"], is_shared=begun["is_shared"])


def take_in(person: Assertion, sign_in: CountySignIn, *, target: str, is_shared: bool) -> ResponseReturnValue:
    """Open the account of whom a county names, ask its owner for a proof, or let somebody new in or wait."""
    account = services.recognise_by_county(person, sign_in.county_fips)
    if account is not None:
        return after_first_step(account, target=target, is_shared=is_shared)
    account = services.find_unjoined(person, sign_in.county_fips)
    if account is not None:
        state = {
            "issuer": person.issuer, "subject": person.subject, "fips": sign_in.county_fips, "next": target,
            "is_shared": is_shared,
        }  # fmt: skip
        with transaction():
            session[IDENTITY] = services.begin_challenge(IDENTITY, account_id=account.id, state=state)
        return redirect(url_for(".show_joining_county"), code=303)
    if sign_in.lets_in:
        nobodys_hash = hash_without_password()
        with transaction():
            account = services.admit(person, sign_in.county_fips, nobodys_hash=nobodys_hash)
        return after_first_step(account, target=target, is_shared=is_shared)
    services.refuse_when_off(Switch.SELF_REGISTRATION, settings_here())
    with transaction():
        held, is_new = services.hold(person, sign_in.county_fips)
        if is_new:
            posting.tell_deciders(held)
    return redirect(url_for(".address_confirmed"), code=303)


@blueprint.get("/county-sign-in/join")
@public
def show_joining_county() -> ResponseReturnValue:
    """Ask the owner of an account for a proof before a county's sign-in is joined to it."""
    _, account = begun_joining()
    return show_join(account, ProofForm())


@blueprint.post("/county-sign-in/join")
@public
def join_county() -> ResponseReturnValue:
    """Join the county's sign-in to the account, by its password or the session of its owner.

    Where the account has a second factor, a password alone joins nothing: its owner signs in whole, and comes back.
    """
    begun, account = begun_joining()
    is_proved = has_proof(account)
    form = ConfirmForm() if is_proved else ProofForm()
    if not form.validate_on_submit():
        return show_join(account, form), 422
    if not is_proved:
        counted = slow_down(normal_email(account.email))
        if services.check_sign_in(account.email, text_of(form.current_password)) is None:
            form.current_password.errors = ["The password is not right."]
            return show_join(account, form), 422
        with transaction():
            services.forget_tries(counted)
        if queries.factors_of(account.id).has_second:
            return after_first_step(account, target=way_back(begun), is_shared=begun.state["is_shared"])
    with transaction():
        services.take_challenge(session.pop(IDENTITY, ""), IDENTITY)
        account = services.openable(queries.get_account(account.id), begun.state["fips"])
        services.join_identity(account, issuer=begun.state["issuer"], subject=begun.state["subject"])
        posting.tell_of_change(account, "From now on your county's own sign-in opens your account, too.")
    if is_proved:
        flash("From now on your county's sign-in opens your account.", "success")
        return redirect(begun.state["next"], code=303)
    return after_first_step(account, target=begun.state["next"], is_shared=begun.state["is_shared"])


@blueprint.post("/county-sign-in/<int:identity_id>/remove")
@signed_in
def separate_county(identity_id: int) -> ResponseReturnValue:
    """Take the county's sign-in from one's own account."""
    if wanted := ask_for_proof():
        return wanted
    with transaction():
        account = queries.get_account(viewer_here().account_id)
        services.separate_identity(account, identity_id)
        posting.tell_of_change(account, "Your county's own sign-in no longer opens your account.")
    flash("Your county's sign-in no longer opens your account.", "success")
    return redirect(url_for(".show_factors"), code=303)


def way_back(begun: Begun) -> str:
    """Return the address that leads through the county's sign-in once more, and then where the person was going."""
    own = None if begun.state["is_shared"] else "yes"
    return url_for(".go_to_county", fips=begun.state["fips"], next=begun.state["next"], own=own)


def begun_joining() -> tuple[Begun, Account]:
    """Return what a county's sign-in said a short while ago in this browser, and the account it is about."""
    begun = services.find_challenge(session.get(IDENTITY, ""), IDENTITY)
    if begun is None or begun.account_id is None:
        raise Conflict(BEGUN_ELSEWHERE)
    return begun, queries.get_account(begun.account_id)


def has_proof(account: Account) -> bool:
    """Say whether the owner of an account is signed in here and has shown that a short while ago."""
    viewer = current_viewer()
    return viewer is not None and viewer.account_id == account.id and is_fresh(viewer.proved_at, at=now())


def show_join(account: Account, form: ProofForm | ConfirmForm) -> str:
    """Return the page that asks for a proof."""
    county = find_county(account.county_fips) if account.county_fips else None
    proved = has_proof(account)
    return render_template("accounts/join_county.html", form=form, account=account, county=county, is_proved=proved)


def after_first_step(account: Account, *, target: str, is_shared: bool) -> ResponseReturnValue:
    """Go on with somebody whose county or password says who it is: to the second step where there is one."""
    if is_unwelcome(account):
        raise NotFound
    if not queries.factors_of(account.id).has_second:
        return let_in(account, strength=Strength.PASSWORD, target=target, is_shared=is_shared, is_noted=not is_shared)
    with transaction():
        step = services.begin_second_step(account, target=target, is_shared=is_shared)
    session[STEP] = step
    return redirect(url_for(".second_step"), code=303)


def sign_in_of(fips: str) -> CountySignIn:
    """Return a county's own sign-in that is in use."""
    found = queries.find_county_sign_in(fips)
    if found is None or not found.is_on:
        raise NotFound("This county has no sign-in of its own here. Sign in with your password.")
    return found


def provider_of(sign_in: CountySignIn) -> services.Provider:
    """Return how a county's sign-in is asked."""
    settings = settings_here()
    secret = unseal(sign_in.client_secret, settings.secret_key.get_secret_value())
    return services.Provider(
        issuer=sign_in.issuer,
        client_id=sign_in.client_id,
        client_secret=secret or "",
        answer_to=settings.public_url + url_for("accounts.take_answer", fips=sign_in.county_fips),
        is_local_allowed=settings.local_fetch,
    )


def without_county(fips: str, fault: services.ProviderFault) -> ResponseReturnValue:
    """Lead to the password where a county's sign-in cannot be had."""
    log.warning("The sign-in of county %s cannot be used: %s", fips, fault)
    county = find_county(fips)
    whose = f"The sign-in of {county.name} County" if county else "Your county's sign-in"
    flash(f"{whose} does not answer as it should now. Sign in with your password, or try again in a minute.", "warning")
    return redirect(url_for("accounts.sign_in"), code=303)
