"""What accounts contribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import posting
from portal.features.accounts.routes import (  # noqa: F401 - they add their addresses
    asking,
    blueprint,
    county_sign_in,
    crediting,
    factors,
    joining,
    old_factors,
    passkeys,
    profile,
    proving,
    recovering,
    second_step,
    sessions,
    signing_in,
)
from portal.features.accounts.session import current_viewer, gate, install_login, look_only
from portal.plugin_host.markers import hookimpl
from portal.plugin_host.parts import Job
from portal.web.guards import install_guards

if TYPE_CHECKING:
    from flask import Flask


@hookimpl
def portal_install(app: Flask) -> None:
    """Know who is signed in, guard every address, and serve the pages to sign in."""
    install_login(app)
    app.before_request(look_only)
    install_guards(app, gate)
    app.register_blueprint(blueprint)
    app.add_template_global(asking.ways_to_join)
    app.context_processor(lambda: {"viewer": current_viewer()})


@hookimpl
def portal_core_jobs() -> list[Job]:
    """Send the mail that waits, look after who asks to come or to get back in, and forget what is long over."""
    return [
        Job(id="mail", label="Send mail", run=posting.send_mail, every_minutes=1, timeout_seconds=300),
        Job(id="requests", label="Clear old requests", run=posting.clear_old_requests, every_minutes=720),
        Job(id="recovery", label="Let people back in", run=posting.look_after_recoveries, every_minutes=1),
        Job(id="sessions", label="Forget old sessions", run=posting.sweep_sessions, every_minutes=1440),
    ]
