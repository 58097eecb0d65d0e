"""Films: nothing is asked of another site before play is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, make_response, render_template

from portal.features.families import queries
from portal.features.families.rules.films import ADDRESS, FRAME, Source, source_of
from portal.foundation.errors import NotFound
from portal.web.guards import public
from portal.web.page_cache import same_for_strangers
from portal.web.security import policy_with
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

blueprint = Blueprint("films", __name__, template_folder="../templates", url_prefix=ADDRESS)


@blueprint.get("/<key>")
@public
@same_for_strangers
def film(key: str) -> ResponseReturnValue:
    """Show a film's drawing, transcript and captions; the player waits until play is pressed."""
    return film_page(key, is_playing=False)


@blueprint.get("/<key>/play")
@public
@same_for_strangers
def play(key: str) -> ResponseReturnValue:
    """Show a film with its player: whoever opens this has pressed play, in a browser that runs no script."""
    return film_page(key, is_playing=True)


@blueprint.get("/<key>/captions.vtt")
@public
def captions(key: str) -> ResponseReturnValue:
    """Send a film's captions."""
    return Response(queries.get_film(key).captions, mimetype="text/vtt")


def film_page(key: str, *, is_playing: bool) -> Response:
    """Return a film's page; it alone may show something of the host its film comes from."""
    found = queries.get_film(key)
    source = source_of(found.address, settings_here().video_hosts)
    if not isinstance(source, Source):  # the setting has changed since the film was published
        raise NotFound
    html = render_template("families/film.html", film=found, source=source, is_playing=is_playing)
    response = make_response(html)
    directive = "frame-src" if source.kind == FRAME else "media-src"
    response.headers["Content-Security-Policy"] = policy_with(directive, f"https://{source.host}")
    return response
