"""People as a file for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, request, stream_with_context

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.people import queries
from portal.features.people.admin import blueprint
from portal.features.people.admin.listing import wanted_from
from portal.features.people.services import note_export
from portal.foundation.clock import today
from portal.foundation.spreadsheets import BYTE_MARK, csv_line
from portal.foundation.transaction import transaction
from portal.web.guards import requires_somewhere

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask.typing import ResponseReturnValue


@blueprint.get("/export.csv")
@requires_somewhere(permissions.PEOPLE_VIEW)
def export_people() -> ResponseReturnValue:
    """Send the people of the list, with the same filters, a part at a time; that it was done is written down."""
    viewer = viewer_here()
    statement = queries.select_people(wanted_from(request.args), queries.keys_in_sight(viewer))
    with transaction():
        note_export(viewer)
    lines = queries.export_lines(viewer, statement)
    return csv_answer(f"people-{today().isoformat()}.csv", queries.EXPORT_HEADERS, lines)


def csv_answer(name: str, header: Iterable[str], lines: Iterable[Iterable[str]]) -> Response:
    """Return lines to be kept as a file that a spreadsheet opens without running anything in it."""

    def parts() -> Iterator[str]:
        yield BYTE_MARK + csv_line(header)
        for line in lines:
            yield csv_line(line)

    response = Response(stream_with_context(parts()), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
