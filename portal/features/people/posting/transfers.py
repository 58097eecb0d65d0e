"""Letters about transfers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts.queries import get_account
from portal.features.people import queries
from portal.web.mail import link_to, mail_to

if TYPE_CHECKING:
    from portal.features.people.models import Transfer


def tell_transfer_asked(transfer: Transfer) -> None:
    """Write to those who answer for the other side; the letter names nobody."""
    answering = transfer.to_fips if transfer.is_offer else transfer.from_fips
    if transfer.account_id is None:
        return
    for account in queries.list_answering(answering):
        mail_to(
            account.email,
            "transfer_asked",
            account_id=account.id,
            name=account.name,
            is_offer=transfer.is_offer,
            county=queries.county_name(transfer.from_fips if transfer.is_offer else transfer.to_fips),
            link=link_to("people.list_transfers"),
        )


def tell_transfer_answered(transfer: Transfer) -> None:
    """Write to whoever asked. Those who asked for an address are told of a yes only."""
    if transfer.state == "refused" and not transfer.is_offer:
        return
    asker = get_account(transfer.asked_by_id)
    if asker.closed_at is None:
        mail_to(
            asker.email,
            "transfer_answered",
            account_id=asker.id,
            name=asker.name,
            is_done=transfer.state == "done",
            county=queries.county_name(transfer.to_fips),
            link=link_to("people.list_transfers"),
        )


def tell_transferred(account_id: int) -> None:
    """Tell a person to which county they belong now."""
    account = get_account(account_id)
    mail_to(
        account.email,
        "transferred",
        account_id=account.id,
        name=account.name,
        county=queries.county_name(account.county_fips),
    )
