"""Count tries, and let whoever guesses wait."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import current_app, request

from portal.features.accounts import services
from portal.features.accounts.passwords import hash_subject
from portal.features.accounts.rules import PASSKEYS_BY_ONE_ADDRESS, network_of
from portal.foundation.errors import TooMany
from portal.foundation.transaction import transaction

if TYPE_CHECKING:
    from datetime import timedelta

log = logging.getLogger(__name__)


def subject_of(name: str) -> str:
    """Return the keyed hash under which tries are counted."""
    return hash_subject(name, str(current_app.config["SECRET_KEY"]))


def slow_down(name: str, *, what: str = "account") -> services.Tries:
    """Count a try, or refuse it because there were too many; return what a success clears.

    `name` is the mail address that was typed, or the number of an account whose second step is tried.
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
        let_wait(wait)
    return counted


def slow_down_passkeys() -> None:
    """Count a try with a passkey, or refuse it because there were too many; a success clears one.

    Nobody says beforehand whose passkey it will be, and none can be guessed: only the network's tries are counted.
    """
    with transaction():
        wait = services.begin_tries([(subject_of_passkeys(), PASSKEYS_BY_ONE_ADDRESS)])
    if wait:
        let_wait(wait)


def subject_of_passkeys() -> str:
    """Return under what this network's tries with passkeys are counted."""
    return subject_of(f"passkeys from {network_of(request.remote_addr or '')}")


def let_wait(wait: timedelta) -> None:
    """Say how long to wait."""
    seconds = max(1, round(wait.total_seconds()))
    words = f"{-(-seconds // 60)} minutes" if seconds > 90 else f"{seconds} seconds"  # noqa: PLR2004 - a minute and a half
    raise TooMany(f"There were too many tries to sign in. Please wait {words}, then try again.", retry_after=seconds)
