"""Pages that are the same for every stranger, kept ready until shared content changes.

Only answers to readers without a cookie are kept: no page made for a person is ever put here or served from here.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec

from flask import Response, make_response, request

from portal.foundation.clock import today
from portal.infrastructure.epoch import Kept, current_epoch, kept
from portal.web.compression import takes_gzip

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

P = ParamSpec("P")
SMALLEST_WORTH_PACKING = 1024
BYTES_AT_MOST = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ready:
    """A page ready to be sent."""

    body: bytes
    packed: bytes
    content_type: str
    digest: str


def same_for_strangers(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Keep the view's page for readers without a cookie; a query in the address is never kept."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if request.cookies or request.query_string or request.method not in {"GET", "HEAD"}:
            return view(*args, **kwargs)
        key, stamp = ("page", request.path), (current_epoch(), today())
        found, ready = pages().find(key, stamp)
        if not found:
            response = make_response(view(*args, **kwargs))
            if response.status_code != 200 or "Set-Cookie" in response.headers:  # noqa: PLR2004 - only whole pages
                return response
            ready = make_ready(response)
            pages().put(key, stamp, ready, weight=len(ready.body) + len(ready.packed))
        return send(ready)

    return answer


def pages() -> Kept:
    """Return the store of ready pages, bounded by what they weigh."""
    return kept("pages", BYTES_AT_MOST)


def make_ready(response: Response) -> Ready:
    """Return a page as it will be sent to every stranger."""
    body = response.get_data()
    return Ready(body, gzip.compress(body, 6, mtime=0), response.content_type, hashlib.sha256(body).hexdigest()[:16])


def send(ready: Ready) -> Response:
    """Send a ready page, packed for those who take it; nothing if they have it already."""
    packed = len(ready.body) >= SMALLEST_WORTH_PACKING and takes_gzip()
    response = Response(ready.packed if packed else ready.body, content_type=ready.content_type)
    if packed:
        response.content_encoding = "gzip"
    response.vary.add("Accept-Encoding")
    response.vary.add("Cookie")
    response.set_etag(ready.digest + ("-gzip" if packed else ""), weak=True)
    response.make_conditional(request)
    return response
