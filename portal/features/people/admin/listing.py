"""The list of people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from portal.features.accounts import permissions
from portal.features.accounts.rules import ROLE_LABELS
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people.admin.showing import row_of
from portal.web.forms import trim
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

from portal.features.people.admin import blueprint

PEOPLE_PER_PAGE = 50
LONGEST_QUERY = 254
STATUSES = [("active", "Active"), ("invited", "Has not signed in yet"), ("closed", "Closed")]


@blueprint.get("/")
@requires_somewhere(permissions.PEOPLE_VIEW)
def list_people() -> ResponseReturnValue:
    """Show the people somebody looks after, searched and filtered by the address."""
    viewer, chosen = viewer_here(), asked_filters()
    people, pagination = paginate(
        queries.select_people(
            words=chosen["q"],
            county=chosen["county"],
            role=chosen["role"],
            status=chosen["status"],
            keys=queries.keys_in_sight(viewer),
        ),
        per_page=PEOPLE_PER_PAGE,
        noun="people",
    )
    return render_template(
        "people/list.html",
        rows=[row_of(account, viewer) for account in people],
        query=chosen["q"],
        filters={
            "county": [(one.fips, one.name) for one in queries.counties_with(viewer, permissions.PEOPLE_VIEW)],
            "role": [*((role.value, label) for role, label in ROLE_LABELS.items())],
            "status": STATUSES,
        },
        chosen=chosen,
        filled={name: value for name, value in chosen.items() if value},
        pagination=pagination,
        total=pagination.total,
    )


def asked_filters() -> dict[str, str]:
    """Return what the address narrows the list by; empty for any."""
    return {name: str(trim(request.args.get(name, "")))[:LONGEST_QUERY] for name in ("q", "county", "role", "status")}
