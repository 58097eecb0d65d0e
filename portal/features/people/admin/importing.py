"""Files of people: uploaded, looked at, confirmed, and how far they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.people import posting, queries, rules, services
from portal.features.people.admin import blueprint
from portal.features.people.admin.exporting import csv_answer
from portal.features.people.admin.invitations import refuse_when_off
from portal.features.people.admin.showing_imports import facts_of, places_of, shown_row, states_of
from portal.foundation.database import db
from portal.foundation.errors import Conflict, Invalid, NotFound, TooLarge
from portal.foundation.transaction import transaction
from portal.web.forms import trim
from portal.web.guards import requires_somewhere
from portal.web.pagination import paginate
from portal.web.security import takes_uploads

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask.typing import ResponseReturnValue

    from portal.features.people.models import PeopleImport

IMPORTS_PER_PAGE, ROWS_PER_PAGE = 20, 50
ROOM_FOR_THE_FORM = 64 * 1024
NOT_READY = ("bad", "waiting", "same")
OWN_COLUMNS = ("row", "cell", "reason")  # what this file adds, and finds again when it is uploaded after mending


@blueprint.get("/imports")
@requires_somewhere(permissions.PEOPLE_CREATE)
def list_imports() -> ResponseReturnValue:
    """Show the form for a file, and the files there were."""
    return list_page("")


@blueprint.post("/imports")
@requires_somewhere(permissions.PEOPLE_CREATE)
@takes_uploads(rules.LARGEST_FILE + ROOM_FOR_THE_FORM, rules.TOO_LARGE)
def upload_people() -> ResponseReturnValue:
    """Look at an uploaded file and show what it would do; nobody is touched yet."""
    file = request.files.get("people")
    data = file.read(rules.LARGEST_FILE + 1) if file else b""
    if file is None or not file.filename:
        return list_page("Choose a file first."), 422
    importer = queries.importer_of(viewer_here().account_id)
    try:
        examined = services.examine(data, importer)
        with transaction():
            one = services.stage(examined, file_name=str(trim(file.filename)), importer=importer)
    except (Invalid, TooLarge, Conflict) as refusal:
        return list_page(refusal.sentence), 422
    return redirect(url_for(".show_import", import_id=one.id), code=303)


def list_page(fault: str) -> str:
    """Return the page with the files there were, and what was wrong with an upload."""
    imports, pagination = paginate(queries.select_imports(viewer_here()), per_page=IMPORTS_PER_PAGE, noun="files")
    people = names_of({one.asked_by_id for one in imports})
    return render_template(
        "people/imports/list.html",
        rows=[facts_of(one, people) for one in imports],
        pagination=pagination,
        fault=fault,
        limits=f"{rules.LARGEST_FILE // 1024 // 1024} MB and {rules.MOST_ROWS:,} rows",
    )


@blueprint.get("/imports/example.csv")
@requires_somewhere(permissions.PEOPLE_CREATE)
def example_file() -> ResponseReturnValue:
    """Send a file with the first row and one invented person, to fill in."""
    counties = queries.counties_with(viewer_here(), permissions.PEOPLE_CREATE)
    name = counties[0].name if counties else ""
    person = ("Alex Example", "alex@county.example", name, "County worker")
    return csv_answer("people-example.csv", queries.EXPORT_HEADERS[:4], [person])


@blueprint.get("/imports/<int:import_id>")
@requires_somewhere(permissions.PEOPLE_CREATE)
def show_import(import_id: int) -> ResponseReturnValue:
    """Show what a file would do, is doing or did, and its rows with their reasons."""
    one = import_here(import_id)
    counts = queries.count_rows(one.id)
    states = states_of(counts)
    asked = request.args.get("show") or next((state["key"] for state in states if state["count"]), "bad")
    if asked not in {state["key"] for state in states}:
        raise NotFound
    rows, pagination = paginate(queries.select_rows(one.id, (asked,)), per_page=ROWS_PER_PAGE, noun="rows")
    done, left = one.invited + one.changed, counts.get("ready", 0) + counts.get("changed", 0)
    return render_template(
        "people/imports/show.html",
        file=facts_of(one, names_of({one.asked_by_id})),
        states=states,
        chosen=asked,
        rows=[shown_row(row) for row in rows],
        pagination=pagination,
        places=places_of(queries.count_by_place(one.id)),
        not_ready=sum(counts.get(state, 0) for state in NOT_READY),
        ready=counts.get("ready", 0),
        changed=counts.get("changed", 0),
        done=done,
        total=done + left,
    )


@blueprint.get("/imports/<int:import_id>/rows.csv")
@requires_somewhere(permissions.PEOPLE_CREATE)
def rows_not_ready(import_id: int) -> ResponseReturnValue:
    """Send the rows that are not brought in, each as it was in the file, with its number, cell and reason."""
    one = import_here(import_id)
    number, titles = one.id, one.header
    kept = [at for at, title in enumerate(titles) if title.strip().casefold() not in OWN_COLUMNS]

    def lines() -> Iterator[list[str]]:  # asks the database while the answer is being sent
        for row in db.session.scalars(queries.select_rows(number, NOT_READY).execution_options(yield_per=500)):
            cells = [*row.cells, *[""] * len(titles)]
            yield [str(row.number), *(cells[at] for at in kept), row.cell, row.reason]

    header = ["Row", *(titles[at] for at in kept), "Cell", "Reason"]
    return csv_answer(f"import-{number}-not-ready.csv", header, lines())


@blueprint.post("/imports/<int:import_id>/confirm")
@requires_somewhere(permissions.PEOPLE_CREATE)
def confirm_import(import_id: int) -> ResponseReturnValue:
    """Let a file be brought in, in the background."""
    one = import_here(import_id)
    if queries.count_rows(one.id).get("ready"):
        refuse_when_off()
    with transaction():
        count = services.confirm(import_again(import_id), queries.importer_of(viewer_here().account_id))
    flash(
        f"{count:,} {'person is' if count == 1 else 'people are'} being brought in. You can leave this page.", "success"
    )
    return redirect(url_for(".show_import", import_id=import_id), code=303)


@blueprint.post("/imports/<int:import_id>/discard")
@requires_somewhere(permissions.PEOPLE_CREATE)
def discard_import(import_id: int) -> ResponseReturnValue:
    """Throw away a file, with all that is kept of it."""
    name = import_here(import_id).file_name
    with transaction():
        services.discard(import_again(import_id), queries.importer_of(viewer_here().account_id))
    flash(f"What was kept of “{name}” is gone. Nobody who was brought in is touched.", "success")
    return redirect(url_for(".list_imports"), code=303)


@blueprint.post("/imports/<int:import_id>/rows/<int:row_id>/transfer")
@requires_somewhere(permissions.PEOPLE_CREATE)
def transfer_row(import_id: int, row_id: int) -> ResponseReturnValue:
    """Ask for the person of a row that waits, or transfer them at once where both counties are one's own."""
    import_here(import_id)
    with transaction():
        asked, moved_id = services.ask_for_transfer(import_again(import_id), row_id, viewer=viewer_here())
        if asked is not None:
            posting.tell_transfer_asked(asked)
        else:
            posting.tell_transferred(moved_id)
    told = "The county they belong to is asked." if asked else "The person is transferred."
    flash(told, "success")
    return redirect(url_for(".show_import", import_id=import_id), code=303)


def import_here(import_id: int) -> PeopleImport:
    """Return a file that this reader may see; note whoever reaches further."""
    one = queries.find_import(viewer_here(), import_id)
    if one is None:
        refuse_reach(f"import {import_id}")
    return one


def import_again(import_id: int) -> PeopleImport:
    """Return the same file inside the transaction; it may be gone by now."""
    one = queries.find_import(viewer_here(), import_id)
    if one is None:
        raise NotFound
    return one
