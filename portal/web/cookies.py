"""The session cookie: how long the browser keeps it is said by what is in it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from flask import g
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
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
