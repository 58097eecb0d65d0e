"""Headers, content policy, hosts, cookies and protection against forged forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from flask import Response, abort, current_app, request, session
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect, generate_csrf
from markupsafe import Markup
from werkzeug.middleware.proxy_fix import ProxyFix

from portal.foundation.errors import TooLarge
from portal.web.cookies import PortalCookie
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from portal.config import Settings

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "object-src 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HEALTH = {"/healthz", "/readyz"}  # asked by machines that know only our number
HSTS = "max-age=31536000; includeSubDomains"
LARGEST_REQUEST = 256 * 1024  # addresses that take files say how much they take
MOST_FIELDS = 200

View = TypeVar("View", bound="Callable[..., Any]")

csrf = CSRFProtect()


def install_security(app: Flask, settings: Settings) -> None:
    """Put every protection on the application."""
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SESSION_COOKIE_NAME="__Host-portal" if settings.is_secure else "portal",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_REQUEST,
        MAX_FORM_PARTS=MOST_FIELDS,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # pages with a secret in their address send no Referer; the token is the proof
    )
    app.session_interface = PortalCookie()
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]  # Flask's own way
    app.before_request(refuse_foreign_hosts)
    app.before_request(refuse_zero_characters)
    app.before_request(admit_uploads)  # before the proof against forgery is looked for in what was sent
    csrf.init_app(app)
    app.after_request(protect)
    app.jinja_env.globals["csrf_field"] = csrf_field


def policy_with(directive: str, source: str) -> str:
    """Return the content policy with one source more, for the one page that needs it."""
    known = [part for part in POLICY.split("; ") if part.split(" ")[0] != directive]
    own = "" if len(known) == len(POLICY.split("; ")) else "'self' "
    return "; ".join([*known, f"{directive} {own}{source}"])


def refuse_foreign_hosts() -> None:
    """Answer only to the portal's own names, but for health."""
    if request.path in HEALTH:
        return
    settings = settings_here()
    host = request.host.rpartition(":")[0] if ":" in request.host.rpartition("]")[2] else request.host
    if host not in settings.hosts:
        abort(400, "The portal does not answer to this host name.")


def refuse_zero_characters() -> None:
    """Refuse an address with a zero character: nothing here has one, and not every database can look for one."""
    if "\0" in request.path or b"%00" in request.query_string:
        abort(400)


def takes_uploads(largest: int, sentence: str, *, as_text: bool = False) -> Callable[[View], View]:
    """Return a decorator: who is signed in may send so many bytes to the view; more is refused with a sentence.

    They are files, or `as_text` what was typed into the fields.
    """

    def mark(view: View) -> View:
        view.portal_uploads = (largest, sentence, as_text)  # type: ignore[attr-defined]  # a mark of ours on a plain function
        return view

    return mark


def admit_uploads() -> None:
    """Let an address that takes files have larger requests than others, from whoever is signed in.

    A cookie alone is no sign-in: strangers get one with the form to sign in.
    """
    view = current_app.view_functions.get(request.endpoint or "")
    largest, sentence, as_text = getattr(view, "portal_uploads", (0, "", False))
    if not largest or request.method != "POST" or not current_user.is_authenticated:
        return
    request.max_content_length = largest
    if as_text:
        request.max_form_memory_size = largest
    if (request.content_length or 0) > largest:
        raise TooLarge(sentence)


def protect(response: Response) -> Response:
    """Add the headers every answer has; what belongs to a signed-in person is kept by no cache."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    settings = settings_here()
    if settings.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    if not response.cache_control.public and response.mimetype != "text/css":
        response.vary.add("Cookie")
        if session or request.endpoint is None or response.status_code >= 400:  # noqa: PLR2004 - errors of every kind
            response.cache_control.no_store = True
        else:
            response.cache_control.no_cache = True
    return response


def csrf_field() -> Markup:
    """Return the hidden field that proves a form is ours (for templates)."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())
