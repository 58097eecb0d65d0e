"""Create an account, and invite its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import render_template

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.queries import get_account, scope_label
from portal.features.accounts.rules import ROLE_LABELS, ROLE_SCOPES, Grant, Role, Scope
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people.admin.invitations import refuse_when_off
from portal.features.people.admin.showing import person_here, person_now, row_of
from portal.features.people.forms import NewPersonForm
from portal.features.people.services import note_address_asked
from portal.foundation.errors import Invalid, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer
from portal.features.people.admin import blueprint

COUNTY_ROLES = [role for role, scopes in ROLE_SCOPES.items() if scopes == (Scope.COUNTY,)]


@blueprint.get("/new")
@requires_somewhere(permissions.PEOPLE_CREATE)
def new_person() -> ResponseReturnValue:
    """Show the form for a new account."""
    refuse_when_off()
    return render_template("people/new_person.html", form=new_person_form())


@blueprint.post("/new")
@requires_somewhere(permissions.PEOPLE_CREATE)
def create_person() -> ResponseReturnValue:
    """Create an account and show its one-time link, this once."""
    refuse_when_off()
    form = new_person_form()
    if not form.validate_on_submit():
        return render_template("people/new_person.html", form=form), 422
    viewer, county = viewer_here(), text_of(form.county)
    try:
        with transaction():
            grant = first_grant(text_of(form.job), county, viewer)
            account = services.create_account(
                name=text_of(form.name),
                email=text_of(form.email),
                county_fips=county or None,
                actor_id=viewer.account_id,
            )
            if grant:
                services.grant_role(account, grant, actor_id=viewer.account_id, giver=viewer.grants)
            token, expires_at = services.make_join_link(account, actor_id=viewer.account_id)
            link = posting.invite(account, token, expires_at, inviter=viewer.name)
    except Refusal as refusal:
        if refusal.sentence == services.TAKEN and not viewer.may(permissions.PEOPLE_CREATE):
            with transaction():
                note_address_asked(viewer)
        field = form.email if "mail" in refusal.sentence else form.job
        field.errors = [refusal.sentence]
        return render_template("people/new_person.html", form=form), 422
    return show_link(account, link, expires_at)


def first_grant(job: str, county: str, viewer: Viewer) -> Grant | None:
    """Return the role a new person is given, for the county or for the place it names; refuse an account of nowhere."""
    role, _, place = job.partition(" ")
    if place:
        scope, _, key = place.partition(":")
        return Grant(Role(role), Scope(scope), key)
    if not county and not viewer.may(permissions.PEOPLE_CREATE):
        raise Invalid("Choose a county, or a role in a region: somebody has to look after the account.")
    return Grant(Role(role), Scope.COUNTY, county) if role else None


def show_link(account: Account, link: str, expires_at: Any) -> ResponseReturnValue:
    """Show a one-time link that was mailed too; it is never shown again."""
    row = row_of(get_account(account.id), viewer_here())
    html = render_template("people/invited.html", account=row, link=link, expires_on=expires_at)
    return html, 200, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def new_person_form() -> NewPersonForm:
    """Return the form with what its sender may choose."""
    viewer, form = viewer_here(), NewPersonForm()
    counties = queries.counties_with(viewer, permissions.PEOPLE_CREATE)
    form.county.choices = [("", "No county"), *((county.fips, county.name) for county in counties)]
    regional = [
        (f"{role.value} {grant.scope.value}:{grant.key}", f"{ROLE_LABELS[role]}, {scope_label(grant)}")
        for role in Role
        for grant in queries.grantable(viewer, role)
        if grant.scope is Scope.REGION
    ]
    form.job.choices = [("", "No role yet"), *((role.value, ROLE_LABELS[role]) for role in COUNTY_ROLES), *regional]
    return form


@blueprint.post("/<int:account_id>/link")
@requires_somewhere(permissions.PEOPLE_CREATE)
def new_link(account_id: int) -> ResponseReturnValue:
    """Make a new one-time link for a person who has not signed in yet."""
    person_here(account_id, permissions.PEOPLE_CREATE)
    refuse_when_off()
    with transaction():
        account = person_now(account_id, permissions.PEOPLE_CREATE)
        token, expires_at = services.make_join_link(account, actor_id=viewer_here().account_id)
        link = posting.invite(account, token, expires_at, inviter=viewer_here().name)
    return show_link(account, link, expires_at)
