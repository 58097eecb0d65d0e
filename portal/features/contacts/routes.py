"""A region's contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template

from portal.features.contacts.queries import list_contacts
from portal.features.regions.session import region_here
from portal.web.guards import region_members

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("contacts", __name__, template_folder="templates")


@blueprint.get("/regions/<region_id>/contacts")
@region_members
def region_contacts(region_id: str) -> ResponseReturnValue:
    """Show who to ask in a region, to its own people."""
    return render_template("contacts/region.html", region=region_here(), contacts=list_contacts(region_id))
