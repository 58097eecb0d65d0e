"""A region's notes on pages of the toolkit: the list with what waits, and the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import refuse_reach, viewer_here
from portal.features.regions.queries import find_region, list_regions
from portal.features.upkeep import queries, rules, services
from portal.features.upkeep.admin import blueprint
from portal.features.upkeep.admin.asking import number_in
from portal.features.upkeep.forms import NoteForm
from portal.features.upkeep.services import NoteChanged
from portal.foundation.comparing import compared
from portal.foundation.errors import NotFound
from portal.foundation.transaction import transaction
from portal.infrastructure.markup.cleaning import clean
from portal.web.forms import text_of
from portal.web.guards import requires_somewhere
from portal.web.pagination import page_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.regions.queries import RegionView
    from portal.features.toolkits.models import Page
    from portal.features.upkeep.models import LocalNote

NOTES_PER_PAGE = 50
EDITORS = requires_somewhere(permissions.NOTES_EDIT)
NOTE = "/notes/<where>/<slug>/<spot>"


@blueprint.get("/notes/")
@EDITORS
def choose_notes() -> ResponseReturnValue:
    """Lead to the notes of the person's region, or let one be chosen of several."""
    regions = [region for region in list_regions() if viewer_here().may(permissions.NOTES_EDIT, region.id)]
    if len(regions) == 1:
        return redirect(url_for(".list_notes", where=regions[0].id), code=303)
    waiting = {region.id: sum(bool(note.moved_on) for note in queries.list_notes(region.id)) for region in regions}
    return render_template("upkeep/notes_regions.html", regions=regions, waiting=waiting)


def region_of(where: str) -> RegionView:
    """Return the region whose notes a person may write; any other answers as if there were none, and is noted."""
    region = find_region(where)
    if region is None or not viewer_here().may(permissions.NOTES_EDIT, region.id):
        refuse_reach(request.path)
    return region


@blueprint.get("/notes/<where>/")
@EDITORS
def list_notes(where: str) -> ResponseReturnValue:
    """Show a region's notes: those the statewide text has moved under first."""
    region = region_of(where)
    notes = queries.list_notes(where)
    rows, pagination = page_of(notes, per_page=NOTES_PER_PAGE, noun="notes")
    return render_template(
        "upkeep/notes.html",
        region=region,
        rows=rows,
        waiting=[note for note in notes if note.moved_on],
        pagination=pagination,
    )


def spot_of(where: str, slug: str, spot: str) -> tuple[RegionView, Page, LocalNote | None]:
    """Return the place a note has or may get, with the note there; refuse what is no place."""
    region = region_of(where)
    if spot not in rules.PLACES:
        raise NotFound
    page = queries.find_page(slug)
    return region, page, queries.find_note(page, region.id, spot)


def form_for(region: RegionView, note: LocalNote | None) -> NoteForm:
    """Return the form for a note as it is now."""
    lead = f"{note.leads_kind}/{note.leads_key}" if note and note.leads_kind else ""
    form = NoteForm(data={"body": note.body if note else "", "lead": lead, "version": note.version if note else 0})
    form.lead.choices = [("", "Nothing"), *queries.lead_choices(region.id)]
    return form


@blueprint.get(NOTE)
@EDITORS
def show_note(where: str, slug: str, spot: str) -> ResponseReturnValue:
    """Show the form for a note, beside what the statewide text said and says where that has moved."""
    region, page, note = spot_of(where, slug, spot)
    return note_page(region, page, note, form_for(region, note), spot=spot)


def note_page(region: RegionView, page: Page, note: LocalNote | None, form: NoteForm, **values: Any) -> str:
    """Return the page of a note."""
    texts = queries.texts_since([note])[note.id] if note else []
    moved = rules.moved_on(texts) if texts else None
    before, after = rules.changed_parts(texts[0].words, texts[-1].words) if moved else ("", "")
    return render_template(
        "upkeep/note.html",
        region=region,
        page=page,
        link=queries.link_of(page),
        note=note,
        form=form,
        moved=moved,
        before=before,
        after=compared(before, after),
        places=rules.PLACES,
        **values,
    )


@blueprint.post(NOTE)
@EDITORS
def save_note(where: str, slug: str, spot: str) -> ResponseReturnValue:
    """Keep a note, or show it again with what is wrong, or with what somebody else wrote meanwhile."""
    region, page, note = spot_of(where, slug, spot)
    form = form_for(region, note)
    is_valid = form.validate_on_submit()
    cleaned = clean(text_of(form.body))
    form.body.data = cleaned.text
    read = services.read_note(cleaned.text)
    if not is_valid or read.faults:
        form.body.errors = [*form.body.errors, *read.faults]
        return note_page(region, page, note, form, spot=spot), 422
    kind, _, key = text_of(form.lead).partition("/")
    try:
        with transaction():
            services.write_note(
                queries.find_page(slug),
                region.id,
                spot,
                read,
                lead=(kind, key),
                version=number_in("version"),
                actor_id=viewer_here().account_id,
            )
    except NoteChanged:
        return stale_page(where, slug, spot, form), 409
    flash(f"Saved. People of {region.name} see the note on the page.", "success")
    if cleaned.told:
        flash(" ".join(cleaned.told), "warning")
    return redirect(url_for(".list_notes", where=where), code=303)


def stale_page(where: str, slug: str, spot: str, form: NoteForm) -> str:
    """Return the form as it was typed, beside what the note says now. Sent once more, it replaces that."""
    region, page, note = spot_of(where, slug, spot)
    form.version.data = str(note.version if note else services.FIRST)
    return note_page(region, page, note, form, spot=spot, says_now=note.body if note else "Nothing: it was removed.")


@blueprint.post(f"{NOTE}/confirm")
@EDITORS
def confirm_note(where: str, slug: str, spot: str) -> ResponseReturnValue:
    """Say that a note is still right beside the newer statewide text."""
    region, _, _ = spot_of(where, slug, spot)
    with transaction():
        services.confirm_note(
            queries.find_page(slug),
            region.id,
            spot,
            version=number_in("version"),
            number=number_in("number"),
            actor_id=viewer_here().account_id,
        )
    flash("Confirmed: the note stands as it is.", "success")
    return redirect(url_for(".list_notes", where=where), code=303)


@blueprint.post(f"{NOTE}/remove")
@EDITORS
def remove_note(where: str, slug: str, spot: str) -> ResponseReturnValue:
    """Take a note off its page."""
    region, _, _ = spot_of(where, slug, spot)
    with transaction():
        services.remove_note(
            queries.find_page(slug),
            region.id,
            spot,
            version=number_in("version"),
            actor_id=viewer_here().account_id,
        )
    flash("The note is removed.", "success")
    return redirect(url_for(".list_notes", where=where), code=303)
