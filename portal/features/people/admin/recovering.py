"""Requests to get back in: seen by those who know the person, confirmed after a call, or refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.queries import get_account
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import queries
from portal.features.people.forms import CalledForm
from portal.foundation.errors import Conflict
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.people.queries import RecoveryView
from portal.features.people.admin import blueprint


@blueprint.get("/recoveries")
@requires_somewhere(permissions.PEOPLE_RECOVER)
def list_recoveries() -> ResponseReturnValue:
    """Show the requests that this reader may confirm."""
    return render_template("people/recoveries.html", recoveries=queries.list_recoveries(viewer_here()))


@blueprint.get("/recoveries/<int:recovery_id>")
@requires_somewhere(permissions.PEOPLE_RECOVER)
def show_recovery(recovery_id: int) -> ResponseReturnValue:
    """Show a request, and how to find out whether it is the person."""
    return recovery_page(recovery_here(recovery_id), CalledForm())


@blueprint.post("/recoveries/<int:recovery_id>/confirm")
@requires_somewhere(permissions.PEOPLE_RECOVER)
def confirm_recovery(recovery_id: int) -> ResponseReturnValue:
    """Say that one has called the person on a known number."""
    recovery, form = recovery_here(recovery_id), CalledForm()
    if recovery.hindrance:
        raise Conflict(recovery.hindrance)
    if not form.validate_on_submit():
        return recovery_page(recovery, form), 422
    settings = settings_here()
    wait = timedelta(hours=settings.recovery_wait_hours)
    with transaction():
        row = services.confirm_recovery(recovery_id, actor_id=viewer_here().account_id, wait=wait)
        if row.opens_at:
            posting.tell_owner(get_account(row.account_id), row, "recovery_confirmed")
    flash(f"You have confirmed that it is {recovery.name}.", "success")
    return redirect(url_for(".show_recovery", recovery_id=recovery_id), code=303)


@blueprint.post("/recoveries/<int:recovery_id>/refuse")
@requires_somewhere(permissions.PEOPLE_RECOVER)
def refuse_recovery(recovery_id: int) -> ResponseReturnValue:
    """End a request, because it was not the person."""
    recovery = recovery_here(recovery_id)
    with transaction():
        services.refuse_recovery(recovery_id, actor_id=viewer_here().account_id)
        posting.tell_ended(get_account(recovery.account_id), "recovery_refused")
    flash(f"The request of {recovery.name} has ended.", "success")
    return redirect(url_for(".list_recoveries"), code=303)


def recovery_here(recovery_id: int) -> RecoveryView:
    """Return a request that this reader may confirm or refuse; note whoever reaches further."""
    found = queries.find_recovery(viewer_here(), recovery_id)
    if found is None:
        refuse_reach(f"recovery {recovery_id}")
    return found


def recovery_page(recovery: RecoveryView, form: CalledForm) -> str:
    """Return the page on a request."""
    return render_template("people/recovery.html", recovery=recovery, form=form)
