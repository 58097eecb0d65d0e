"""Try to sign in: counted, slowed down, and answered the same whoever asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from portal.features.accounts import queries, rules
from portal.features.accounts.models import Account, SignInTry
from portal.features.accounts.passwords import (
    matches,
)
from portal.foundation.clock import now
from portal.foundation.database import db
from portal.foundation.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from portal.features.accounts.rules import Limit


NOT_RIGHT = "The mail address or the password is not right."


@dataclass(frozen=True, slots=True)
class Tries:
    """The keyed hashes under which a try is counted: the account from this network, the account, the network.

    A stranger who guesses elsewhere does not keep the owner out for long: the strict limit is on the first.
    """

    account_here: str
    account: str
    network: str

    @property
    def limits(self) -> tuple[tuple[str, Limit], ...]:
        """Each with its limit."""
        return (
            (self.account_here, rules.FROM_ONE_PLACE),
            (self.account, rules.ON_ONE_ACCOUNT),
            (self.network, rules.BY_ONE_ADDRESS),
        )


def begin_try(counted: Tries) -> timedelta:
    """Count a try before the password is looked at.

    Return how long to wait instead; a try that has to wait is not counted.
    """
    return begin_tries(counted.limits)


def begin_tries(limits: Sequence[tuple[str, Limit]]) -> timedelta:
    """Count a try under each subject, or return how long to wait instead, by the strictest of their limits."""
    at = now()
    waits = [
        rules.wait_after(queries.list_tries(subject, at - limit.window), at=at, limit=limit)
        for subject, limit in limits
    ]
    if any(waits):
        return max(waits)
    db.session.add_all(SignInTry(subject=subject, at=at) for subject, _ in limits)
    db.session.execute(delete(SignInTry).where(SignInTry.at < at - timedelta(days=1)))
    return timedelta()


def forget_try(subject: str) -> None:
    """Forget the last try under a subject, for it succeeded; others share the subject."""
    this_one = select(func.max(SignInTry.id)).where(SignInTry.subject == subject).scalar_subquery()
    db.session.execute(delete(SignInTry).where(SignInTry.id == this_one))


def forget_tries(counted: Tries) -> None:
    """Forget the account's tries, for one of them succeeded; of the network's only this one, for others share it."""
    db.session.execute(delete(SignInTry).where(SignInTry.subject.in_((counted.account_here, counted.account))))
    forget_try(counted.network)


def refuse_changed(account_id: int, *, known_hash: str | None) -> None:
    """Refuse whoever showed a password that was changed while it was compared, or whose account was closed.

    A thief who signs in without a pause would have a session of after the change otherwise.
    """
    account = queries.get_account(account_id)
    if account.closed_at is not None or account.password_hash != known_hash:
        raise Invalid(NOT_RIGHT)


def check_sign_in(email: str, password: str) -> Account | None:
    """Return the account if the password is its own; known and unknown addresses take the same time."""
    account = queries.find_account_by_email(email)
    fits = matches(password[: rules.LONGEST_PASSWORD + 1], account.password_hash if account else None)
    if account is None or not fits or account.closed_at is not None:
        return None
    return account
