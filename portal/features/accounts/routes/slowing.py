"""Count tries, and let whoever guesses wait."""

from __future__ import annotations

import logging

from flask import current_app, request

from portal.features.accounts import services
from portal.features.accounts.passwords import hash_subject
from portal.features.accounts.rules import network_of
from portal.foundation.errors import TooMany
from portal.foundation.transaction import transaction

log = logging.getLogger(__name__)


def subject_of(name: str) -> str:
    """Return the keyed hash under which tries are counted."""
    return hash_subject(name, str(current_app.config["SECRET_KEY"]))


def slow_down(name: str, *, what: str = "account") -> services.Tries:
    """Count a try, or refuse it because there were too many; return what a success clears.

    `name` is the mail address that was typed.
    """
    place = network_of(request.remote_addr or "")
    counted = services.Tries(
        account_here=subject_of(f"{what} {name} from {place}"),
        account=subject_of(f"{what} {name}"),
        network=subject_of(f"address {place}"),
    )
    with transaction():
        wait = services.begin_try(counted)
    if wait:
        log.warning("A sign-in has to wait, counted under %s.", counted.account_here[:12])
        seconds = max(1, round(wait.total_seconds()))
        words = f"{-(-seconds // 60)} minutes" if seconds > 90 else f"{seconds} seconds"  # noqa: PLR2004 - a minute and a half
        raise TooMany(
            f"There were too many tries to sign in. Please wait {words}, then try again.", retry_after=seconds
        )
    return counted
