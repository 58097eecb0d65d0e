"""Change the mail address of an account."""

from __future__ import annotations

from portal.features.accounts import queries
from portal.features.accounts.models import Account
from portal.features.accounts.services.accounts import TAKEN, clean_address, record_of
from portal.features.accounts.services.joining import end_join_links
from portal.features.accounts.services.recovering import end_openings
from portal.foundation.errors import Conflict
from portal.infrastructure.epoch import advance_people
from portal.infrastructure.mail.outbox import drop_for


def change_address(account: Account, email: str, *, actor_id: int | None) -> None:
    """Give an account another mail address; links to get in that went to the old one end, and so does mail on its way.

    Whoever calls this tells the old address of it.
    """
    address = clean_address(email)
    other = queries.find_account_by_email(address)
    if other is not None and other.id != account.id:
        raise Conflict(TAKEN)
    account.email = address
    end_join_links(account)
    end_openings(account.id)
    drop_for(account.id)
    advance_people()
    record_of(account, "mail address changed", actor_id=actor_id)
