"""The picture library: look, upload, describe, delete what is used nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for

from portal.features.accounts.queries import names_of
from portal.features.accounts.session import viewer_here
from portal.features.authoring.queries.pictures import all_uses, uses_of
from portal.features.authoring.services import images
from portal.features.toolkits.queries import find_picture, list_pictures, picture_address
from portal.foundation.errors import Refusal
from portal.foundation.transaction import transaction
from portal.infrastructure.markup.sources import NEVER_STORED
from portal.infrastructure.pictures import LARGEST_FILE, TOO_LARGE
from portal.web.pagination import page_of
from portal.web.security import takes_uploads
from portal.web.storage import storage_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.toolkits.models import Picture
    from portal.infrastructure.pictures import DrawnAnew
from portal.features.authoring.admin import WRITERS, blueprint

PICTURES_PER_PAGE = 24
ROOM_FOR_THE_FORM = 8 * 1024
NOTHING = images.Words("", "", "")


@blueprint.get("/pictures")
@WRITERS
def list_library() -> ResponseReturnValue:
    """Show the pictures, and where each is used."""
    return library_page(NOTHING, {})


@blueprint.post("/pictures")
@WRITERS
@takes_uploads(LARGEST_FILE + ROOM_FOR_THE_FORM, TOO_LARGE)
def upload_picture() -> ResponseReturnValue:
    """Keep an uploaded picture with its words, or say what is wrong and keep what was typed."""
    file, words = request.files.get("file"), words_sent()
    faults = words.faults()
    try:
        drawn = images.prepare(file.read(LARGEST_FILE + 1) if file else b"")
        if faults:
            return library_page(words, faults | {"file": "Choose the picture again: browsers do not keep it."}), 422
        picture = keep(drawn, words)
    except Refusal as refusal:
        return library_page(words, faults | {"file": refusal.sentence}), 422
    flash(f"“{picture.title}” is in the library. Nothing but the picture itself was kept of its file.", "success")
    return redirect(url_for(".show_picture", key=picture.key), code=303)


def keep(drawn: DrawnAnew, words: images.Words) -> Picture:
    """Put a picture's file away, then let the library have it; if that is refused, no file is left behind."""
    key = images.store(drawn, storage_here())
    try:
        with transaction():
            return images.add_picture(key, drawn, words, actor_id=viewer_here().account_id)
    except Refusal:
        storage_here().remove(images.file_of(key, drawn.kind))
        raise


def words_sent() -> images.Words:
    """Return what was typed of a picture, each on one line."""
    given = {name: " ".join(NEVER_STORED.sub("", request.form.get(name, "")).split()) for name in images.LONGEST}
    return images.Words(**given)


def library_page(words: images.Words, faults: dict[str, str]) -> str:
    """Return the library with the form to upload."""
    everything, uses = list_pictures(), all_uses()
    wanted = request.args.get("show") == "unused"
    found = [picture for picture in everything if not wanted or picture.key not in uses]
    shown, pagination = page_of(found, per_page=PICTURES_PER_PAGE, noun="pictures")
    return render_template(
        "authoring/pictures.html",
        rows=[row_of(picture, len(uses.get(picture.key, ()))) for picture in shown],
        pagination=pagination,
        total=len(everything),
        unused=sum(picture.key not in uses for picture in everything),
        is_narrowed=wanted,
        words=words,
        faults=faults,
        labels=images.LABELS,
        longest=images.LONGEST,
    )


def row_of(picture: Picture, count: int) -> dict[str, object]:
    """Return what the library shows of a picture."""
    return {
        "title": picture.title,
        "alternative": picture.alternative,
        "src": picture_address(picture),
        "url": url_for(".show_picture", key=picture.key),
        "width": picture.width,
        "height": picture.height,
        "uses": count,
    }


@blueprint.get("/pictures/<key>")
@WRITERS
def show_picture(key: str) -> ResponseReturnValue:
    """Show a picture, how to write it into a text, and where it is used."""
    picture = find_picture(key)
    return picture_page(picture, images.Words(picture.title, picture.alternative, picture.credit), {})


@blueprint.post("/pictures/<key>")
@WRITERS
def describe_picture(key: str) -> ResponseReturnValue:
    """Change what is said of a picture."""
    words, picture = words_sent(), find_picture(key)
    faults = words.faults()
    if faults:
        return picture_page(picture, words, faults), 422
    with transaction():
        images.change_words(key, words, actor_id=viewer_here().account_id)
    flash("Saved.", "success")
    return redirect(url_for(".show_picture", key=key), code=303)


@blueprint.post("/pictures/<key>/delete")
@WRITERS
def delete_picture(key: str) -> ResponseReturnValue:
    """Delete a picture that is used nowhere."""
    with transaction():
        name = images.delete_picture(key, actor_id=viewer_here().account_id)
    storage_here().remove(name)
    flash("The picture was deleted.", "success")
    return redirect(url_for(".list_library"), code=303)


def picture_page(picture: Picture, words: images.Words, faults: dict[str, str]) -> str:
    """Return the page of a picture."""
    return render_template(
        "authoring/picture.html",
        picture=picture,
        src=picture_address(picture),
        markdown=f"![{picture.alternative}](picture:{picture.key})",
        added_by=names_of({picture.added_by_id}).get(picture.added_by_id, ""),
        uses=uses_of(picture.key),
        words=words,
        faults=faults,
        labels=images.LABELS,
        longest=images.LONGEST,
    )
