"""The letter that tells of a change in what a person signs in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.foundation.clock import CALIFORNIA, now
from portal.web.mail import link_to, mail_to
from portal.web.templating import date_long

if TYPE_CHECKING:
    from portal.features.accounts.models import Account


def tell_of_change(account: Account, change: str) -> None:
    """Post to a person that something they sign in with was changed; a stranger who did it cannot hide it."""
    at = now().astimezone(CALIFORNIA)
    mail_to(
        account.email,
        "factor_changed",
        account_id=account.id,
        name=account.name,
        change=change,
        at=f"{date_long(at)}, {at:%H:%M} California time",
        link=link_to("accounts.show_factors"),
    )
