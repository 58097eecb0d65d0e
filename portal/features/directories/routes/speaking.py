"""Let the library speak SCIM over the people of a county."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import request
from pydantic_core import from_json
from scim2_models import InvalidFilterException, SCIMException, UniquenessException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.service import ScimService

from portal.features.directories import queries, rules
from portal.features.directories.routes import blueprint
from portal.features.directories.routes.filters import LONGEST_FILTER, UNDERSTOOD
from portal.features.directories.routes.shapes import PROVIDER
from portal.features.directories.routes.storage import PeopleStorage
from portal.foundation.transaction import transaction
from portal.infrastructure.audit.log import through
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from scim2_server.responses import ScimResponse

    from portal.features.directories.queries import Directory

SERVICE = ScimService(PROVIDER)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered; and what is written down: whom the directory does not reach, or that an address is taken."""

    status: int
    body: dict[str, Any] | None
    headers: dict[str, str] = field(default_factory=dict)
    reached: int | None = None
    asked_for_address: bool = False


def speak(directory: Directory, path: str) -> Answer:
    """Answer a request of a directory; what it changes is committed whole, or not at all."""
    storage = PeopleStorage(directory)
    is_taken = False
    try:
        response = handle(directory, storage, path)
    except SCIMException as refusal:
        is_taken = isinstance(refusal, UniquenessException)
        response = SERVICE.error_response(refusal)
    return Answer(int(response.status), response.body, response.headers, storage.reached, is_taken)


def handle(directory: Directory, storage: PeopleStorage, path: str) -> ScimResponse:
    """Let the library handle a request, in a transaction if it changes something."""
    if len(request.args.get("filter", "")) > LONGEST_FILTER:
        raise InvalidFilterException(detail=UNDERSTOOD)  # before it is taken apart
    handler, method = ScimHandler(SERVICE, storage), "GET" if request.method == "HEAD" else request.method
    asked = ScimRequest(
        method=method,
        base_url=base_address(),
        path=f"/{path}",
        query=request.args.to_dict(),
        headers=list(request.headers.items()),
        body=request.get_data(cache=False),
    )
    if method == "GET" or path.endswith(".search"):
        return handler.handle(asked)
    with transaction(), through(directory.source):
        asked.body = whole(directory, asked)
        return handler.handle(asked)


def whole(directory: Directory, asked: ScimRequest) -> bytes:
    """Return the body of a request with what directories may leave out of a whole person."""
    if asked.method not in {"POST", "PUT"}:
        return asked.body
    try:
        sent = from_json(asked.body)
    except ValueError:
        return asked.body  # the library says what is wrong with it
    number = asked.path.rpartition("/")[2]
    is_number = asked.method == "PUT" and number.isascii() and number.isdigit() and len(number) < 10  # noqa: PLR2004 - an id
    known = queries.find_person(directory, int(number)) if is_number else None
    is_active = known is None or known.closed_at is None
    return json.dumps(rules.completed(sent, is_active=is_active, email=known.email if known else None)).encode()


def base_address() -> str:
    """Return the address under which directories know us."""
    settings = settings_here()
    return f"{settings.public_url}{blueprint.url_prefix}"
