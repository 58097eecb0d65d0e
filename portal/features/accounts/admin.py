"""The staff's pages on people: list, create, grant, close."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions, posting, queries, services
from portal.features.accounts.forms import CloseForm, GrantForm, NewPersonForm
from portal.features.accounts.rules import ROLE_LABELS, ROLE_SCOPES, Grant, Role, Scope
from portal.features.accounts.session import viewer_here
from portal.foundation.clock import today
from portal.foundation.errors import Invalid, NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of, trim
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
    from portal.features.accounts.queries import Viewer

blueprint = Blueprint("people", __name__, template_folder="templates", url_prefix="/admin/people")
PEOPLE_PER_PAGE = 50
LONGEST_QUERY = 254
STATUSES = [("active", "Active"), ("invited", "Has not signed in yet"), ("closed", "Closed")]
COUNTY_ROLES = [role for role, scopes in ROLE_SCOPES.items() if scopes == (Scope.COUNTY,)]


@blueprint.get("/")
@requires_somewhere(permissions.PEOPLE_VIEW)
def list_people() -> ResponseReturnValue:
    """Show the people somebody looks after, searched and filtered by the address."""
    viewer = viewer_here()
    chosen = {name: str(trim(request.args.get(name, "")))[:LONGEST_QUERY] for name in ("q", "county", "role", "status")}
    people, pagination = paginate(
        queries.select_people(
            words=chosen["q"],
            county=chosen["county"],
            role=chosen["role"],
            status=chosen["status"],
            keys=queries.keys_in_sight(viewer),
        ),
        per_page=PEOPLE_PER_PAGE,
        noun="people",
    )
    return render_template(
        "accounts/people.html",
        rows=[row_of(account, viewer) for account in people],
        query=chosen["q"],
        filters={
            "county": [(one.fips, one.name) for one in queries.counties_with(viewer, permissions.PEOPLE_VIEW)],
            "role": [*((role.value, label) for role, label in ROLE_LABELS.items())],
            "status": STATUSES,
        },
        chosen=chosen,
        pagination=pagination,
        total=pagination.total,
    )


def row_of(account: Account, viewer: Viewer) -> dict[str, Any]:
    """Return what a list shows of a person; of roles out of the reader's sight, only that there are some."""
    status, status_label = queries.status_of(account)
    seen = queries.roles_in_sight(viewer, account)
    return {
        "name": account.name,
        "email": account.email,
        "county_name": account.county.name if account.county else None,
        "role_labels": list(dict.fromkeys(role_words(queries.grant_of(grant)) for grant in seen)),
        "is_elsewhere": len(seen) < len(account.grants),
        "status": status,
        "status_label": status_label,
        "url": url_for("people.show_person", account_id=account.id),
        "is_demo": account.is_demo,
    }


def role_words(grant: Grant) -> str:
    """Return a role with the place it is held for; a statewide role says so itself."""
    label = ROLE_LABELS[grant.role]
    return label if grant.scope is Scope.STATE else f"{label}, {queries.scope_label(grant)}"


@blueprint.get("/new")
@requires_somewhere(permissions.PEOPLE_CREATE)
def new_person() -> ResponseReturnValue:
    """Show the form for a new account."""
    return render_template("accounts/new_person.html", form=new_person_form())


@blueprint.post("/new")
@requires_somewhere(permissions.PEOPLE_CREATE)
def create_person() -> ResponseReturnValue:
    """Create an account and show its one-time link, this once."""
    form = new_person_form()
    if not form.validate_on_submit():
        return render_template("accounts/new_person.html", form=form), 422
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
                services.note_address_asked(viewer)
        field = form.email if "mail" in refusal.sentence else form.job
        field.errors = [refusal.sentence]
        return render_template("accounts/new_person.html", form=form), 422
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
    row = row_of(queries.get_account(account.id), viewer_here())
    html = render_template("accounts/invited.html", account=row, link=link, expires_on=expires_at)
    return html, 200, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def new_person_form() -> NewPersonForm:
    """Return the form with what its sender may choose."""
    viewer, form = viewer_here(), NewPersonForm()
    counties = queries.counties_with(viewer, permissions.PEOPLE_CREATE)
    form.county.choices = [("", "No county"), *((county.fips, county.name) for county in counties)]
    regional = [
        (f"{role.value} {grant.scope.value}:{grant.key}", f"{ROLE_LABELS[role]}, {queries.scope_label(grant)}")
        for role in Role
        for grant in queries.grantable(viewer, role)
        if grant.scope is Scope.REGION
    ]
    form.job.choices = [("", "No role yet"), *((role.value, ROLE_LABELS[role]) for role in COUNTY_ROLES), *regional]
    return form


def person_here(account_id: int, permission: str = "") -> Account:
    """Return an account that this reader may see, and with a permission may change; note whoever reaches further."""
    viewer = viewer_here()
    account = queries.find_person(viewer, account_id)
    if account is None or (permission and not queries.may_change(viewer, account, permission)):
        with transaction():
            services.note_reach(viewer, f"account {account_id}")
        raise NotFound
    return account


@blueprint.get("/<int:account_id>")
@requires_somewhere(permissions.PEOPLE_VIEW)
def show_person(account_id: int) -> ResponseReturnValue:
    """Show one person's account and roles."""
    account, form = person_here(account_id), grant_form()
    form.scope.data = own_place(account, queries.scope_choices(viewer_here(), permissions.PEOPLE_GRANT))
    return person_page(account, form)


@blueprint.post("/<int:account_id>/grants")
@requires_somewhere(permissions.PEOPLE_GRANT)
def grant_role(account_id: int) -> ResponseReturnValue:
    """Grant a role in a place."""
    account, form, viewer = person_here(account_id), grant_form(), viewer_here()
    if not form.validate_on_submit():
        return person_page(account, form), 422
    scope, _, key = text_of(form.scope).partition(":")
    try:
        with transaction():
            services.grant_role(
                queries.get_account(account_id),
                Grant(Role(text_of(form.role)), Scope(scope), key, form.starts_on.data, form.ends_on.data),
                actor_id=viewer.account_id,
                giver=viewer.grants,
            )
    except Refusal as refusal:
        form.scope.errors = [refusal.sentence]
        return person_page(queries.get_account(account_id), form), 422
    ended = "" if account.password_hash else " A link to join made before has ended; make a new one."
    flash(f"The role was granted to {account.name}.{ended}", "success")
    return redirect(url_for(".show_person", account_id=account_id), code=303)


@blueprint.post("/<int:account_id>/grants/<int:grant_id>/end")
@requires_somewhere(permissions.PEOPLE_GRANT)
def end_role(account_id: int, grant_id: int) -> ResponseReturnValue:
    """Take a role away."""
    viewer, seen = viewer_here(), queries.roles_in_sight(viewer_here(), person_here(account_id))
    if grant_id not in {row.id for row in seen}:
        raise NotFound
    with transaction():
        account = queries.get_account(account_id)
        services.end_role(account, grant_id, actor_id=viewer.account_id, giver=viewer.grants)
    flash(f"The role was taken from {account.name}.", "success")
    return redirect(url_for(".show_person", account_id=account_id), code=303)


@blueprint.post("/<int:account_id>/link")
@requires_somewhere(permissions.PEOPLE_CREATE)
def new_link(account_id: int) -> ResponseReturnValue:
    """Make a new one-time link for a person who has not signed in yet."""
    person_here(account_id, permissions.PEOPLE_CREATE)
    with transaction():
        account = queries.get_account(account_id)
        token, expires_at = services.make_join_link(account, actor_id=viewer_here().account_id)
        link = posting.invite(account, token, expires_at, inviter=viewer_here().name)
    return show_link(account, link, expires_at)


@blueprint.post("/<int:account_id>/close")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def close_account(account_id: int) -> ResponseReturnValue:
    """Close an account at once."""
    person_here(account_id, permissions.PEOPLE_CLOSE)
    viewer = viewer_here()
    with transaction():
        account = queries.get_account(account_id)
        services.close_account(account, actor_id=viewer.account_id)
    flash(f"The account of {account.name} is closed.", "success")
    return redirect(url_for(".list_people"), code=303)


def grant_form() -> GrantForm:
    """Return the form with what its sender may grant somewhere."""
    viewer, form = viewer_here(), GrantForm()
    roles = [role for role in Role if queries.grantable(viewer, role)]
    form.role.choices = [(role.value, ROLE_LABELS[role]) for role in roles]
    form.scope.choices = queries.scope_choices(viewer, permissions.PEOPLE_GRANT)
    return form


def own_place(account: Account, places: list[tuple[str, str]]) -> str | None:
    """Return the place on offer that is nearest to a person: the county, a place of a role, else the first."""
    offered = [value for value, _ in places]
    grants = [queries.grant_of(row) for row in account.grants]
    near = [f"county:{account.county_fips}", *(f"{grant.scope.value}:{grant.key}" for grant in grants)]
    return next((value for value in near if value in offered), next(iter(offered), None))


def person_page(account: Account, form: GrantForm) -> str:
    """Return the page on a person, with what its reader may do there."""
    viewer = viewer_here()
    grants = [(row, queries.grant_of(row)) for row in queries.roles_in_sight(viewer, account)]
    times = {"created_at": account.created_at, "closed_at": account.closed_at}
    return render_template(
        "accounts/person.html",
        account={**row_of(account, viewer), **times, "id": account.id},
        grants=[
            {
                "id": row.id,
                "role_label": ROLE_LABELS[grant.role],
                "scope_label": queries.scope_label(grant),
                "since": grant.starts_on or row.granted_at,
                "ends_on": grant.ends_on,
                "holds": grant.holds_on(today()),
                "may_end": replace(grant, starts_on=None, ends_on=None) in queries.grantable(viewer, grant.role),
            }
            for row, grant in grants
        ],
        grant_form=form if form.role.choices else None,
        close_form=CloseForm(),
        may_create=queries.may_change(viewer, account, permissions.PEOPLE_CREATE),
        may_close=queries.may_change(viewer, account, permissions.PEOPLE_CLOSE),
    )


@blueprint.get("/<int:account_id>/rights")
@requires_somewhere(permissions.PEOPLE_VIEW)
def show_rights(account_id: int) -> ResponseReturnValue:
    """Show what a person may do in a place, and why or why not."""
    account, viewer = person_here(account_id), viewer_here()
    places = queries.scope_choices(viewer, permissions.PEOPLE_VIEW)
    if not places:
        raise NotFound("What you look after is not in use now, so there is no place to show rights in.")
    chosen = request.args.get("place") or own_place(account, places)
    if chosen not in dict(places):
        raise NotFound
    return render_template(
        "accounts/rights.html",
        account=row_of(account, viewer),
        places=places,
        chosen=chosen,
        place_label=dict(places)[chosen] if chosen != "state:" else "the whole state",
        rights=queries.list_rights(viewer, account, chosen),
    )
