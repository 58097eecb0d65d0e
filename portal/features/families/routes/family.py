"""The pages for families: large, in their language, the same for everybody, with a way to leave at once.

No cookie comes in and none goes out, nobody is known, and nothing is noted about who reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, render_template

from portal.features.families import queries
from portal.features.families.rules import sheets
from portal.features.toolkits.queries import get_page
from portal.foundation.days import day_in_words
from portal.foundation.errors import NotFound
from portal.foundation.vocabulary import RIGHT_TO_LEFT
from portal.web.guards import public
from portal.web.page_cache import same_for_strangers

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("families", __name__, template_folder="../templates", url_prefix=sheets.ADDRESS)


@blueprint.get("/")
@public
@same_for_strangers
def index() -> ResponseReturnValue:
    """Show all sheets with their languages."""
    return framed("families/index.html", sheets.ENGLISH, sheets=queries.list_sheets(), spanish=sheets.WORDS["es"])


@blueprint.get("/<slug>")
@public
@same_for_strangers
def sheet(slug: str) -> ResponseReturnValue:
    """Show a sheet in the language it was written in."""
    return sheet_at(slug, "")


@blueprint.get("/<slug>/<language>")
@public
@same_for_strangers
def translated(slug: str, language: str) -> ResponseReturnValue:
    """Show a sheet in another language."""
    return sheet_at(slug, language)


def sheet_at(slug: str, language: str) -> ResponseReturnValue:
    """Return the sheet at an address, lead on to where it is now, or say that there is none."""
    link = queries.find_sheet(sheets.sheet_address(slug, language))
    if link is None:
        now = queries.address_now(slug, language)
        if now is None:
            raise NotFound
        return redirect(now, code=301)
    page = get_page(link.slug)
    spoken = sheets.spoken_language(link.language)
    return framed(
        "families/sheet.html",
        link.language,
        page=page,
        here=link,
        languages=queries.languages_of(link.slug),
        others=others_in(link),
        changed=day_in_words(page.changed_on, spoken),
        due=day_in_words(page.next_check, spoken),
    )


def others_in(link: queries.SheetLink) -> tuple[queries.SheetLink, ...]:
    """Return the other sheets, each in this one's language where it has it."""
    return tuple(
        next((one for one in languages if one.language == link.language), languages[0])
        for languages in queries.list_sheets()
        if link not in languages
    )


def framed(template: str, language: str, **values: Any) -> str:
    """Return a page in the frame of all pages for families."""
    spoken = sheets.spoken_language(language)
    return render_template(
        template,
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        words=sheets.WORDS[spoken],
        spoken=spoken,
        **values,
    )


@blueprint.errorhandler(NotFound)
def missing(refusal: NotFound) -> ResponseReturnValue:
    """Say that there is no such sheet, and lead to those there are."""
    html = framed("families/missing.html", sheets.ENGLISH, sheets=queries.list_sheets(), spanish=sheets.WORDS["es"])
    return html, 404


@blueprint.after_request
def same_for_everybody(response: Response) -> Response:
    """Say that the page belongs to nobody, and let no other site learn where its reader comes from."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.cache_control.public, response.cache_control.no_cache = True, True
    return response
