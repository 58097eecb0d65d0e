"""Invitations: which wait and which have expired; sent again, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts import permissions, posting, services
from portal.features.accounts.queries import get_account
from portal.features.accounts.rules import Switch
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people.admin.showing import person_here, row_of
from portal.features.people.queries.joining import links_of, select_invited, standing_of
from portal.features.people.services import joining
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.people.admin import blueprint

INVITATIONS_PER_PAGE = 50


def refuse_when_off() -> None:
    """Refuse where invitations are switched off."""
    services.refuse_when_off(Switch.INVITATIONS, settings_here())


@blueprint.get("/invitations")
@requires_somewhere(permissions.PEOPLE_CREATE)
def list_invitations() -> ResponseReturnValue:
    """Show who was invited and has not joined."""
    viewer = viewer_here()
    people, pagination = paginate(select_invited(viewer), per_page=INVITATIONS_PER_PAGE, noun="invitations")
    links = links_of([account.id for account in people])
    rows = []
    for account in people:
        link = links.get(account.id)
        standing, words = standing_of(link)
        may = queries.may_change(viewer, account, permissions.PEOPLE_CREATE)
        more = {"id": account.id, "standing": standing, "standing_label": words, "may_change": may}
        rows.append({**row_of(account, viewer), **more, "until": link.expires_at if link else None})
    return render_template("people/invitations.html", rows=rows, pagination=pagination)


@blueprint.post("/invitations/<int:account_id>/send")
@requires_somewhere(permissions.PEOPLE_CREATE)
def send_invitation(account_id: int) -> ResponseReturnValue:
    """Mail a new link; the one before ends."""
    person_here(account_id, permissions.PEOPLE_CREATE)
    refuse_when_off()
    with transaction():
        account = get_account(account_id)
        token, expires_at = services.make_join_link(account, actor_id=viewer_here().account_id)
        posting.invite(account, token, expires_at, inviter=viewer_here().name)
    flash(f"A new invitation is on its way to {account.email}. The link sent before no longer works.", "success")
    return redirect(url_for(".list_invitations"), code=303)


@blueprint.post("/invitations/<int:account_id>/withdraw")
@requires_somewhere(permissions.PEOPLE_CREATE)
def withdraw_invitation(account_id: int) -> ResponseReturnValue:
    """End the link, also one still on its way."""
    person_here(account_id, permissions.PEOPLE_CREATE)
    with transaction():
        account = get_account(account_id)
        joining.withdraw_invitation(account, viewer=viewer_here())
    flash(f"The invitation of {account.name} is withdrawn: its link no longer works.", "success")
    return redirect(url_for(".list_invitations"), code=303)
