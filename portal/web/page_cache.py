"""Pages that are the same for every stranger, kept ready and sent before the application is even asked.

Only answers to readers without a cookie are kept: no page made for a person is ever put here or served from here. A
kept page is good until shared content changes or the day ends; it carries the headers it was first sent with.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec

from flask import make_response, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_accept_header, parse_etags

from portal.foundation.clock import today
from portal.infrastructure.epoch import Kept, current_epoch, kept

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask
    from flask.typing import ResponseReturnValue

P = ParamSpec("P")
SHARED = "portal.same_for_strangers"
SMALLEST_WORTH_PACKING = 1024
BYTES_AT_MOST = 24 * 1024 * 1024
OK, NOT_MODIFIED = "200 OK", "304 NOT MODIFIED"


@dataclass(frozen=True, slots=True)
class Ready:
    """A page ready to be sent: plain and packed, each with its headers, and its mark."""

    body: bytes
    headers: list[tuple[str, str]]
    packed: bytes
    packed_headers: list[tuple[str, str]]
    etag: str


def same_for_strangers(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Let the view's page be kept for readers without a cookie; a query in the address is never kept."""

    @wraps(view)
    def answer(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        response = make_response(view(*args, **kwargs))
        request.environ[SHARED] = response.status_code == 200  # noqa: PLR2004 - only whole pages
        return response

    return answer


class ReadyPages:
    """Stands before the application: sends what is ready, and keeps what the application says may be kept."""

    def __init__(self, app: Flask, inner: WSGIApplication) -> None:
        self._app = app
        self._inner = inner

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not is_strangers(environ):
            return self._inner(environ, start_response)
        key = (environ.get("HTTP_HOST", ""), environ.get("PATH_INFO", ""))
        try:
            with self._app.app_context():
                store, stamp = pages(), (current_epoch(), today())
        except Exception:  # noqa: BLE001 - the application has a page for a database that does not answer
            return self._inner(environ, start_response)
        found, ready = store.find(key, stamp)
        if not found:
            ready = self._make(environ, start_response, store, (key, stamp))
            if isinstance(ready, list):
                return ready
        return send(ready, environ, start_response)

    def _make(
        self, environ: WSGIEnvironment, start_response: StartResponse, store: Kept, place: tuple[Any, Any]
    ) -> Ready | list[bytes]:
        """Ask the application; return the page ready to be sent, or its answer when it may not be kept."""
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def listen(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            said[:] = [(status, headers)]
            return lambda _: None

        method, environ["REQUEST_METHOD"] = environ["REQUEST_METHOD"], "GET"
        answer = self._inner(environ, listen)
        try:
            body = b"".join(answer)
        finally:
            if close := getattr(answer, "close", None):
                close()
        environ["REQUEST_METHOD"] = method
        status, headers = said[0]
        if not environ.get(SHARED) or status != OK or "Set-Cookie" in Headers(headers):
            start_response(status, headers)
            return [b"" if method == "HEAD" else body]
        ready = make_ready(body, headers)
        store.put(*place, ready, weight=len(ready.body) + len(ready.packed))
        return ready


def is_strangers(environ: WSGIEnvironment) -> bool:
    """Say whether a request is for a whole page, by somebody who brings nothing along."""
    return (
        environ["REQUEST_METHOD"] in {"GET", "HEAD"}
        and not environ.get("HTTP_COOKIE")
        and not environ.get("QUERY_STRING")
    )


def pages() -> Kept:
    """Return the store of ready pages, bounded by what they weigh."""
    return kept("pages", BYTES_AT_MOST)


def make_ready(body: bytes, headers: list[tuple[str, str]]) -> Ready:
    """Return a page as it will be sent to every stranger."""
    mark = hashlib.sha256(body).hexdigest()[:16]
    packed = gzip.compress(body, 6, mtime=0)
    plain = Headers(headers)
    plain["Vary"] = "Accept-Encoding, Cookie"
    plain["Content-Length"], plain["ETag"] = str(len(body)), f'W/"{mark}"'
    small = Headers(plain)
    small["Content-Length"], small["ETag"] = str(len(packed)), f'W/"{mark}-gzip"'
    small["Content-Encoding"] = "gzip"
    return Ready(body, plain.to_wsgi_list(), packed, small.to_wsgi_list(), mark)


def send(ready: Ready, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Send a ready page, packed for those who take it; nothing if they have it already."""
    takes = environ.get("HTTP_ACCEPT_ENCODING", "")
    packed = len(ready.body) >= SMALLEST_WORTH_PACKING and "gzip" in takes
    if packed and ";" in takes:
        packed = parse_accept_header(takes).quality("gzip") > 0
    body, headers = (ready.packed, ready.packed_headers) if packed else (ready.body, ready.headers)
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and parse_etags(known).contains_weak(f"{ready.etag}-gzip" if packed else ready.etag):
        start_response(
            NOT_MODIFIED, [pair for pair in headers if pair[0] not in {"Content-Length", "Content-Encoding"}]
        )
        return []
    start_response(OK, headers[:])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def install_page_cache(app: Flask) -> None:
    """Let ready pages be sent before the application is asked."""
    app.wsgi_app = ReadyPages(app, app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
