"""Every refusal and failure gets a page: a sentence, ways on, and for failures a reference to give to the operator."""

from __future__ import annotations

import logging
import secrets
from typing import TYPE_CHECKING

from flask import Flask, Response, g, make_response, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.foundation import errors as refusals
from portal.foundation.database import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)
TITLES = {
    400: "That request could not be understood",
    403: "This page is not yours to open",
    404: "There is no such page",
    405: "That cannot be done here",
    409: "That cannot be done now",
    413: "That is too large",
    415: "That kind of content is not taken here",
    422: "That cannot be used",
    429: "Too many tries",
    500: "Something went wrong on our side",
    503: "The portal is busy or resting",
}
SENTENCES = {
    400: "Go back, reload the page and try again.",
    403: "Your account does not have the right to do this. If it should, ask your region's contact.",
    404: "The address may be mistyped, or what was here has moved or belongs to another region.",
    405: "This address does not take that kind of request.",
    413: "What was sent is larger than the portal takes.",
    429: "Please wait a little before you try again.",
    500: "Try again in a moment. If it happens again, tell your regional contact the reference below.",
    503: "Please try again in a minute. Nothing was stored.",
}
STALE_FORM = "This form was open for too long or came from somewhere else. Go back, reload the page and send it again."
STATUSES = {
    refusals.Invalid: 422,
    refusals.NotFound: 404,
    refusals.Forbidden: 403,
    refusals.Conflict: 409,
    refusals.TooLarge: 413,
    refusals.TooMany: 429,
}
SERVER_FAULT = 500
BUSY = 503
RETRY_AFTER = "10"


def install_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(refusals.Refusal, show_refusal)
    app.register_error_handler(CSRFError, show_stale_form)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(OperationalError, show_busy)
    app.register_error_handler(PoolTimeout, show_busy)
    app.register_error_handler(Exception, show_failure)


def page(code: int, sentence: str = "", *, reference: str | None = None) -> Response:
    """Return the error page for a status."""
    html = render_template(
        "errors/error.html",
        code=code,
        title=TITLES.get(code, "That did not work"),
        sentence=sentence or SENTENCES.get(code, "Go back and try again."),
        reference=reference,
    )
    return make_response(html, code)


def framed_page(code: int, sentence: str = "") -> Response:
    """Return an error page in the frame of all pages; when the database cannot be had for it, the page that says so."""
    try:
        return page(code, sentence)
    except (OperationalError, PoolTimeout) as error:
        return show_busy(error)


def show_refusal(refusal: refusals.Refusal) -> ResponseReturnValue:
    """Show what a rule said."""
    code = next((status for kind, status in STATUSES.items() if isinstance(refusal, kind)), 422)
    plain_not_found = code == 404 and refusal.sentence == refusals.NotFound().sentence  # noqa: PLR2004 - not found
    response = framed_page(code, "" if plain_not_found else refusal.sentence)
    if isinstance(refusal, refusals.TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def show_stale_form(error: CSRFError) -> ResponseReturnValue:
    """Show that a form's proof was missing or old."""
    return framed_page(400, STALE_FORM)


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    """Show one of HTTP's own errors; redirects among them pass as they are."""
    code = error.code or SERVER_FAULT
    if code < 400:  # noqa: PLR2004 - a redirect raised as an exception
        return error.get_response()
    if code >= SERVER_FAULT:
        return show_failure(error)
    response = framed_page(code)
    allowed = getattr(error, "valid_methods", None)
    if allowed:
        response.headers["Allow"] = ", ".join(sorted(allowed))
    return response


def show_busy(error: OperationalError | PoolTimeout) -> Response:
    """Show that the database cannot be had just now."""
    log.error("The database did not answer.", exc_info=error)
    response = bare_page(BUSY)
    response.headers["Retry-After"] = RETRY_AFTER
    return response


def show_failure(error: Exception) -> ResponseReturnValue:
    """Show a fault of ours with a reference; the trace goes to the log."""
    reference = secrets.token_hex(4)
    log.error("Fault %s", reference, exc_info=error)
    return bare_page(SERVER_FAULT, reference=reference)


def bare_page(code: int, *, reference: str | None = None) -> Response:
    """Return an error page that asks the database for nothing."""
    g.portal_bare = True
    try:
        db.session.rollback()
    except Exception:  # noqa: BLE001 - the database is what failed
        log.warning("The session could not be rolled back.")
    return page(code, reference=reference)
