"""The list of people: searched, narrowed and ordered by its address."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import main_regions
from portal.features.accounts.rules import ROLE_LABELS, Role
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people.admin.showing import row_of
from portal.features.people.forms import DeedForm
from portal.features.people.queries import DORMANT, LATELY, NEVER, NOWHERE, WITH, WITHOUT, Counts, Wanted
from portal.features.people.rules.deeds import PERMISSIONS, Kind
from portal.features.regions.queries import list_regions
from portal.foundation.clock import now
from portal.web.forms import trim
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue

    from portal.features.accounts.queries import Viewer
    from portal.web.pagination import Pagination
from portal.features.people.admin import blueprint

PEOPLE_PER_PAGE = 50
LONGEST_QUERY = 254
STATUSES = {"active": "Active", "invited": "Has not signed in yet", "closed": "Closed"}
HERE = {LATELY: "Lately", DORMANT: "Not for {days} days", NEVER: "Never"}
FACTORS = {WITH: "Has one", WITHOUT: "Has none"}
NARROWING = ("county", "region", "role", "status", "here", "factor")
ORDERS = {
    "name": "Name, A to Z",
    "-name": "Name, Z to A",
    "county": "County, A to Z",
    "-county": "County, Z to A",
    "seen": "Last here, longest ago first",
    "-seen": "Last here, latest first",
    "since": "Account made, first to last",
    "-since": "Account made, last to first",
}
KIND_LABELS = {
    Kind.CLOSE: "Close the accounts",
    Kind.GRANT: "Give a role",
    Kind.END: "Take a role",
    Kind.INVITE: "Send the invitation again",
}
COLUMNS = {"name": "Name", "county": "County", "": "Roles", " ": "Status", "seen": "Last here", "since": "Since"}


@blueprint.get("/")
@requires_somewhere(permissions.PEOPLE_VIEW)
def list_people() -> ResponseReturnValue:
    """Show the people somebody looks after."""
    return render_template("people/list.html", **shown_list(wanted_from(request.args), frozenset()))


def wanted_from(given: Mapping[str, str]) -> Wanted:
    """Return what an address or a form looks for; a state or an order that is none is left out."""
    mains = main_regions()
    region, status, here, factor, order = (
        said(given, name) for name in ("region", "status", "here", "factor", "order")
    )
    return Wanted(
        words=said(given, "q"),
        county=said(given, "county"),
        region=region,
        role=said(given, "role"),
        status=status if status in STATUSES else "",
        here=here if here in HERE else "",
        factor=factor if factor in FACTORS else "",
        order=order if order in queries.ORDERS else "name",
        region_counties=frozenset(fips for fips, main in mains.items() if main == region),
        dormant_before=now() - timedelta(days=dormant_days()),
    )


def dormant_days() -> int:
    """Return for how many days an account is unused before it counts as dormant."""
    settings = settings_here()
    return settings.dormant_days


def said(given: Mapping[str, str], name: str) -> str:
    """Return one value of an address or a form, trimmed."""
    return str(trim(given.get(name, "")))[:LONGEST_QUERY]


def shown_list(wanted: Wanted, chosen: frozenset[int]) -> dict[str, Any]:
    """Return what the page of the list shows; `chosen` are the people who are ticked."""
    viewer = viewer_here()
    keys = queries.keys_in_sight(viewer)
    counts = queries.count_people(wanted, keys, main_regions())
    people, pagination = paginate(
        queries.select_people(wanted, keys), per_page=PEOPLE_PER_PAGE, noun="people", total=counts.total
    )
    return {
        "rows": [row_of(account, viewer) for account in people],
        "query": wanted.words,
        "filters": filters_of(wanted, counts, viewer),
        "is_narrowed": bool(wanted.words) or any(getattr(wanted, name) for name in NARROWING),
        "given": parameters_of(wanted),
        "ask_url": address_of(parameters_of(wanted) | page_of(pagination)),
        "orders": ORDERS,
        "chosen_order": wanted.order,
        "columns": [column_of(key, label, wanted) for key, label in COLUMNS.items()],
        "deed_form": deed_form(viewer, counts.total),
        "chosen": chosen,
        "pagination": pagination,
        "total": pagination.total,
    }


def deed_form(viewer: Viewer, total: int) -> DeedForm | None:
    """Return the form for an action on several people, with what its sender may do somewhere; None for nothing."""
    kinds = [(kind.value, KIND_LABELS[kind]) for kind, needed in PERMISSIONS.items() if viewer.may_somewhere(needed)]
    if not kinds:
        return None
    form = DeedForm()
    roles = [role for role in Role if queries.grantable(viewer, role)]
    form.kind.choices = kinds
    form.role.choices = [("", "Choose"), *((role.value, ROLE_LABELS[role]) for role in roles)]
    form.scope.choices = [("", "Choose"), *queries.scope_choices(viewer, permissions.PEOPLE_GRANT)]
    everybody = f"All {total:,} people this list finds" if total > 1 else "The one person this list finds"
    form.whom.choices = [("chosen", "The people ticked on this page"), ("all", everybody)]
    return form


def filters_of(wanted: Wanted, counts: Counts, viewer: Viewer) -> list[dict[str, Any]]:
    """Return each filter with its choices, and how many people each of them would leave."""
    counties = [(one.fips, one.name) for one in queries.counties_with(viewer, permissions.PEOPLE_VIEW)]
    regions = [(one.id, one.name) for one in list_regions() if viewer.may(permissions.PEOPLE_VIEW, one.id)]
    if viewer.may(permissions.PEOPLE_VIEW) or counts.by["county"].get(NOWHERE):
        counties.append((NOWHERE, "No county"))
    roles = [(role.value, label) for role, label in ROLE_LABELS.items()]
    here = [(value, words.format(days=dormant_days())) for value, words in HERE.items()]
    offered: list[tuple[str, str, list[tuple[str, str]], str]] = [
        ("county", "County", counties, wanted.county),
        ("region", "Region", regions, wanted.region),
        ("role", "Role", roles, wanted.role),
        ("status", "Status", list(STATUSES.items()), wanted.status),
        ("here", "Last here", here, wanted.here),
        ("factor", "Second factor", list(FACTORS.items()), wanted.factor),
    ]
    return [
        {
            "key": key,
            "label": label,
            "chosen": chosen,
            "choices": [(value, text, counts.by[key].get(value, 0)) for value, text in choices],
        }
        for key, label, choices, chosen in offered
        if len(choices) > 1 or chosen
    ]


def page_of(pagination: Pagination) -> dict[str, str]:
    """Return what an address says of a page that is not the first."""
    return {"page": str(pagination.page)} if pagination.page > 1 else {}


def address_of(values: dict[str, str]) -> str:
    """Return the list's address with what it says."""
    address = url_for("people.list_people")
    return f"{address}?{urlencode(values)}" if values else address


def parameters_of(wanted: Wanted) -> dict[str, str]:
    """Return what an address needs to say to look for the same people in the same order."""
    values = {"q": wanted.words} | {name: getattr(wanted, name) for name in NARROWING}
    return {name: value for name, value in values.items() if value} | (
        {"order": wanted.order} if wanted.order != "name" else {}
    )


def column_of(key: str, label: str, wanted: Wanted) -> dict[str, str]:
    """Return the head of a column: its words, the address that orders by it, and how it is ordered now."""
    if key not in queries.ORDERS:
        return {"label": label, "url": "", "sorted": ""}
    directions = {key: "ascending", f"-{key}": "descending"}
    other = f"-{key}" if wanted.order == key else key
    return {
        "label": label,
        "url": address_of(parameters_of(replace(wanted, order=other))),
        "sorted": directions.get(wanted.order, ""),
    }
