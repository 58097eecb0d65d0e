"""New pages, and where pages lie."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for

from portal.features.accounts.session import viewer_here
from portal.features.authoring import queries
from portal.features.authoring.admin.editing import empty_content
from portal.features.authoring.admin.showing import head_of
from portal.features.authoring.forms import KIND_CHOICES, NewPageForm, PlaceForm
from portal.features.authoring.services import places
from portal.features.toolkits.queries import list_sections
from portal.foundation.errors import Conflict, Invalid
from portal.foundation.slugs import slugify
from portal.foundation.transaction import transaction
from portal.web.forms import text_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import Page
from portal.features.authoring.admin import WRITERS, blueprint


def section_choices() -> list[tuple[str, str]]:
    """Return the sections a page may lie in."""
    return [(section.slug, section.label) for section in list_sections()]


def new_form() -> NewPageForm:
    """Return the form for a new page."""
    form = NewPageForm()
    form.section.choices, form.kind.choices = section_choices(), KIND_CHOICES
    return form


@blueprint.get("/new")
@WRITERS
def ask_new() -> ResponseReturnValue:
    """Ask for what a new page needs to begin with."""
    form = new_form()
    return render_template("authoring/new.html", form=form)


@blueprint.post("/new")
@WRITERS
def begin_page() -> ResponseReturnValue:
    """Make room for a new page, and lead to its form."""
    form = new_form()
    if not form.validate_on_submit():
        return render_template("authoring/new.html", form=form), 422
    title = text_of(form.title)
    slug = text_of(form.word) or slugify(title)
    content = empty_content() | {"title": title, "kind": text_of(form.kind)}
    try:
        with transaction():
            places.create_page(slug, text_of(form.section), content, author_id=viewer_here().account_id)
    except Invalid as refusal:
        form.word.errors = [refusal.sentence]
        return render_template("authoring/new.html", form=form), 422
    flash("The page is begun. Readers see it when it is published.", "success")
    return redirect(url_for(".edit_page", slug=slug), code=303)


@blueprint.get("/pages/<slug>/place")
@WRITERS
def show_place(slug: str) -> ResponseReturnValue:
    """Show where a page lies."""
    page = queries.find_page(slug)
    section = places.section_of(page)
    form = PlaceForm(data={"section": section.slug, "word": page.address or page.slug, "position": page.position})
    return place_view(page, form)


def place_view(page: Page, form: PlaceForm, *, problem: str = "") -> str:
    """Return the page that gives a page another place."""
    form.section.choices = section_choices()
    return render_template("authoring/place.html", head=head_of(page), form=form, problem=problem)


@blueprint.post("/pages/<slug>/place")
@WRITERS
def move_page(slug: str) -> ResponseReturnValue:
    """Give a page another section, place or address."""
    page, form = queries.find_page(slug), PlaceForm()
    form.section.choices = section_choices()
    if not form.validate_on_submit():
        return place_view(page, form), 422
    try:
        with transaction():
            has_moved = places.move_page(
                slug,
                section_slug=text_of(form.section),
                word=text_of(form.word),
                position=form.position.data or 0,
                actor_id=viewer_here().account_id,
            )
    except Conflict as refusal:
        return place_view(queries.find_page(slug), form, problem=refusal.sentence), 409
    except Invalid as refusal:
        field = form.position if "number" in refusal.sentence else form.word
        field.errors = [refusal.sentence]
        return place_view(queries.find_page(slug), form), 422
    old = " The old address leads to the new one." if has_moved else ""
    flash(f"The page has its new place.{old}", "success")
    return redirect(url_for(".show_page", slug=slug), code=303)
