"""The letter that tells of a sign-in on a device that is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.foundation.clock import CALIFORNIA, now, today
from portal.web.mail import link_to, mail_to
from portal.web.templating import date_long

if TYPE_CHECKING:
    from portal.features.accounts.models import Account


def tell_of_device(account: Account, device: str, *, is_shared: bool) -> None:
    """Post to a person where the account was signed in on; of shared computers, which are never known, once a day."""
    at = now().astimezone(CALIFORNIA)
    mail_to(
        account.email,
        "new_device",
        key=f"shared device {account.id} {today().isoformat()}" if is_shared else None,
        account_id=account.id,
        name=account.name,
        device=device,
        is_shared=is_shared,
        at=f"{date_long(at)}, {at:%H:%M} California time",
        link=link_to("accounts.profile"),
    )
