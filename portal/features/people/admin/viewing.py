"""Look at the portal as somebody with another role in another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, render_template, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import may_view_as
from portal.features.accounts.rules import ROLE_LABELS, ROLE_SCOPES, Grant, Role, Scope
from portal.features.accounts.session import begin_view, end_view, viewer_here
from portal.features.people import queries
from portal.features.people.forms import ViewForm
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere, signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.people.admin import blueprint

NOT_THERE = "You cannot look at the portal as this role there: choose another place."


@blueprint.get("/view-as")
@requires_somewhere(permissions.PEOPLE_GRANT)
def choose_view() -> ResponseReturnValue:
    """Show the form for a role and a place."""
    return render_template("people/view_as.html", form=view_form())


@blueprint.post("/view-as")
@requires_somewhere(permissions.PEOPLE_GRANT)
def start_view() -> ResponseReturnValue:
    """Look at the portal as a role in a place from now on, for a while."""
    form, viewer = view_form(), viewer_here()
    if not form.validate_on_submit():
        return render_template("people/view_as.html", form=form), 422
    role, (scope, _, key) = Role(text_of(form.role)), text_of(form.scope).partition(":")
    grant = Grant(role, Scope(scope), key)
    if grant.scope not in ROLE_SCOPES[role] or not may_view_as(viewer, grant):
        form.scope.errors = [NOT_THERE]
        return render_template("people/view_as.html", form=form), 422
    begin_view(viewer, grant)
    return redirect("/", code=303)


@blueprint.post("/view-as/end")
@signed_in
def end_view_as() -> ResponseReturnValue:
    """Look at the portal as oneself again."""
    end_view(viewer_here())
    return redirect(url_for("admin.dashboard"), code=303)


def view_form() -> ViewForm:
    """Return the form with the roles its sender may grant somewhere, and the places."""
    viewer, form = viewer_here(), ViewForm()
    form.role.choices = [(role.value, ROLE_LABELS[role]) for role in Role if queries.grantable(viewer, role)]
    form.scope.choices = queries.scope_choices(viewer, permissions.PEOPLE_GRANT)
    return form
