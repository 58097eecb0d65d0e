"""The board of what is due, and the click that says something is still right."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import local_address, refuse_reach, viewer_here
from portal.features.upkeep import queries, rules, services
from portal.features.upkeep.admin import blueprint
from portal.features.upkeep.admin.asking import number_in
from portal.foundation.errors import Forbidden, NotFound
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere, signed_in
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.queries import Viewer
    from portal.features.upkeep.queries import Thing

THINGS_PER_PAGE = 50
STATEWIDE = "statewide"
TONES = {rules.OVERDUE: "caution", rules.DUE: "plain", rules.FRESH: "good", rules.WITHDRAWN: "plain"}
FILTERS = {"where": "Where", "state": "State", "kind": "Kind"}
Choices = tuple[str, str, list[tuple[str, str, int, str]]]


@blueprint.get("/")
@signed_in
def show_board() -> ResponseReturnValue:
    """Show what is due for a check: of the person's regions and statewide, or the pages a person owns."""
    viewer = viewer_here()
    asked = {name: request.args.get(name, "") for name in FILTERS}
    regions = queries.regions_seen_by(viewer)
    if asked["where"] not in {"", STATEWIDE, *(region.id for region in regions)}:
        refuse_reach(request.full_path)
    things = queries.list_things(viewer)
    if not things and not viewer.may_somewhere(permissions.UPKEEP_VIEW):
        raise Forbidden("There is nothing here that you look after.")
    told = [facts_of(thing) for thing in things]
    found = [thing for thing, facts in zip(things, told, strict=True) if is_wanted(facts, asked)]
    rows, pagination = page_of(found, per_page=THINGS_PER_PAGE, noun="things")
    return render_template(
        "upkeep/board.html",
        rows=[(thing, queries.may_check(viewer, thing)) for thing in rows],
        pagination=pagination,
        asked=asked,
        choices=choices_of(told, asked, {STATEWIDE: "Statewide"} | {region.id: region.label for region in regions}),
        states=rules.STATES,
        tones=TONES,
        here=request.full_path.rstrip("?"),
        may_write=viewer.may(permissions.TOOLKIT_EDIT),
    )


def facts_of(thing: Thing) -> dict[str, str]:
    """Return what the filters ask of a thing."""
    return {"where": thing.region.id if thing.region else STATEWIDE, "state": thing.state, "kind": thing.kind}


def is_wanted(facts: dict[str, str], asked: dict[str, str], *, but: str = "") -> bool:
    """Say whether a thing of these facts is among those asked for, one filter left aside."""
    return all(asked[name] in {"", facts[name]} for name in FILTERS if name != but)


def choices_of(told: list[dict[str, str]], asked: dict[str, str], places: dict[str, str]) -> list[Choices]:
    """Return the filters: name and words, and of each choice its key, words, how many things it leaves, its address."""
    labels = {"where": places, "state": rules.STATES, "kind": queries.KINDS}
    found = []
    for name, label in FILTERS.items():
        counts = Counter(facts[name] for facts in told if is_wanted(facts, asked, but=name))
        lines = [("", "All", counts.total()), *((key, words, counts[key]) for key, words in labels[name].items())]
        shown = [
            (*line, address_with(asked, name, line[0])) for line in lines if line[2] or line[0] in {"", asked[name]}
        ]
        found.append((name, label, shown))
    return found


def address_with(asked: dict[str, str], name: str, value: str) -> str:
    """Return the board's address with one filter set otherwise."""
    given = {key: chosen for key, chosen in (asked | {name: value}).items() if chosen}
    return url_for(".show_board") + (f"?{urlencode(given)}" if given else "")


def back() -> str:
    """Return where the click came from, else the board."""
    return local_address(request.form.get("back")) or url_for(".show_board")


@blueprint.post("/pages/<slug>/checked")
@signed_in
def check_page(slug: str) -> ResponseReturnValue:
    """Note that a page is still right: its owner says so, or who writes the toolkit."""
    refuse_strange_page(viewer_here(), slug)
    with transaction():
        services.check_page(queries.find_page(slug), number=number_in("number"), actor_id=viewer_here().account_id)
    flash("Noted: checked today, and still right.", "success")
    return redirect(back(), code=303)


def refuse_strange_page(viewer: Viewer, slug: str) -> None:
    """Refuse a page that is not this person's to check, as if there were none, and note it."""
    try:
        owner_id = queries.find_page(slug).owner_id
    except NotFound:
        owner_id = None
    if not queries.may_check_page(viewer, owner_id):
        refuse_reach(request.path)


@blueprint.post("/items/<where>/<kind>/<key>/checked")
@requires_somewhere(permissions.ITEMS_EDIT)
def check_item(where: str, kind: str, key: str) -> ResponseReturnValue:
    """Note that an item of a region is still right."""
    if not viewer_here().may(permissions.ITEMS_EDIT, where):
        refuse_reach(request.path)
    thing = queries.find_item_thing(where, kind, key)
    if thing is None:
        raise NotFound
    with transaction():
        services.check_item(thing, actor_id=viewer_here().account_id)
    flash("Noted: checked today, and still right.", "success")
    return redirect(back(), code=303)
