"""The editors' pages on films."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for

from portal.features.accounts import permissions
from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.families import posting, queries, services
from portal.features.families.forms import FilmForm, film_text, plain, values_of
from portal.features.families.models import Film
from portal.features.families.rules.films import LARGEST_CAPTIONS, FilmText, watching_faults
from portal.features.families.services import FaultyFilm
from portal.features.toolkits.rules import LARGEST_NUMBER
from portal.foundation.database import db
from portal.foundation.differences import differences
from portal.foundation.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from portal.foundation.transaction import transaction
from portal.web.forms import text_of
from portal.web.guards import requires
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("film_admin", __name__, template_folder="templates", url_prefix="/admin/films")
EDITORS = requires(permissions.TOOLKIT_EDIT)
REVIEWERS = requires(permissions.TOOLKIT_REVIEW, is_told=False)
NO_TEXT = "The file is not UTF-8 text: save the captions as UTF-8."
TOO_LONG = "The file is too large for captions."
WAITS = "It waits for somebody else's yes, and you get a mail. Until then viewers see no difference."
NO_LONGER = " It does not wait for a second person any more: publish it again when it is as it should be."
LONGEST_REASON, LONGEST_WORDS = 200, 1_000
LONG = ("Captions", "Transcript")  # what is laid side by side
CODES: dict[type[Refusal], int] = {Conflict: 409, Forbidden: 403}


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
    return film_page(film, form_of(film))


def form_of(film: Film) -> FilmForm:
    """Return the form with what is to be said of a film."""
    return FilmForm(formdata=None, data=values_of(queries.text_to_edit(film), film.version))


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
            film = film_here(film_id)
            was_asked = film.asked_at is not None
            services.change_film(
                film,
                text,
                seen=number_in(seen),
                hosts=hosts,
                actor_id=viewer_here().account_id,
                with_review=settings_here().review_before_publish,
            )
    except FaultyFilm as refusal:
        show_faults(form, refusal.faults)
        return film_page(film, form), 422
    except Conflict as refusal:
        form.seen.data = str(film_here(film_id).version)
        form.form_errors = [refusal.sentence]
        return film_page(film, form), 409
    flash(WAITS if film.asked_at else f"The film is changed.{NO_LONGER if was_asked else ''}", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/publish")
@EDITORS
def publish(film_id: int) -> ResponseReturnValue:
    """Let everybody watch a film that has all it needs, or ask a second person for that."""
    try:
        with transaction():
            film, settings = film_here(film_id), settings_here()
            services.publish_film(
                film,
                hosts=settings.video_hosts,
                actor_id=viewer_here().account_id,
                with_review=settings.review_before_publish,
            )
    except FaultyFilm as refusal:
        film = film_here(film_id)
        form = form_of(film)
        show_faults(form, refusal.faults)
        return film_page(film, form), 422
    flash(WAITS if film.asked_at else f"“{film.title}” can be watched now.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/take-back")
@EDITORS
def take_back(film_id: int) -> ResponseReturnValue:
    """Let nobody watch a film any more, at once; the other reviewers hear of it."""
    reason, actor_id = " ".join(typed("reason").split())[:LONGEST_REASON], viewer_here().account_id
    try:
        with transaction():
            film = film_here(film_id)
            services.take_back_film(film, reason=reason, actor_id=actor_id)
            if settings_here().review_before_publish:
                posting.tell_of_taking_back(film, reason=reason, actor_id=actor_id)
    except Invalid:
        film = film_here(film_id)
        return film_page(film, form_of(film), no_reason=True), 422
    flash(f"“{film.title}” can no longer be watched.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.post("/<int:film_id>/drop")
@EDITORS
def drop_request(film_id: int) -> ResponseReturnValue:
    """Let nothing come of what waits."""
    with transaction():
        services.drop_request(film_here(film_id), actor_id=viewer_here().account_id)
    flash("It is taken back. Nothing has changed for viewers.", "success")
    return redirect(url_for(".show_film", film_id=film_id), code=303)


@blueprint.get("/<int:film_id>/review")
@REVIEWERS
def show_review(film_id: int) -> ResponseReturnValue:
    """Show what somebody asks for, beside what can be watched now."""
    return review_page(film_here(film_id))


@blueprint.post("/<int:film_id>/review")
@REVIEWERS
def decide(film_id: int) -> ResponseReturnValue:
    """Let everybody watch what somebody else asked for, or send it back with words."""
    seen, words = number_in(request.form.get("seen", "")), typed("words").strip()[:LONGEST_WORDS]
    reviewer_id, is_yes = viewer_here().account_id, request.form.get("do") == "approve"
    try:
        with transaction():
            film = film_here(film_id)
            if is_yes:
                services.approve_film(film, seen=seen, hosts=settings_here().video_hosts, reviewer_id=reviewer_id)
            else:
                services.send_film_back(film, seen=seen, words=words, reviewer_id=reviewer_id)
            outcome = "published" if is_yes else "sent back"
            posting.tell_asker(film, outcome=outcome, reviewer_id=reviewer_id, words=words)
    except Refusal as refusal:
        return review_page(film_here(film_id), problem=refusal.sentence, words=words), CODES.get(type(refusal), 422)
    flash(f"“{film.title}” can be watched now." if is_yes else "It is sent back, with your words.", "success")
    return redirect(url_for("authoring.list_changes"), code=303)


def review_page(film: Film, *, problem: str = "", words: str = "") -> str:
    """Return the page on which a second person answers."""
    asked, text = text_lines(queries.text_to_edit(film)), text_lines(queries.text_of_film(film))
    before = text if film.live_at else dict.fromkeys(asked, "")
    facts = [(label, before[label], asked[label]) for label in asked if label not in LONG]
    return render_template(
        "families/film_review.html",
        film=film,
        asker=names_of([film.asked_by_id]).get(film.asked_by_id, ""),
        may_decide=film.asked_at is not None and viewer_here().account_id not in services.hands_on(film),
        facts=[row for row in facts if row[1] != row[2]],
        texts=[(label, differences(before[label], asked[label])) for label in LONG if before[label] != asked[label]],
        problem=problem,
        words=words,
    )


def text_lines(text: FilmText) -> dict[str, str]:
    """Return what is said of a film as it is read, by the labels of the form."""
    form = FilmForm(formdata=None)
    said = {form[name].label.text: value for name, value in asdict(text).items()}
    return {label: shown(value) for label, value in said.items()}


def shown(value: object) -> str:
    """Return a fact of a film as it is read."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return ", ".join(value) if isinstance(value, tuple | list) else str(value)


def typed(name: str) -> str:
    """Return what was typed into a field, as a database takes it."""
    return plain(request.form.get(name, ""))


def number_in(text: str) -> int:
    """Return which version was seen, 0 for none."""
    return int(text) if text.isdecimal() and len(text) < len(str(LARGEST_NUMBER)) else 0


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


def film_page(film: Film | None, form: FilmForm, *, no_reason: bool = False) -> str:
    """Return the page on a film, new or known."""
    hosts = settings_here().video_hosts
    form.address.description = f"From {' or '.join(sorted(hosts))}; an operator can add hosts (setting video_hosts)."
    lacks = watching_faults(queries.text_of_film(film), hosts) if film and not film.live_at else {}
    return render_template("families/film_form.html", film=film, form=form, lacks=lacks, no_reason=no_reason)
