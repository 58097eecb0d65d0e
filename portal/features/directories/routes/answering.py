"""Answer directories: SCIM itself is the library's; letting in, transactions and refusals are ours."""

from __future__ import annotations

import json
import logging
import secrets
from typing import TYPE_CHECKING, Any

from flask import Response
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from portal.features.directories.routes import blueprint
from portal.features.directories.routes.letting_in import directory_here
from portal.foundation.errors import TooMany
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import record, through
from portal.web.guards import by_token
from portal.web.security import csrf

if TYPE_CHECKING:
    from portal.features.directories.queries import Directory
    from portal.features.directories.routes.speaking import Answer

log = logging.getLogger(__name__)
METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
MEDIA_TYPE = "application/scim+json"
ERROR = "urn:ietf:params:scim:api:messages:2.0:Error"
UNKNOWN = "A token of a county's directory is needed, and this one is none that runs."
REALM = 'Bearer realm="SCIM"'


@blueprint.route("/", methods=METHODS)
@blueprint.route("/<path:rest>", methods=METHODS)
@by_token
def answer(rest: str = "") -> Response:
    """Answer a directory whose token runs."""
    directory = directory_here()
    if directory is None:
        return error(401, UNKNOWN, {"WWW-Authenticate": REALM})
    from portal.features.directories.routes.speaking import speak  # noqa: PLC0415 - its models are built at first use

    said = speak(directory, rest)
    note_reach(directory, said)
    return reply(said.status, said.body, said.headers)


csrf.exempt(answer)  # a token that no browser sends by itself is the proof


def note_reach(directory: Directory, said: Answer) -> None:
    """Write down that a directory asked for somebody whom it does not reach, or for an address of such a person."""
    if said.reached is None and not said.asked_for_address:
        return
    with transaction(), through(directory.source):
        deed = "address asked for" if said.reached is None else "reached too far"
        subject = "a mail address" if said.reached is None else f"account {said.reached}"
        record(deed, subject=subject, actor_id=None, county=directory.county_fips)


def reply(status: int, body: dict[str, Any] | None, headers: dict[str, str]) -> Response:
    """Return an answer that nobody keeps."""
    text = json.dumps(body) if body is not None else ""
    response = Response(text, status=status, headers=headers, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def error(status: int, sentence: str, headers: dict[str, str] | None = None) -> Response:
    """Return an error in SCIM's form."""
    return reply(status, {"schemas": [ERROR], "status": str(status), "detail": sentence}, headers or {})


@blueprint.errorhandler(Exception)
def show_failure(fault: Exception) -> Response:
    """Answer what went wrong outside of SCIM in its form too; the trace of a fault goes to the log."""
    if isinstance(fault, TooMany):
        return error(429, fault.sentence, {"Retry-After": str(fault.retry_after)})
    if isinstance(fault, HTTPException) and fault.code is not None and fault.code < 500:  # noqa: PLR2004 - not a fault of ours
        return error(fault.code, fault.description or fault.name)
    if isinstance(fault, (OperationalError, PoolTimeout)):
        log.error("The database did not answer.", exc_info=fault)
        return error(503, "The portal is busy or resting.", {"Retry-After": "10"})
    reference = secrets.token_hex(4)
    log.error("Fault %s", reference, exc_info=fault)
    return error(500, f"Something went wrong on our side. Reference: {reference}")
