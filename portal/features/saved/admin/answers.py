"""What readers say of pages: counts by page, the words, and a file; regional staff see their own region's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, render_template, stream_with_context

from portal.features.accounts import permissions
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.regions.queries import find_region, list_region_ids
from portal.features.saved import queries, rules
from portal.features.saved.admin import blueprint
from portal.features.saved.session import region_in
from portal.foundation.clock import today
from portal.foundation.spreadsheets import BYTE_MARK, csv_line
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record
from portal.web.guards import requires_somewhere
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

PER_PAGE = 50
READERS = requires_somewhere(permissions.ANSWERS_VIEW)


def regions_in_sight() -> tuple[str, ...] | None:
    """Return for which regions a person reads answers; None for the whole state."""
    viewer = viewer_here()
    if viewer.may(permissions.ANSWERS_VIEW):
        return None
    return tuple(sorted(key for key in list_region_ids() if viewer.may(permissions.ANSWERS_VIEW, key)))


@blueprint.get("/")
@READERS
def list_answers() -> ResponseReturnValue:
    """Show how pages were answered for: the least helpful first."""
    regions = regions_in_sight()
    rows, pagination = page_of(queries.list_tallies(regions), per_page=PER_PAGE, noun="pages")
    return render_template("saved/answers.html", rows=rows, pagination=pagination, names=names_of(regions))


def names_of(regions: tuple[str, ...] | None) -> list[str]:
    """Return the names of regions in sight; none for the whole state."""
    return [region.name for key in regions or () if (region := find_region(key))]


@blueprint.get("/<where>/<key>")
@READERS
def show_answers(where: str, key: str) -> ResponseReturnValue:
    """Show what readers said of a page; of another region's as if nobody had."""
    regions = regions_in_sight()
    tally = queries.tally_of(regions, region_in(where), key)
    if tally is None:
        refuse_reach(f"answers on {where}/{key}")
    rows, pagination = page_of(queries.list_words(regions, tally.region_id, key), per_page=PER_PAGE, noun="answers")
    return render_template(
        "saved/words.html",
        tally=tally,
        rows=rows,
        pagination=pagination,
        find_region=find_region,
        months=rules.WORDS_KEPT.days // 30,
    )


@blueprint.get("/export.csv")
@READERS
def export_answers() -> ResponseReturnValue:
    """Send every answer in sight as a file for a spreadsheet; that it was done is written down."""
    viewer, regions = viewer_here(), regions_in_sight()
    with transaction():
        record("answers exported", subject="answers on pages", actor_id=viewer.account_id)

    def parts() -> Iterator[str]:
        yield BYTE_MARK + csv_line(queries.HEADERS)
        for line in queries.export_lines(regions):
            yield csv_line(line)

    response = Response(stream_with_context(parts()), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=f"answers-{today().isoformat()}.csv")
    return response
