"""Open a session, however its owner showed who it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import redirect, request, url_for

from portal.features.accounts import services
from portal.features.accounts.routes.devices import keep_words, note_device_here
from portal.features.accounts.rules import Strength, device_in_words
from portal.features.accounts.session import current_viewer, keep_signed_in, load_signed_in
from portal.foundation.transaction import transaction
from portal.web.settings import settings_here

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from portal.features.accounts.models import Account


def let_in(
    account: Account,
    *,
    strength: Strength,
    target: str,
    is_shared: bool = False,
    is_noted: bool = True,
    known_hash: str | None = None,
) -> ResponseReturnValue:
    """Open a session in the place of whatever the browser had, and go on; where a factor is wanting, to those first.

    `is_noted` says that the owner is told where the device is not known. `known_hash` is that of the password that was
    shown, where one was: it has to be the account's still.
    """
    before, words = current_viewer(), []
    with transaction():
        if known_hash is not None:
            services.refuse_changed(account.id, known_hash=known_hash)
        if before:
            services.end_session(before)
        device = device_in_words(request.user_agent.string)
        token = services.begin_session(account, device=device, strength=strength, is_shared=is_shared)
        if is_noted:
            words = note_device_here(account, device, is_shared=is_shared)
    keep_signed_in(token, is_shared=is_shared)
    opened = load_signed_in(token)
    is_wanting = strength is Strength.PRINTED_CODE or (opened and opened.viewer and opened.viewer.awaits_second_factor)
    response = redirect(url_for("accounts.show_factors") if is_wanting else target, code=303)
    keep_words(response, words)
    return response


def is_unwelcome(account: Account) -> bool:
    """Say whether an account has no business here: demo people in production, by whatever server it is served."""
    settings = settings_here()
    return account.is_demo and settings.environment == "production"
