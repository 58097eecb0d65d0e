"""Somebody has left: the account closed, work handed over; and somebody comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.rules import credit_line
from portal.features.accounts.session import viewer_here
from portal.features.people import services as people
from portal.features.people.admin.showing import person_here, person_now, row_of
from portal.features.people.forms import LeaveForm
from portal.foundation.errors import Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account
from portal.features.people.admin import blueprint


@blueprint.get("/<int:account_id>/left")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def show_leaving(account_id: int) -> ResponseReturnValue:
    """Show what ends when somebody has left, and ask who takes over what they leave unfinished."""
    return leaving_page(person_here(account_id, permissions.PEOPLE_CLOSE), LeaveForm())


@blueprint.post("/<int:account_id>/close")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def close_account(account_id: int) -> ResponseReturnValue:
    """Close an account at once, and hand over what its owner leaves unfinished."""
    person, form, viewer = person_here(account_id, permissions.PEOPLE_CLOSE), LeaveForm(), viewer_here()
    if not form.validate_on_submit():
        return leaving_page(person, form), 422
    try:
        with transaction():
            account = person_now(account_id, permissions.PEOPLE_CLOSE)
            heir = people.find_heir(viewer, account, text_of(form.heir))
            works = people.unfinished_of(viewer, account, permissions.PEOPLE_CLOSE)
            services.close_account(account, actor_id=viewer.account_id)
            handed = people.hand_over(works, account, heir, actor_id=viewer.account_id) if heir else ([], [])
    except Refusal as refusal:
        if refusal.sentence != people.NO_HEIR:
            raise
        form.heir.errors = [refusal.sentence]
        return leaving_page(person, form), 422
    flash(f"The account of {account.name} is closed.", "success")
    tell_of(handed, heir)
    return redirect(url_for(".list_people"), code=303)


@blueprint.post("/<int:account_id>/hand-over")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def hand_over(account_id: int) -> ResponseReturnValue:
    """Hand over what somebody left unfinished whose account is closed already."""
    person, form, viewer = person_here(account_id, permissions.PEOPLE_CLOSE), LeaveForm(), viewer_here()
    if not form.validate_on_submit() or not text_of(form.heir):
        form.heir.errors = [*form.heir.errors, "Enter the work email of who takes over."]
        return leaving_page(person, form), 422
    try:
        with transaction():
            account = person_now(account_id, permissions.PEOPLE_CLOSE)
            heir = people.find_heir(viewer, account, text_of(form.heir))
            works = people.unfinished_of(viewer, account, permissions.PEOPLE_CLOSE)
            handed = people.hand_over(works, account, heir, actor_id=viewer.account_id) if heir else ([], [])
    except Refusal as refusal:
        form.heir.errors = [refusal.sentence]
        return leaving_page(person, form), 422
    tell_of(handed, heir)
    return redirect(url_for(".show_person", account_id=account_id), code=303)


@blueprint.post("/<int:account_id>/reopen")
@requires_somewhere(permissions.PEOPLE_CREATE)
def reopen_account(account_id: int) -> ResponseReturnValue:
    """Open a closed account again, without roles, and invite its owner to set a new password."""
    person_here(account_id, permissions.PEOPLE_CREATE)
    viewer = viewer_here()
    with transaction():
        account = person_now(account_id, permissions.PEOPLE_CREATE)
        services.reopen_account(account, actor_id=viewer.account_id)
        token, expires_at = services.make_join_link(account, actor_id=viewer.account_id)
        posting.invite(account, token, expires_at, inviter=viewer.name)
    flash(f"The account of {account.name} is open again, without roles. A link to join is on its way.", "success")
    return redirect(url_for(".show_person", account_id=account_id), code=303)


def leaving_page(account: Account, form: LeaveForm) -> str:
    """Return the page on somebody who has left."""
    viewer = viewer_here()
    county = account.county.name if account.county else ""
    return render_template(
        "people/leaving.html",
        account={**row_of(account, viewer), "id": account.id},
        works=[work.label for work in people.unfinished_of(viewer, account, permissions.PEOPLE_CLOSE)],
        credit=credit_line(name=account.name, county=county, credit=account.credit),
        form=form,
    )


def tell_of(handed: tuple[list[str], list[str]], heir: Account | None) -> None:
    """Say what was handed over, and what could not be."""
    given, kept = handed
    if heir and given:
        flash(f"{heir.name} takes over: {'; '.join(given)}.", "success")
    if heir and kept:
        flash(f"{heir.name} may not do this work there, so it stays: {'; '.join(kept)}.", "warning")
