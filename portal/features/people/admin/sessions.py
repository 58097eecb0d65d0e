"""End the sessions of a person one looks after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, url_for

from portal.features.accounts import permissions, services
from portal.features.accounts.queries import get_account
from portal.features.accounts.session import viewer_here
from portal.features.people.admin.showing import person_here
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.people.admin import blueprint


@blueprint.post("/<int:account_id>/sign-out")
@requires_somewhere(permissions.PEOPLE_CLOSE)
def sign_out_person(account_id: int) -> ResponseReturnValue:
    """End all sessions of a person, such as after a lost laptop; the account stays open."""
    person_here(account_id, permissions.PEOPLE_CLOSE)
    with transaction():
        account = get_account(account_id)
        services.sign_out_everywhere(account, actor_id=viewer_here().account_id)
    flash(f"{account.name} is signed out everywhere.", "success")
    return redirect(url_for(".show_person", account_id=account_id), code=303)
