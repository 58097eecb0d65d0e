"""How people join: what is switched on, and each county's mail domains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions, services
from portal.features.accounts.queries import find_county_sign_in, is_switched_off, list_domains
from portal.features.accounts.rules import SWITCH_LABELS, Switch
from portal.features.accounts.services import CountyChoice
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people.forms import CountySignInForm, DomainForm
from portal.features.people.queries.joining import find_own_domain, list_joining
from portal.features.people.services import joining
from portal.features.regions.queries import find_county
from portal.foundation.errors import NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires, requires_somewhere
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import CountyServed
from portal.features.people.admin import blueprint


@blueprint.get("/joining")
@requires_somewhere(permissions.JOINING_SET)
def show_joining() -> ResponseReturnValue:
    """Show how people join, county by county, and what is switched on in the whole portal."""
    viewer, settings = viewer_here(), settings_here()
    switches = [
        {
            "name": switch.value,
            "label": SWITCH_LABELS[switch],
            "is_on": not is_switched_off(switch),
            "is_allowed": getattr(settings, switch.value),
        }
        for switch in Switch
    ]
    may_switch = viewer.may(permissions.JOINING_SET)
    return render_template(
        "people/joining.html", counties=list_joining(viewer), switches=switches, may_switch=may_switch
    )


@blueprint.post("/joining/switches/<name>/<state>")
@requires(permissions.JOINING_SET)
def switch_joining(name: str, state: str) -> ResponseReturnValue:
    """Switch a way to join on or off, in the whole portal."""
    if name not in {switch.value for switch in Switch} or state not in {"on", "off"}:
        raise NotFound
    with transaction():
        joining.switch(Switch(name), is_on=state == "on", viewer=viewer_here())
    flash(f"{SWITCH_LABELS[Switch(name)]}: switched {state}.", "success")
    return redirect(url_for(".show_joining"), code=303)


@blueprint.get("/joining/<fips>")
@requires_somewhere(permissions.JOINING_SET)
def show_county_joining(fips: str) -> ResponseReturnValue:
    """Show how the people of a county join."""
    return county_page(county_here(fips), DomainForm())


@blueprint.post("/joining/<fips>/domains")
@requires_somewhere(permissions.JOINING_SET)
def add_domain(fips: str) -> ResponseReturnValue:
    """Register a mail domain as the county's."""
    county, form = county_here(fips), DomainForm()
    if not form.validate_on_submit():
        return county_page(county, form), 422
    try:
        with transaction():
            row = joining.add_domain(fips, text_of(form.domain), viewer=viewer_here())
    except Refusal as refusal:
        form.domain.errors = [refusal.sentence]
        return county_page(county, form), 422
    flash(f"People with an address at {row.domain} can ask for an account in {county.name} County.", "success")
    return redirect(url_for(".show_county_joining", fips=fips), code=303)


@blueprint.post("/joining/<fips>/domains/<int:domain_id>/remove")
@requires_somewhere(permissions.JOINING_SET)
def remove_domain(fips: str, domain_id: int) -> ResponseReturnValue:
    """Take a mail domain from the county."""
    county = county_here(fips)
    with transaction():
        row = find_own_domain(fips, domain_id)
        if row is None:
            raise NotFound
        joining.remove_domain(row, viewer=viewer_here())
    flash(f"{row.domain} is no longer a mail domain of {county.name} County.", "success")
    return redirect(url_for(".show_county_joining", fips=fips), code=303)


def county_here(fips: str) -> CountyServed:
    """Return a county for which this reader says how people join; note whoever reaches further."""
    county = find_county(fips)
    if county is None or not viewer_here().may(permissions.JOINING_SET, county.fips):
        refuse_reach(f"joining in county {fips[:5]}")
    return county


@blueprint.post("/joining/<fips>/sign-in")
@requires_somewhere(permissions.JOINING_SET)
def set_county_sign_in(fips: str) -> ResponseReturnValue:
    """Set up the county's own sign-in."""
    county, form = county_here(fips), CountySignInForm()
    if not form.validate_on_submit():
        return county_page(county, DomainForm(formdata=None), form), 422
    settings = settings_here()
    choice = CountyChoice(
        issuer=text_of(form.issuer),
        client_id=text_of(form.client_id),
        client_secret=text_of(form.client_secret),
        is_on=bool(form.is_on.data),
        lets_in=bool(form.lets_in.data),
    )
    try:
        with transaction():
            services.set_county_sign_in(
                county.fips,
                choice,
                actor_id=viewer_here().account_id,
                secret=settings.secret_key.get_secret_value(),
                is_local_allowed=settings.local_fetch,
            )
    except Refusal as refusal:
        field = form.client_secret if "secret" in refusal.sentence else form.issuer
        field.errors = [refusal.sentence]
        return county_page(county, DomainForm(formdata=None), form), 422
    flash(f"The sign-in of {county.name} County is {'in use' if choice.is_on else 'kept, but not in use'}.", "success")
    return redirect(url_for(".show_county_joining", fips=fips), code=303)


def county_page(county: CountyServed, domain_form: DomainForm, form: CountySignInForm | None = None) -> str:
    """Return the page on a county; what was typed into the form that was sent stays, but for the secret."""
    kept, settings = find_county_sign_in(county.fips), settings_here()
    if form is None:
        form = CountySignInForm(formdata=None, obj=kept)
    form.client_secret.description = "Kept, and never shown. Leave empty to keep it." if kept else "Never shown again."
    return render_template(
        "people/county_joining.html",
        county=county,
        domains=list_domains(county.fips),
        domain_form=domain_form,
        form=form,
        is_kept=kept is not None,
        answer_to=settings.public_url + url_for("accounts.take_answer", fips=county.fips),
    )
