"""Requests for an account: approved with a role, or declined with a reason."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.passwords import hash_without_password
from portal.features.accounts.queries import scope_label
from portal.features.accounts.rules import ROLE_LABELS, ROLE_SCOPES, Grant, Role, Scope
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import queries
from portal.features.people.forms import ApproveForm, DeclineForm
from portal.features.people.queries.joining import find_request, select_requests
from portal.features.people.services import joining
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import AccountRequest
from portal.features.people.admin import blueprint

REQUESTS_PER_PAGE = 25
COUNTY_ROLES = [role for role, scopes in ROLE_SCOPES.items() if scopes == (Scope.COUNTY,)]


@blueprint.get("/requests")
@requires_somewhere(permissions.PEOPLE_CREATE)
def list_requests() -> ResponseReturnValue:
    """Show who waits for a decision."""
    return show_requests()


@blueprint.post("/requests/<int:request_id>/approve")
@requires_somewhere(permissions.PEOPLE_CREATE)
def approve_request(request_id: int) -> ResponseReturnValue:
    """Make the account with a role, and send the link that opens it."""
    request = request_here(request_id)
    form = approve_form(request)
    if not form.validate_on_submit():
        return show_requests(approving={request_id: form}), 422
    viewer, token, expires_at = viewer_here(), "", None
    nobodys_hash = hash_without_password() if request.issuer else ""
    with transaction():
        request = request_now(request_id)
        account = joining.approve(request, Role(text_of(form.job)), viewer=viewer, nobodys_hash=nobodys_hash)
        if not request.issuer:
            token, expires_at = services.make_join_link(account, actor_id=viewer.account_id)
        posting.tell_approved(request, account, token=token, expires_at=expires_at)
    flash(f"{account.name} has an account now, and is told by mail.", "success")
    return redirect(url_for(".list_requests"), code=303)


@blueprint.post("/requests/<int:request_id>/decline")
@requires_somewhere(permissions.PEOPLE_CREATE)
def decline_request(request_id: int) -> ResponseReturnValue:
    """Turn a request down, and mail the reason."""
    request, form = request_here(request_id), DeclineForm(prefix=f"r{request_id}")
    if not form.validate_on_submit():
        return show_requests(declining={request_id: form}), 422
    with transaction():
        request = request_now(request_id)
        joining.decline(request, text_of(form.reason), viewer=viewer_here())
        posting.tell_declined(request, text_of(form.reason))
    flash(f"{request.name} is told by mail that there will be no account, and why.", "success")
    return redirect(url_for(".list_requests"), code=303)


def request_here(request_id: int) -> AccountRequest:
    """Return a request that is this reader's to decide; note whoever reaches further."""
    request = find_request(viewer_here(), request_id)
    if request is None:
        refuse_reach(f"account request {request_id}")
    return request


def request_now(request_id: int) -> AccountRequest:
    """Return a request as it is within the transaction around us."""
    request = find_request(viewer_here(), request_id)
    if request is None:
        raise NotFound
    return request


def approve_form(request: AccountRequest) -> ApproveForm:
    """Return the form of a request with the roles its reader may give in the county."""
    form, viewer = ApproveForm(prefix=f"r{request.id}"), viewer_here()
    here = Grant(Role.WORKER, Scope.COUNTY, request.county_fips)
    roles = [role for role in COUNTY_ROLES if replace(here, role=role) in queries.grantable(viewer, role)]
    form.job.choices = [(role.value, ROLE_LABELS[role]) for role in roles]
    return form


def show_requests(
    *, approving: dict[int, ApproveForm] | None = None, declining: dict[int, DeclineForm] | None = None
) -> str:
    """Return the page of requests, with what was wrong in the one that was just sent."""
    found, pagination = paginate(select_requests(viewer_here()), per_page=REQUESTS_PER_PAGE, noun="requests")
    rows = [
        {
            "id": request.id,
            "name": request.name,
            "email": request.email,
            "place": scope_label(Grant(Role.WORKER, Scope.COUNTY, request.county_fips)),
            "since": request.changed_at,
            "is_named_by_county": bool(request.issuer),
            "approve": (approving or {}).get(request.id) or approve_form(request),
            "decline": (declining or {}).get(request.id) or DeclineForm(prefix=f"r{request.id}", formdata=None),
        }
        for request in found
    ]
    return render_template("people/requests.html", rows=rows, pagination=pagination)
