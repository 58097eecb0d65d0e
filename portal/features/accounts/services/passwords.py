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


def new_hash(account: Account, password: str, *, is_alone: bool = False) -> str:
    """Return the hash of a new password for an account, or refuse one that is not good enough. Takes its time.

    `is_alone` says that it will stand alone, whatever second factor there is now.
    """
    shortest = rules.SHORTEST_PASSWORD if is_alone else shortest_for(account)
    about = [account.name, account.email, *SITE_WORDS]
    fits = shortest <= len(password) <= rules.LONGEST_PASSWORD
    known = fits and is_common(password, about=about, is_alone=shortest == rules.SHORTEST_PASSWORD)
    rules.check_password(password, about=about, is_common=known, shortest=shortest)
    return hash_password(password)


def shortest_for(account: Account) -> int:
    """Return how many characters a password of an account has at least: fewer beside a second factor."""
    has_second = queries.factors_of(account.id).has_second
    return rules.SHORTEST_OF_TWO if has_second else rules.SHORTEST_PASSWORD


def change_password(viewer: Viewer, *, known_hash: str, password_hash: str, is_short: bool = False) -> None:
    """Change one's own password; every other session of the account ends. A short one needs a second factor beside it.

    `known_hash` is the one the current password was compared with: if another request has changed it since, it is no
    longer current.
    """
    account = queries.get_account(viewer.account_id)
    if account.password_hash != known_hash:
        raise Invalid(NOT_CURRENT)
    if is_short and shortest_for(account) == rules.SHORTEST_PASSWORD:
        raise Invalid(f"Use at least {rules.SHORTEST_PASSWORD} characters: you have no second method any more.")
    account.password_hash, account.is_password_short = password_hash, is_short
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
