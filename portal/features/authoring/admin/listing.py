"""The list of all pages, narrowed by its address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import render_template, request

from portal.features.authoring import queries, rules
from portal.features.toolkits.queries import list_sections
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.authoring.queries import PageRow
from portal.features.authoring.admin import WRITERS, blueprint

PAGES_PER_PAGE, LONGEST_QUERY = 50, 100
TONES = {
    rules.LIVE: "good",
    rules.WITHDRAWN: "bad",
    rules.HELD: "bad",
    rules.OFFERED: "caution",
    rules.REVIEW: "caution",
}


@blueprint.get("/")
@WRITERS
def list_pages() -> ResponseReturnValue:
    """Show every page with how it stands, or those the address asks for."""
    asked = {name: request.args.get(name, "")[:LONGEST_QUERY].strip() for name in ("q", "section", "state")}
    everything = queries.list_rows()
    found = [row for row in everything if is_wanted(row, asked)]
    rows, pagination = page_of(found, per_page=PAGES_PER_PAGE, noun="pages")
    return render_template(
        "authoring/list.html",
        rows=rows,
        pagination=pagination,
        total=len(everything),
        asked=asked,
        is_narrowed=any(asked.values()),
        sections=[(section.slug, section.label) for section in list_sections()],
        states=[(key, label, sum(key in row.states for row in everything)) for key, label in rules.STATES.items()],
        labels=rules.STATES,
        tones=TONES,
    )


def is_wanted(row: PageRow, asked: dict[str, str]) -> bool:
    """Say whether a page is among those asked for."""
    words = asked["q"].casefold()
    return (
        (not words or words in row.title.casefold() or words in row.slug or words in row.owner.casefold())
        and asked["section"] in {"", row.section}
        and (not asked["state"] or asked["state"] in row.states)
    )
