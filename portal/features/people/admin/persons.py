"""The page on a person: roles granted and ended, the account closed, rights explained."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions, services
from portal.features.accounts.queries import get_account, grant_of, scope_label
from portal.features.accounts.rules import ROLE_LABELS, Grant, Role, Scope
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people import services as people
from portal.features.people.admin.showing import person_here, row_of
from portal.features.people.forms import GrantForm
from portal.foundation.clock import today
from portal.foundation.errors import NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
from portal.features.people.admin import blueprint


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
                get_account(account_id),
                Grant(Role(text_of(form.role)), Scope(scope), key, form.starts_on.data, form.ends_on.data),
                actor_id=viewer.account_id,
                giver=viewer.grants,
            )
    except Refusal as refusal:
        form.scope.errors = [refusal.sentence]
        return person_page(get_account(account_id), form), 422
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
        account = get_account(account_id)
        services.end_role(account, grant_id, actor_id=viewer.account_id, giver=viewer.grants)
    flash(f"The role was taken from {account.name}.", "success")
    return redirect(url_for(".show_person", account_id=account_id), code=303)


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
    grants = [grant_of(row) for row in account.grants]
    near = [f"county:{account.county_fips}", *(f"{grant.scope.value}:{grant.key}" for grant in grants)]
    return next((value for value in near if value in offered), next(iter(offered), None))


def person_page(account: Account, form: GrantForm) -> str:
    """Return the page on a person, with what its reader may do there."""
    viewer = viewer_here()
    grants = [(row, grant_of(row)) for row in queries.roles_in_sight(viewer, account)]
    times = {"created_at": account.created_at, "closed_at": account.closed_at}
    return render_template(
        "people/person.html",
        account={**row_of(account, viewer), **times, "id": account.id},
        grants=[
            {
                "id": row.id,
                "role_label": ROLE_LABELS[grant.role],
                "scope_label": scope_label(grant),
                "since": grant.starts_on or row.granted_at,
                "ends_on": grant.ends_on,
                "holds": grant.holds_on(today()),
                "may_end": replace(grant, starts_on=None, ends_on=None) in queries.grantable(viewer, grant.role),
            }
            for row, grant in grants
        ],
        grant_form=form if form.role.choices else None,
        former=[
            {
                "role": grant.role.value,
                "scope": f"{grant.scope.value}:{grant.key}",
                "role_label": ROLE_LABELS[grant.role],
                "scope_label": scope_label(grant),
                "ended_at": row.ended_at,
                "may_give": account.closed_at is None and grant in queries.grantable(viewer, grant.role),
            }
            for grant, row in queries.list_former(viewer, account)
        ],
        works=[work.label for work in people.unfinished_of(viewer, account, permissions.PEOPLE_CLOSE)],
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
        "people/rights.html",
        account=row_of(account, viewer),
        places=places,
        chosen=chosen,
        place_label=dict(places)[chosen] if chosen != "state:" else "the whole state",
        rights=queries.list_rights(viewer, account, chosen),
    )
