"""Counties that several regions claim, and who decides on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.extensions.admin import blueprint
from portal.features.extensions.admin.reach import reach_here
from portal.features.extensions.services.counties import decide
from portal.features.regions.queries import list_contested_counties, list_decided_counties
from portal.features.regions.rules import Standing
from portal.foundation.errors import NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.guards import requires, requires_somewhere

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

WAYS = {
    Standing.BESIDE.value: "Kept beside it, as a further region",
    Standing.REFUSED.value: "Refused",
}


@blueprint.get("/held-counties")
@requires_somewhere(permissions.PLUGINS_VIEW)
def list_held_counties() -> ResponseReturnValue:
    """Show the claims that wait for a person and what was decided before, as far as they touch the reader's regions."""
    return counties_page()


def counties_page(faults: dict[str, str] | None = None) -> str:
    """Return the page; `faults` say by county what was wrong with a decision."""
    reach = reach_here()
    contested = [
        one for one in list_contested_counties() if any(reach.covers(party.region_id) for party in one.parties)
    ]
    decided = [one for one in list_decided_counties() if any(reach.covers(region) for region, _, _ in one.standings)]
    return render_template(
        "extensions/counties.html", contested=contested, decided=decided, ways=WAYS, faults=faults or {},
        chosen=request.form,
    )  # fmt: skip


@blueprint.post("/held-counties/<fips>")
@requires(permissions.PLUGINS_ALLOW)
def decide_county(fips: str) -> ResponseReturnValue:
    """Give a contested county to one of the regions that claim it."""
    county = next((one for one in list_contested_counties() if one.fips == fips), None)
    if county is None:
        raise NotFound("Nothing is held on this county. It may have been decided just now.")
    chosen, others = request.form.get("region", ""), request.form.get("others", "")
    if chosen not in {party.region_id for party in county.parties} or others not in WAYS:
        return counties_page({fips: "Choose a region, and what becomes of the others."}), 422
    try:
        with transaction():
            decide(fips, chosen, others=Standing(others), actor_id=viewer_here().account_id)
    except Refusal as refusal:
        return counties_page({fips: refusal.sentence}), 409
    name = next(party.region_name for party in county.parties if party.region_id == chosen)
    flash(f"{county.name} County belongs to {name} now.", "success")
    return redirect(url_for(".list_held_counties"), code=303)
