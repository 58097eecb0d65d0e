"""The editors' pages on films."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.session import viewer_here
from portal.features.families import queries, services
from portal.features.families.forms import FilmForm, film_text, values_of
from portal.features.families.models import Film
from portal.features.families.rules.films import LARGEST_CAPTIONS, FilmText, watching_faults
from portal.features.families.services import FaultyFilm
from portal.foundation.database import db
from portal.foundation.errors import Conflict, NotFound
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("film_admin", __name__, template_folder="templates", url_prefix="/admin/films")
EDITORS = requires(permissions.TOOLKIT_EDIT)
NO_TEXT = "The file is not UTF-8 text: save the captions as UTF-8."
TOO_LONG = "The file is too large for captions."


@blueprint.get("/")
@EDITORS
def list_films() -> ResponseReturnValue:
    """Show every film, with what it lacks before it can be watched."""
    hosts = settings_here().video_hosts
    rows = [(film, watching_faults(queries.text_of_film(film), hosts)) for film in queries.list_all_films()]
    return render_template("families/films.html", rows=rows)


@blueprint.get("/new")
@EDITORS
def new_film() -> ResponseReturnValue:
    """Show an empty form."""
    return film_page(None, FilmForm())


@blueprint.post("/new")
@EDITORS
def add_film() -> ResponseReturnValue:
    """Keep a new film; nobody sees it yet."""
    form = FilmForm()
    text = text_here(form)
    if text is None:
        return film_page(None, form), 422
    try:
        with transaction():
            film = services.add_film(text, actor_id=viewer_here().account_id)
    except FaultyFilm as refusal:
        show_faults(form, refusal.faults)
        return film_page(None, form), 422
    flash("The film is kept. Nobody sees it until you publish it.", "success")
    return redirect(url_for(".show_film", film_id=film.id), code=303)


@blueprint.get("/<int:film_id>")
@EDITORS
def show_film(film_id: int) -> ResponseReturnValue:
    """Show a film's form, and what can be done with the film."""
    film = film_here(film_id)
    return film_page(film, FilmForm(formdata=None, data=values_of(queries.text_of_film(film), film.version)))


@blueprint.post("/<int:film_id>")
@EDITORS
def change_film(film_id: int) -> ResponseReturnValue:
    """Change a film; nothing typed is lost when it cannot be."""
    form, hosts = FilmForm(), settings_here().video_hosts
    film, text = film_here(film_id), text_here(form)
    if text is None:
        return film_page(film, form), 422
    seen = text_of(form.seen)
    try:
        with transaction():
            services.change_film(
                film_here(film_id),
                text,
                seen=int(seen) if seen.isdecimal() else 0,
                hosts=hosts,
                actor_id=viewer_here().account_id,
            )
    except FaultyFilm as refusal:
        show_faults(form, refusal.faults)
        return film_page(film, form), 422
    except Conflict as refusal:
        form.seen.data = str(film_here(film_id).version)
        form.form_errors = [refusal.sentence]
        return film_page(film, form), 409
    flash("The film is changed.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/publish")
@EDITORS
def publish(film_id: int) -> ResponseReturnValue:
    """Let everybody watch a film that has all it needs."""
    try:
        with transaction():
            film = film_here(film_id)
            services.publish_film(film, hosts=settings_here().video_hosts, actor_id=viewer_here().account_id)
    except FaultyFilm as refusal:
        film = film_here(film_id)
        form = FilmForm(formdata=None, data=values_of(queries.text_of_film(film), film.version))
        show_faults(form, refusal.faults)
        return film_page(film, form), 422
    flash(f"“{film.title}” can be watched now.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/take-back")
@EDITORS
def take_back(film_id: int) -> ResponseReturnValue:
    """Let nobody watch a film any more."""
    with transaction():
        film = film_here(film_id)
        services.take_back_film(film, actor_id=viewer_here().account_id)
    flash(f"“{film.title}” can no longer be watched.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/delete")
@EDITORS
def delete(film_id: int) -> ResponseReturnValue:
    """Delete a film that cannot be watched."""
    with transaction():
        film = film_here(film_id)
        services.delete_film(film, actor_id=viewer_here().account_id)
    flash(f"“{film.title}” is deleted.", "success")
    return redirect(url_for(".list_films"), code=303)


def film_here(film_id: int) -> Film:
    """Return the film of this number, or refuse."""
    film = db.session.get(Film, film_id, populate_existing=True)
    if film is None:
        raise NotFound
    return film


def text_here(form: FilmForm) -> FilmText | None:
    """Return what was typed and sent along; None with the faults in the form when that cannot be read."""
    is_fit = form.validate_on_submit()
    file = request.files.get(form.captions_file.name)
    if file and file.filename:
        data = file.read(LARGEST_CAPTIONS + 1)
        try:
            form.captions.data = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            form.captions_file.errors = [TOO_LONG if len(data) > LARGEST_CAPTIONS else NO_TEXT]
            return None
    return film_text(form, text_of(form.captions)) if is_fit else None


def show_faults(form: FilmForm, faults: dict[str, str]) -> None:
    """Put each fault by its field."""
    for name, sentence in faults.items():
        form[name].errors = [sentence]


def film_page(film: Film | None, form: FilmForm) -> str:
    """Return the page on a film, new or known."""
    hosts = settings_here().video_hosts
    form.address.description = f"From {' or '.join(sorted(hosts))}; an operator can add hosts (setting video_hosts)."
    lacks = watching_faults(queries.text_of_film(film), hosts) if film and not film.live_at else {}
    return render_template("families/film_form.html", film=film, form=form, lacks=lacks)
