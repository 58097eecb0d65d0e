"""A region's worksheets: the list, and each of them on a page that nothing can leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, make_response, render_template

from portal.features.accounts.session import answer_unseen, may_see
from portal.features.regions.session import region_here
from portal.features.worksheets import queries
from portal.features.worksheets.rules import words_for
from portal.web.guards import item_visible, region_members

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("worksheets", __name__, template_folder="templates")
SEALED = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


@blueprint.get("/regions/<region_id>/worksheets/")
@region_members
def list_worksheets(region_id: str) -> ResponseReturnValue:
    """Show a region's worksheets."""
    return render_template("worksheets/list.html", region=region_here(), worksheets=queries.list_worksheets(region_id))


@blueprint.get("/regions/<region_id>/worksheets/<key>")
@item_visible
def show_worksheet(region_id: str, key: str) -> ResponseReturnValue:
    """Show a worksheet, under a policy by which the page can send nothing, and kept by no browser."""
    sheet = next((one for one in queries.list_worksheets(region_id) if one.id == key), None)
    if sheet is None or not may_see(region_id=region_id, for_everyone=sheet.for_everyone):
        return answer_unseen()
    page = render_template("worksheets/worksheet.html", sheet=sheet, words=words_for(sheet.language))
    response = make_response(page)
    response.headers["Content-Security-Policy"] = SEALED
    response.headers["Referrer-Policy"] = "no-referrer"
    response.cache_control.no_store = True
    return response
