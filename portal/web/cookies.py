"""The session cookie: how long the browser keeps it is said by what is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import g
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

    from flask import Flask
    from flask.sessions import SessionMixin

UNTIL = "_until"
LEFT_ALONE = "portal_cookie_left_alone"


class PortalCookie(SecureCookieSessionInterface):
    """A signed cookie that ends with the browser, or at the moment named in it."""

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:
        """Return until when the browser keeps the cookie; nothing means until it is closed."""
        until = session.get(UNTIL)
        return datetime.fromtimestamp(until, UTC) if isinstance(until, int) else None

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Say whether the answer carries the cookie: not when a newer one is on its way with another answer."""
        return not g.get(LEFT_ALONE) and super().should_set_cookie(app, session)


def leave_cookie_alone(*, really: bool = True) -> None:
    """Let this request's answer change nothing in the cookie: another one has just renewed it."""
    setattr(g, LEFT_ALONE, really)


class WithoutCookies:
    """Stands before the application: at addresses where nobody is known, a request's cookie is left at the door."""

    def __init__(self, inner: WSGIApplication, prefix: str) -> None:
        self._inner = inner
        self._prefix = prefix

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, as a stranger's where the address begins with the prefix."""
        if environ.get("PATH_INFO", "").startswith(self._prefix):
            environ.pop("HTTP_COOKIE", None)
        return self._inner(environ, start_response)


def serve_without_cookies(app: Flask, prefix: str) -> None:
    """Let no request at these addresses bring a cookie along: their pages are the same for everybody."""
    app.wsgi_app = WithoutCookies(app.wsgi_app, prefix)  # type: ignore[method-assign]  # Flask's own way
