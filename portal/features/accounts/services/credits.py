"""Choose how what one publishes names one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.services.accounts import record_of

if TYPE_CHECKING:
    from portal.features.accounts.models import Account


def choose_credit(account: Account, credit: str) -> None:
    """Keep how a person wants to be named."""
    if account.credit != credit:
        account.credit = credit
        record_of(account, "credit chosen", actor_id=account.id, credit=credit)
