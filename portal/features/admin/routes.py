"""The staff's first page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, url_for

from portal.features.accounts.session import viewer_here
from portal.foundation.errors import Forbidden
from portal.plugin_host.host import get_host
from portal.web.guards import signed_in

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.plugin_host.contributions import AdminCard

blueprint = Blueprint("admin", __name__, template_folder="templates", url_prefix="/admin")


@blueprint.get("/")
@signed_in
def dashboard() -> ResponseReturnValue:
    """Show the ways to what a person looks after."""
    viewer = viewer_here()
    cards = [card for card in list_cards() if viewer.may_somewhere(card.permission)]
    if not cards:
        raise Forbidden("Your account looks after nothing here. If it should, ask your region's contact.")
    shown = [
        {"title": card.title, "sentence": card.sentence, "url": url_for(card.endpoint), "figure": None}
        for card in cards
    ]
    return render_template("admin/dashboard.html", cards=shown)


def list_cards() -> list[AdminCard]:
    """Return every way a feature contributes, in display order."""
    given = get_host().manager.hook.portal_admin_cards()
    return sorted((card for cards in given for card in cards), key=lambda card: (card.order, card.id))
