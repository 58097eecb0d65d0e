"""Help while writing: what is pasted comes back as clean Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import jsonify, request

from portal.features.authoring.admin.editing import LARGEST_FORM
from portal.infrastructure.markup.cleaning import clean_html
from portal.web.security import takes_uploads

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
from portal.features.authoring.admin import WRITERS, blueprint

TOO_LARGE = "That is too much to paste at once. Paste it in parts."


@blueprint.post("/clean")
@WRITERS
@takes_uploads(LARGEST_FORM, TOO_LARGE, as_text=True)
def clean_pasted() -> ResponseReturnValue:
    """Return what the clipboard holds as HTML as Markdown, and what went; nothing of it is kept."""
    cleaned = clean_html(request.form.get("html", ""))
    return jsonify(text=cleaned.text, told=list(cleaned.told))
