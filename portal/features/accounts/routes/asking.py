"""Ask for an account, and confirm the address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.features.accounts import posting, queries, services
from portal.features.accounts.forms import AskForm, ConfirmForm
from portal.features.accounts.queries import normal_email
from portal.features.accounts.routes.joining import private_page
from portal.features.accounts.rules import Switch
from portal.features.regions.queries import find_county
from portal.foundation.errors import Invalid
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import public
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.accounts.routes import blueprint
from portal.features.accounts.routes.slowing import slow_down


@dataclass(frozen=True, slots=True)
class WaysToJoin:
    """What the sign-in page offers besides the password."""

    asking: bool
    county: bool


def ways_to_join() -> WaysToJoin:
    """Return what the sign-in page offers besides the password (for templates)."""
    settings = settings_here()
    asking = settings.self_registration and not queries.is_switched_off(Switch.SELF_REGISTRATION)
    return WaysToJoin(asking=asking, county=bool(queries.counties_with_sign_in()))


def refuse_when_off() -> None:
    """Refuse where asking for an account is switched off."""
    services.refuse_when_off(Switch.SELF_REGISTRATION, settings_here())


@blueprint.get("/ask")
@public
def ask() -> ResponseReturnValue:
    """Show the form with which people of a county ask for an account."""
    refuse_when_off()
    return render_template("accounts/ask.html", form=AskForm())


@blueprint.post("/ask")
@public
def send_request() -> ResponseReturnValue:
    """Write to the address, and answer the same whatever is known of it."""
    refuse_when_off()
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("accounts/ask.html", form=form), 422
    slow_down(normal_email(text_of(form.email)), what="request")
    try:
        with transaction():
            posting.answer_asking(services.ask_account(name=text_of(form.name), email=text_of(form.email)))
    except Invalid as refusal:
        field = form.name if refusal.sentence.startswith("A name") else form.email
        field.errors = [refusal.sentence]
        return render_template("accounts/ask.html", form=form), 422
    return redirect(url_for(".asked"), code=303)


@blueprint.get("/asked")
@public
def asked() -> ResponseReturnValue:
    """Say what comes next."""
    return render_template("accounts/asked.html")


@blueprint.get("/ask/<token>")
@public
def confirm(token: str) -> ResponseReturnValue:
    """Show who asked, with a button to confirm it: programs that look through mail open links, but press no buttons."""
    request = services.get_asked(token)
    county = find_county(request.county_fips)
    page = render_template("accounts/confirm.html", form=ConfirmForm(), asked=request, county=county)
    return private_page(page)


@blueprint.post("/ask/<token>")
@public
def confirm_address(token: str) -> ResponseReturnValue:
    """Let the request wait for a decision, and tell those who decide."""
    with transaction():
        posting.tell_deciders(services.confirm_address(token))
    return redirect(url_for(".address_confirmed"), code=303)


@blueprint.get("/ask/confirmed")
@public
def address_confirmed() -> ResponseReturnValue:
    """Say who decides now."""
    return render_template("accounts/confirmed.html")
