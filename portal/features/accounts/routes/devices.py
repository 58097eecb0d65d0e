"""The cookie by which a browser is known when somebody signs in there. It is sent to the pages for signing in alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import current_app, request

from portal.features.accounts import posting, services
from portal.features.accounts.passwords import new_token

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from portal.features.accounts.models import Account

COOKIE = "portal-device"
PATHS = ("/sign-in", "/county-sign-in")
MOST_WORDS = 5  # of so many people at one browser
WORD = re.compile(r"[A-Za-z0-9_-]{43}")  # as new_token makes them
BETWEEN = "."


def words_here() -> list[str]:
    """Return the words that this browser holds, one for each person who signed in there, the newest first."""
    words = request.cookies.get(COOKIE, "").split(BETWEEN)
    return list(filter(WORD.fullmatch, words))[:MOST_WORDS]


def note_device_here(account: Account, device: str, *, is_shared: bool) -> list[str]:
    """Note on what device somebody signs in, in the transaction around us, and tell the owner of a new one.

    Return the words that the browser is to hold from now on. Only words we made are ever known: one that somebody
    planted in the browser stays without a meaning.
    """
    words, fresh = words_here(), new_token()
    is_known, is_to_tell = services.note_device(account.id, words, fresh=fresh, is_shared=is_shared)
    if is_to_tell:
        posting.tell_of_device(account, device, is_shared=is_shared)
    return words if is_known or is_shared else [fresh, *words][:MOST_WORDS]


def keep_words(response: Response, words: list[str]) -> None:
    """Let the browser hold its words for as long as they are good, and show them to the pages for signing in alone."""
    for path in PATHS if words else ():
        response.set_cookie(
            COOKIE,
            BETWEEN.join(words),
            max_age=services.KNOWN_FOR,
            path=path,
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
            httponly=True,
            samesite="Lax",
        )
