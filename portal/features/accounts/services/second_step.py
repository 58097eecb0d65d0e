"""Between the password and the session: the second step of whoever has more than a password."""

from __future__ import annotations

from dataclasses import dataclass

from portal.features.accounts import queries
from portal.features.accounts.models import Account
from portal.features.accounts.passwords import hash_token
from portal.features.accounts.services.challenges import SECOND_STEP, begin_challenge, find_challenge
from portal.foundation.errors import NotFound


@dataclass(frozen=True, slots=True)
class SecondStep:
    """Whose password was right a short while ago, where that person was on the way to, and on what computer."""

    account: Account
    target: str
    is_shared: bool


def begin_second_step(account: Account, *, target: str, is_shared: bool) -> str:
    """Remember that the password was right, and return the token with which the browser comes back."""
    state = {"target": target, "password": mark_of(account), "is_shared": is_shared}
    return begin_challenge(SECOND_STEP, account_id=account.id, state=state)


def find_second_step(token: str) -> SecondStep | None:
    """Return a second step that can be taken: it ends when the account is closed or its password changes."""
    begun = find_challenge(token, SECOND_STEP)
    if begun is None or begun.account_id is None:
        return None
    try:
        account = queries.get_account(begun.account_id)
    except NotFound:
        return None
    if account.closed_at is not None or begun.state["password"] != mark_of(account):
        return None
    return SecondStep(account, begun.state["target"], is_shared=begun.state["is_shared"])


def mark_of(account: Account) -> str:
    """Return by what a password is known to be the same still."""
    return hash_token(account.password_hash or "")
