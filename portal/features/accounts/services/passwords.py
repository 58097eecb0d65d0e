"""Set and change passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account
from portal.features.accounts.passwords import (
    hash_password,
    is_common,
    matches,
    needs_rehash,
)
from portal.features.accounts.services.accounts import record_of
from portal.features.accounts.services.recovering import end_recoveries
from portal.features.accounts.services.sessions import end_sessions, renew_sessions
from portal.foundation.errors import Invalid
from portal.infrastructure.epoch import advance_people

if TYPE_CHECKING:
    from portal.features.accounts.queries import Viewer


NOT_CURRENT = "Your current password is not right."
SITE_WORDS = ("safety", "organized", "practice", "portal", "sopportal")


def new_hash(account: Account, password: str) -> str:
    """Return the hash of a new password for an account, or refuse one that is not good enough. Takes its time."""
    about = [account.name, account.email, *SITE_WORDS]
    fits = rules.SHORTEST_PASSWORD <= len(password) <= rules.LONGEST_PASSWORD
    rules.check_password(password, about=about, is_common=fits and is_common(password, about=about))
    return hash_password(password)


def change_password(viewer: Viewer, *, known_hash: str, password_hash: str) -> None:
    """Change one's own password; every other session of the account ends.

    `known_hash` is the one the current password was compared with: if another request has changed it since, it is no
    longer current.
    """
    account = queries.get_account(viewer.account_id)
    if account.password_hash != known_hash:
        raise Invalid(NOT_CURRENT)
    account.password_hash = password_hash
    end_sessions(account.id, but=viewer.session_id)
    end_recoveries(account.id)
    renew_sessions(account.id)
    advance_people()
    record_of(account, "password changed", actor_id=account.id)


def get_current_hash(viewer: Viewer, current: str) -> str:
    """Return the hash of a person's password if `current` is that password, or refuse."""
    known_hash = queries.get_account(viewer.account_id).password_hash
    if known_hash is None or not matches(current, known_hash):
        raise Invalid(NOT_CURRENT)
    return known_hash


def stronger_hash(account: Account, password: str) -> str | None:
    """Return the password's hash with today's parameters if the kept one is weaker, else nothing. Takes its time."""
    if account.password_hash and needs_rehash(account.password_hash):
        return hash_password(password)
    return None
