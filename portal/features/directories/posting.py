"""Mail to people whom a county's directory adds or changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.features.accounts import posting
from portal.features.accounts.services import make_join_link
from portal.web.mail import mail_to

if TYPE_CHECKING:
    from portal.features.directories.queries import Directory
    from portal.features.directories.services import Change


def tell(directory: Directory, change: Change) -> None:
    """Invite a person who has no way in yet, and tell an address that it was left for another."""
    account = change.account
    if change.old_address:
        mail_to(
            change.old_address,
            "address_changed",
            account_id=account.id,
            name=account.name,
            county=directory.county_name,
        )
    if change.must_invite:
        token, expires_at = make_join_link(account, actor_id=None)
        posting.invite(account, token, expires_at, inviter=f"The staff directory of {directory.county_name} County")
