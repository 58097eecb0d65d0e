"""Who is signed in, by Flask-Login over our own table of sessions; and the gate before every address."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, session, url_for
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.exc import OperationalError

from portal.features.accounts import queries, services
from portal.features.accounts.passwords import new_token
from portal.features.accounts.rules import Grant, Role, Scope
from portal.features.regions.session import current_region, region_here
from portal.foundation.clock import now
from portal.foundation.errors import Conflict, Forbidden, NotFound
from portal.foundation.transaction import transaction
from portal.web.cookies import UNTIL, leave_cookie_alone
from portal.web.guards import PERMISSION, REGION, SOMEWHERE, Access
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask import Flask
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.queries import Presence, Viewer


log = logging.getLogger(__name__)
VIEWED = "viewed_as"
VIEW_LASTS = timedelta(minutes=30)
AS_ONESELF = {"accounts.sign_out", "people.end_view_as"}  # a view ends here, so nobody looks through it
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login has no types
    """What Flask-Login calls a user: a viewer and the token of the session."""

    def __init__(self, viewer: Viewer | None, token: str) -> None:
        self.viewer = viewer
        self.token = token

    def get_id(self) -> str:
        """Return what the cookie holds: the session's token, never the account's id."""
        return self.token


def install_login(app: Flask) -> None:
    """Let Flask-Login keep the token in the cookie and ask us whose it is."""
    manager = LoginManager()
    manager.session_protection = None  # our table of sessions decides, not the network address
    manager.init_app(app, add_context_processor=False)  # templates get `viewer`, and error pages ask nobody
    manager.user_loader(load_signed_in)


def load_signed_in(token: str) -> SignedIn | None:
    """Return who a token belongs to, if its session still runs."""
    settings = settings_here()
    presence = queries.find_presence(token, is_second_required=settings.require_second_factor)
    if presence is not None and has_lapsed(presence):
        queries.forget_presence(token)  # another process may have noted a later use than is known here
        presence = queries.find_presence(token, is_second_required=settings.require_second_factor)
    if presence is None or has_lapsed(presence):
        return None
    if presence.good_until:
        leave_cookie_alone()
    elif presence.is_renewal_due:
        token = renew(presence.viewer.session_id, token)
    if services.needs_seeing(presence):
        note_seen(presence.viewer.session_id)
        queries.forget_presence(token)
    return SignedIn(presence.viewer, token)


def has_lapsed(presence: Presence) -> bool:
    """Say whether a session is over by this portal's settings, or was found by a token replaced a while ago."""
    if presence.good_until is not None and now() > presence.good_until:
        return True
    idle, idle_shared, longest = limits()
    return services.has_lapsed(presence, idle=idle_shared if presence.is_shared else idle, longest=longest)


def limits() -> tuple[timedelta, timedelta, timedelta]:
    """Return for how long a session may be unused, one on a shared computer too, and how long it lasts at most."""
    settings = settings_here()
    idle, longest = timedelta(minutes=settings.idle_minutes), timedelta(hours=settings.session_hours)
    return idle, min(idle, timedelta(minutes=settings.shared_idle_minutes)), longest


def renew(session_id: int, token: str) -> str:
    """Put a new token into the session and the cookie, for the person's rights have changed; return the one to use."""
    fresh = new_token()
    try:
        with transaction():
            is_ours = services.replace_token(session_id, token=token, fresh=fresh)
    except OperationalError:
        log.warning("A session could not be renewed now.")
        return token
    queries.forget_presence(token)
    if not is_ours:  # another request of the same browser was faster, and its answer brings the new one
        leave_cookie_alone()
        return token
    session["_user_id"] = fresh
    return fresh


def note_seen(session_id: int) -> None:
    """Note that a session is used; a database that cannot write now keeps nobody from reading."""
    try:
        with transaction():
            services.note_seen(session_id)
    except OperationalError:
        log.warning("The time a session was last used could not be noted.")


def current_viewer() -> Viewer | None:
    """Return the person this request is for; None for a stranger."""
    if g.get("portal_bare"):
        return None
    viewer = own_viewer()
    return viewer if viewer is None or request.endpoint in AS_ONESELF else as_shown(viewer)


def own_viewer() -> Viewer | None:
    """Return who is signed in, whatever role they look at the portal as."""
    viewer: Viewer | None = getattr(current_user, "viewer", None)
    return viewer


def as_shown(viewer: Viewer) -> Viewer:
    """Return the viewer, or the role as which this viewer looks at the portal, worked out once a request."""
    if VIEWED not in session:
        return viewer
    known: tuple[Viewer, Viewer] | None = g.get("portal_viewed")
    if known is None or known[0] is not viewer:
        view = view_here(viewer)
        known = (viewer, queries.viewed_as(viewer, view[0], until=view[1]) if view else viewer)
        g.portal_viewed = known
    return known[1]


def view_here(viewer: Viewer) -> tuple[Grant, datetime] | None:
    """Return as what somebody looks at the portal and until when; None when it is over or no longer theirs to do."""
    kept = session.get(VIEWED, {})
    if kept.get("session") != viewer.session_id:
        return None
    grant = Grant(Role(kept["role"]), Scope(kept["scope"]), kept["key"])
    until = datetime.fromisoformat(kept["until"])
    return (grant, until) if now() < until and queries.may_view_as(viewer, grant) else None


def begin_view(viewer: Viewer, grant: Grant) -> None:
    """Look at the portal as a role in a place for a while, and write that down."""
    until = now() + VIEW_LASTS
    with transaction():
        services.note_view(viewer, grant, "viewing as a role begun", until=until.isoformat(timespec="minutes"))
    place = {"role": grant.role.value, "scope": grant.scope.value, "key": grant.key}
    session[VIEWED] = {**place, "until": until.isoformat(), "session": viewer.session_id}


def end_view(viewer: Viewer) -> None:
    """Look at the portal as oneself again, and write that down."""
    kept = session.pop(VIEWED, None)
    g.pop("portal_viewed", None)
    if kept and kept["session"] == viewer.session_id:
        grant = Grant(Role(kept["role"]), Scope(kept["scope"]), kept["key"])
        with transaction():
            services.note_view(viewer, grant, "viewing as a role ended")


def look_only() -> None:
    """Let whoever looks at the portal as a role change nothing and open no page of a person's own."""
    if current_app.config["SESSION_COOKIE_NAME"] not in request.cookies or VIEWED not in session:
        return
    viewer = own_viewer()
    if viewer is None or request.endpoint in AS_ONESELF:
        return
    if view_here(viewer) is None:
        end_view(viewer)
    elif request.method not in SAFE_METHODS:
        raise Conflict("You look at the portal as another role, so nothing can be changed. End the view first.")
    elif request.blueprint == "accounts":
        raise Conflict("Pages of a person's own are not shown while you look at the portal as another role.")


def viewer_here() -> Viewer:
    """Return the person this request is for; only behind a guard."""
    viewer = current_viewer()
    if viewer is None:
        raise RuntimeError("this address is open to strangers")
    return viewer


def keep_signed_in(token: str, *, is_shared: bool | None = None) -> None:
    """Renew the cookie: whatever a stranger planted in it is gone, and the new session's token is in it.

    On a shared computer it ends with the browser, elsewhere when the session has to end in any case. Where nothing is
    said of that, a session goes on, and the cookie lasts as long as before.
    """
    until = session.get(UNTIL)
    session.clear()
    leave_cookie_alone(really=False)
    if is_shared is False:
        until = round((now() + limits()[-1]).timestamp())
    if until and not is_shared:
        session[UNTIL] = until
    login_user(SignedIn(None, token))


def forget_signed_in() -> None:
    """Empty the cookie."""
    logout_user()
    session.clear()


def gate(access: Access, view_args: dict[str, Any]) -> ResponseReturnValue | None:
    """Let the viewer pass, ask a stranger to sign in, or refuse without telling what is there."""
    viewer = current_viewer()
    if viewer is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else form_page()
        return redirect(url_for("accounts.sign_in", next=wanted), code=303)
    if access.kind == REGION and not viewer.may_enter(region_here()):
        raise NotFound
    is_held = viewer.may if access.kind == PERMISSION else viewer.may_somewhere
    if access.kind in {PERMISSION, SOMEWHERE} and not is_held(access.permission):
        if viewer.awaits_second_factor:
            return redirect(url_for("accounts.show_factors"), code=303)
        if not access.is_told:
            refuse_reach(request.path)
        log.warning("Account %s was refused %s.", viewer.account_id, access)
        raise Forbidden("Your account does not have the right to open this page.")
    return None


def refuse_reach(subject: str) -> NoReturn:
    """Note that this reader reached too far, and answer as if there were no such thing."""
    with transaction():
        services.note_reach(viewer_here(), subject)
    raise NotFound


def form_page() -> str | None:
    """Return the page of ours on which a form was sent, as far as the browser says."""
    parts = urlsplit(request.referrer or "")
    return local_address(parts.path) if parts.netloc == request.host else None


def may_see(*, region_id: str | None, for_everyone: bool) -> bool:
    """Say whether this request's reader may see an item of a region; statewide ones have none."""
    if region_id is None or for_everyone:
        return True
    viewer, region = current_viewer(), current_region()
    return viewer is not None and region is not None and region.id == region_id and viewer.may_enter(region)


def answer_unseen() -> ResponseReturnValue:
    """Answer for an item the reader may not see: a stranger signs in, others learn no more than for a missing one."""
    answer = gate(Access(REGION), {})
    if answer is None:
        raise NotFound
    return answer


def local_address(target: str | None) -> str | None:
    """Return an address to go to next if it is one of ours, else None."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return None
    parts = urlsplit(target)
    if parts.scheme or parts.netloc or any(ord(letter) < 32 for letter in target):  # noqa: PLR2004 - control characters
        return None
    return target
